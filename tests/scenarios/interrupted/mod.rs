//! A process that is killed in the middle of a rebuild leaves the old state, whole.

use std::fs;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use tests::{Database, Project, file};

const ROWS: i64 = 200_000;

#[test]
fn slow_a_killed_upgrade_leaves_the_old_state() {
    let project = Project::new("interrupted", &file("scenarios/interrupted/entity"));
    let database = project.database();
    project
        .db([
            "revision",
            "--autogenerate",
            "-m",
            "readings",
            "--rev-id",
            "aaaa00000001",
        ])
        .ok();
    project.db(["upgrade", "head"]).ok();
    database.execute(&format!(
        "INSERT INTO readings (serial, sensor, value)
         WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {ROWS})
         SELECT 'serial ' || i, i % 100, i * 7 FROM n"
    ));

    // An inline UNIQUE can only be dropped by a rebuild.
    project.edit("entity/src/reading.rs", "    #[sea_orm(unique)]\n", "");
    let id = "aaaa00000002";
    project
        .db([
            "revision",
            "--autogenerate",
            "-m",
            "serials repeat",
            "--rev-id",
            id,
        ])
        .ok();
    let plan = project.db(["upgrade", "head", "--dry-run"]).ok();
    assert!(plan.contains("rebuild"), "{plan}");
    let (schema, rows) = (database.schema(), database.rows());

    let mut killed = 0;
    for pause in [0, 20, 60, 120, 200] {
        killed += i32::from(kill_while_it_writes(&project, Duration::from_millis(pause)));
        database.is_sound();
        assert_eq!(version(&database), ["aaaa00000001"]);
        assert_eq!(database.schema(), schema);
        assert_eq!(database.rows(), rows);
    }
    assert!(killed > 0, "no upgrade was caught while it wrote");

    project.db(["upgrade", "head"]).ok();
    assert_eq!(version(&database), [id]);
    assert_eq!(database.rows(), rows);
    database.is_sound();
}

/// Starts the upgrade and kills it some time after its journal shows that it writes. Whether it
/// was still at work then.
fn kill_while_it_writes(project: &Project, pause: Duration) -> bool {
    let mut upgrade = project.spawn(["upgrade", "head"]);
    let started = Instant::now();
    while size(&journal(project)) == 0 && started.elapsed() < Duration::from_secs(20) {
        assert!(
            upgrade.try_wait().expect("a child").is_none(),
            "the upgrade ended unseen"
        );
        std::thread::sleep(Duration::from_millis(1));
    }
    std::thread::sleep(pause);
    let at_work = upgrade.try_wait().expect("a child").is_none();
    assert!(
        at_work,
        "the upgrade ended before it was killed: make the table larger"
    );
    upgrade.kill().expect("a child can be killed");
    upgrade.wait().expect("a killed child ends");
    at_work
}

fn journal(project: &Project) -> PathBuf {
    project.root().join("app.db-journal")
}

fn size(path: &PathBuf) -> u64 {
    fs::metadata(path).map_or(0, |file| file.len())
}

fn version(database: &Database) -> Vec<String> {
    database.query("SELECT version_num FROM sterna_version")
}
