//! The reference application in production: deploys that fail, several processes at once; commands
//! that are ended (`ended`), databases that are damaged (`damaged`), rights that are missing
//! (`rights`).

mod damaged;
/// Needs an `env` that sets signals back.
#[cfg(target_os = "linux")]
mod ended;
mod rights;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Output};
use std::thread;
use std::time::{Duration, Instant};

use tests::{Database, Reference};

const FIRST: &str = "629228fb1c98";
const HEAD: &str = "0734bcfe1d3c";

fn app() -> Reference {
    Reference::new(env!("CARGO_BIN_EXE_reference-db"))
}

/// The application at its first revision, with so many posts.
fn released(posts: u32) -> Reference {
    let app = app();
    app.db(["upgrade", FIRST]).ok();
    app.database().execute(&format!(
        "INSERT INTO users (email) VALUES ('ada@example.org');
         INSERT INTO posts (content, platform, status)
         WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {posts})
         SELECT 'post ' || i, 'blog', 'draft' FROM n"
    ));
    app
}

/// All that a database says.
#[derive(Debug, PartialEq)]
struct State {
    heads: Vec<String>,
    schema: BTreeMap<String, String>,
    rows: BTreeMap<String, Vec<String>>,
}

impl State {
    fn of(database: &Database) -> Self {
        database.is_sound();
        Self {
            heads: database.query("SELECT version_num FROM sterna_version"),
            schema: database.schema(),
            rows: database.rows(),
        }
    }
}

fn backups(app: &Reference) -> Vec<PathBuf> {
    let entries = fs::read_dir(app.folder().join("data/backups"));
    let entries = entries.into_iter().flatten();
    entries
        .map(|entry| entry.expect("an entry").path())
        .collect()
}

fn ended(child: Child) -> (Option<i32>, String) {
    let Output {
        status,
        stdout,
        stderr,
    } = child.wait_with_output().expect("the command ends");
    let said = [stdout, stderr].concat();
    (status.code(), String::from_utf8_lossy(&said).into_owned())
}

fn wait_for(path: &Path) {
    let started = Instant::now();
    while !path.exists() {
        assert!(
            started.elapsed() < Duration::from_secs(60),
            "{} never comes",
            path.display()
        );
        thread::sleep(Duration::from_millis(10));
    }
}

/// A check that says when it runs, and fails when it is told to.
struct Slow {
    running: PathBuf,
    go: PathBuf,
}

impl Slow {
    fn new(app: &Reference) -> Self {
        let [running, go] = ["running", "go"].map(|name| app.folder().join(name));
        Self { running, go }
    }

    fn command(&self) -> String {
        let (running, go) = (self.running.display(), self.go.display());
        format!("touch '{running}'; until test -e '{go}'; do sleep 0.05; done; exit 7")
    }

    fn fail(&self) {
        fs::write(&self.go, "").expect("written");
    }
}

#[test]
fn a_failing_deploy_leaves_rows_and_revision_as_they_were() {
    for journal in ["DELETE", "WAL"] {
        let app = released(100);
        let database = app.database();
        database.query(&format!("PRAGMA journal_mode = {journal}"));
        let before = State::of(&database);
        let said = app.db(["deploy", "--verify", "echo ill; false"]).exits(8);
        assert!(said.stdout.contains("ill\n"), "{}", said.stdout);
        assert!(
            said.stdout.contains("is as it was before, out of "),
            "{}",
            said.stdout
        );
        assert_eq!(State::of(&database), before);
        assert_eq!(
            database.query("PRAGMA journal_mode"),
            [journal.to_lowercase()]
        );
        app.db(["deploy", "--verify", "true"]).ok();
        assert_eq!(State::of(&database).heads, [HEAD]);
    }
}

/// The application of the release before goes on while the new one is verified.
#[test]
fn what_others_write_during_a_deploy_is_kept() {
    let app = released(10);
    let database = app.database();
    let slow = Slow::new(&app);
    let deploy = app.spawn(["deploy", "--verify", &slow.command()]);
    wait_for(&slow.running);
    database.execute("INSERT INTO posts (content, platform, status) VALUES ('late', 'blog', 'x')");
    slow.fail();
    let (code, said) = ended(deploy);
    // The last revision runs SQL on rows, so that only the backup has what was there before.
    assert_eq!(code, Some(10), "{said}");
    assert!(said.contains("others have written to"), "{said}");
    assert!(said.contains("`cargo db restore "), "{said}");
    let state = State::of(&database);
    assert_eq!(state.heads, [HEAD]);
    assert_eq!(state.rows["posts"].len(), 11);
    app.db(["current"]).ok();
}

/// An idle connection holds no lock, but its file.
#[cfg(target_os = "linux")]
#[test]
fn a_database_that_is_open_elsewhere_is_not_replaced() {
    let app = released(10);
    let database = app.database();
    let before = State::of(&database);
    app.db(["backup"]).ok();
    let backup = backups(&app).remove(0).display().to_string();
    let held = fs::File::open(database.path()).expect("the database");
    let id = format!("(process {})", std::process::id());
    let said = app.db(["restore", &backup]).exits(3);
    said.complains(["is open in ", id.as_str(), "nothing was changed"]);
    assert_eq!(State::of(&database), before);
    let said = app.db(["deploy", "--verify", "false"]).exits(10);
    assert!(said.stdout.contains(&id), "{}", said.stdout);
    assert_eq!(State::of(&database).heads, [HEAD]);
    drop(held);
    app.db(["restore", &backup]).ok();
    assert_eq!(State::of(&database), before);
}

#[test]
fn two_deploys_at_once_take_turns() {
    let app = released(10);
    let slow = Slow::new(&app);
    let first = app.spawn(["deploy", "--verify", &slow.command()]);
    wait_for(&slow.running);
    let second = app.spawn(["deploy", "--verify", "true"]);
    let third = app.db(["restore", "nothing.db"]).exits(3);
    let process = format!("(process {})", first.id());
    third.complains(["another deploy or restore", "is running: ", &process]);
    slow.fail();
    let (code, said) = ended(first);
    assert_eq!(code, Some(8), "{said}");
    let (code, said) = ended(second);
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(State::of(&app.database()).heads, [HEAD]);
}

/// A process that waits and one that deploys start together.
#[test]
fn waiting_ends_when_the_deploy_does() {
    let app = app();
    let waiting = app.spawn(["wait", "--timeout", "60"]);
    app.db(["deploy"]).ok();
    let (code, said) = ended(waiting);
    assert_eq!(code, Some(0), "{said}");
}

#[test]
fn a_backup_without_room_or_rights_leaves_nothing() {
    let app = released(20_000);
    app.db(["backup", "--to", "/proc/backups"])
        .exits(3)
        .complains(["/proc/backups"]);
    assert!(backups(&app).is_empty());
    // A file may have 100 blocks, which ends as a full disk does: a write that fails.
    let line = format!(
        "trap '' XFSZ; ulimit -f 100; exec '{}' backup",
        env!("CARGO_BIN_EXE_reference-db")
    );
    let mut shell = std::process::Command::new("sh");
    let shell = shell.args(["-c", &line]).current_dir(tests::repository());
    let output = shell
        .env("DATABASE_URL", app.database().url())
        .output()
        .expect("sh");
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert!(said.contains("copying the database to"), "{said}");
    assert!(backups(&app).is_empty(), "nothing half way stays");
    app.db(["backup"]).ok();
    assert_eq!(backups(&app).len(), 1);
}
