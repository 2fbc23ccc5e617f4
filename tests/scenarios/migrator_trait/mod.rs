//! A project whose tables hand-written migrations made keeps them, and grows on top of them.

mod old;

use sea_orm_migration::MigratorTrait;
use tests::{Database, Project, file};

use old::Migrator;

const NAMES: [&str; 3] = [
    "m20220101_000001_members",
    "m20220202_000001_threads",
    "m20230303_000001_titles",
];

/// Runs the first migrations as the crate's own command does.
fn migrate(database: &Database, steps: u32) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime.expect("a runtime").block_on(async {
        let url = format!("{}?mode=rwc", database.url());
        let db = sea_orm::Database::connect(url).await.expect("a database");
        let done = Migrator::up(&db, Some(steps)).await;
        done.expect("the migrations run");
        db.close().await.expect("it closes");
    });
}

fn recorded(database: &Database) -> Vec<String> {
    database.query("SELECT version FROM seaql_migrations ORDER BY version")
}

/// A project with the old migrations in their own module, taken over in one line.
fn project() -> Project {
    let project = Project::new("migrator", &file("scenarios/migrator_trait/entity"));
    project.write("migration/src/old.rs", include_str!("old.rs"));
    let migration_crate = "sea-orm-migration = { version = \"2\", default-features = false, features = [\"sqlx-sqlite\", \"runtime-tokio\"] }";
    let dependencies = "[dependencies]\n";
    let more = format!("{dependencies}{migration_crate}\n");
    project.edit("migration/Cargo.toml", dependencies, &more);
    project.edit(
        "migration/src/lib.rs",
        "sterna::include_revisions!();",
        "mod old;\n\nsterna::include_revisions!(after old::Migrator);",
    );
    project.build();
    project
}

#[test]
fn slow_a_migrator_is_the_root_of_the_history() {
    let project = project();
    let database = project.database();
    migrate(&database, 2);
    database.execute(
        "INSERT INTO members VALUES (1, 'ada'); INSERT INTO threads VALUES (1, 1), (2, 1);",
    );
    let history = project.run(["history"]).ok();
    for name in NAMES {
        assert!(history.contains(name), "{history}");
    }
    let behind = project.run(["current"]).ok();
    assert!(
        behind.contains(NAMES[1]) && !behind.contains(NAMES[2]),
        "{behind}"
    );
    project.run(["upgrade", "--dry-run"]).ok();
    assert_eq!(recorded(&database), NAMES[..2], "a dry run changes nothing");

    project.run(["upgrade"]).ok();
    assert_eq!(recorded(&database), NAMES);
    assert_eq!(
        database.query("SELECT title FROM threads"),
        ["Thread 1", "Thread 2"]
    );
    what_the_entities_do_not_say_is_written_down(&project);
    a_new_revision_grows_on_top(&project);
    a_new_database_gets_everything(&project);

    project.run(["downgrade", NAMES[0]]).ok();
    assert_eq!(recorded(&database), NAMES[..1]);
    assert_eq!(database.tables(), ["members", "seaql_migrations"]);
    assert_eq!(database.query("SELECT name FROM members"), ["ada"]);
    project.run(["upgrade"]).ok();
    // The old command sees its own work.
    migrate(&database, 9);
    assert_eq!(recorded(&database), NAMES);
    database.is_sound();
}

/// The migrations make everything on a new database, so that there is no baseline.
fn what_the_entities_do_not_say_is_written_down(project: &Project) {
    let revisions = project.revisions();
    let said = project.run(["adopt"]).exits(0);
    let file = "+ entity/src/declarations/thread.rs";
    assert!(said.stdout.contains(file), "{}", said.stdout);
    assert_eq!(project.revisions(), revisions);
    project.build();
    project.run(["check"]).ok();
    project.run(["check", "--from", "revisions"]).ok();
    let again = project.run(["adopt"]).ok();
    let nothing = "the entities and the revisions say all that app.db holds\n";
    assert_eq!(again, nothing);
}

fn a_new_revision_grows_on_top(project: &Project) {
    project.edit(
        "entity/src/thread.rs",
        "pub title: String,",
        "pub title: String,\n    pub pinned: Option<bool>,",
    );
    project.build();
    let said = project
        .run(["revision", "--autogenerate", "-m", "pinned"])
        .exits(0);
    assert!(
        !said.stderr.contains("no revision creates"),
        "{}",
        said.stderr
    );
    let revision = project.newest_revision();
    assert!(
        revision.contains(&format!("revises: &[\"{}\"]", NAMES[2])),
        "{revision}"
    );
    assert!(
        revision.contains("add_column(boolean_null(\"pinned\"))"),
        "{revision}"
    );
    assert!(!revision.contains("drop_table"), "{revision}");
    project.build();
    project.run(["upgrade"]).ok();
    project.run(["check"]).ok();
    project.run(["check", "--from", "revisions"]).ok();
}

fn a_new_database_gets_everything(project: &Project) {
    let new = Database::new(project.root().join("new.db"));
    project.run(["--database-url", &new.url(), "upgrade"]).ok();
    assert_eq!(recorded(&new), NAMES);
    project
        .run(["diff", "--from", "new.db", "--to", "app.db"])
        .ok();
    project
        .run(["diff", "--from", "app.db", "--to", "new.db"])
        .ok();
    project.run(["test"]).ok();
    project.run(["history", "--verbose"]).ok();
}
