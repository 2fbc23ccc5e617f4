//! Folders and files that the command may not write. The superuser may write everything, so there
//! the commands run as another user; where that user cannot reach them the tests say so.

use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;

use tests::{Outcome, repository};

use super::*;

const DB: &str = env!("CARGO_BIN_EXE_reference-db");

/// The command of one who is not the superuser; `None` where there is none who can run it.
fn somebody() -> Option<Command> {
    let id = Command::new("id").arg("-u").output().ok()?;
    if id.stdout != b"0\n" {
        return Some(Command::new(DB));
    }
    let nobody = || {
        let mut setpriv = Command::new("setpriv");
        setpriv.args(["--reuid=65534", "--regid=65534", "--clear-groups", DB]);
        setpriv
    };
    let version = nobody().arg("--version").output().ok()?;
    version.status.success().then(nobody)
}

fn allow(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("permissions");
}

/// The application at its first revision, a place for backups that all may write, and one backup.
fn with_a_backup() -> (Reference, String) {
    let app = released(10);
    allow(app.folder(), 0o755);
    fs::create_dir(app.folder().join("others")).expect("a folder");
    allow(&app.folder().join("others"), 0o777);
    app.db(["backup"]).ok();
    let backup = backups(&app).remove(0);
    allow(&backup, 0o644);
    (app, backup.display().to_string())
}

/// Runs `db …`; `None` where nobody can.
#[expect(clippy::print_stdout, reason = "whoever runs the test wants to know")]
fn run(app: &Reference, arguments: &[&str]) -> Option<Outcome> {
    let Some(mut command) = somebody() else {
        println!("skipped: there is no user but the superuser to run the command");
        return None;
    };
    command.args(arguments).current_dir(repository());
    command.env("DATABASE_URL", app.database().url());
    let output = command.output().expect("the command starts");
    Some(Outcome::new(arguments.join(" "), output))
}

/// The files of the database's folder.
fn names(app: &Reference) -> Vec<PathBuf> {
    let entries = fs::read_dir(app.folder().join("data")).expect("the folder");
    let mut names: Vec<_> = entries
        .map(|entry| entry.expect("an entry").path())
        .collect();
    names.sort();
    names
}

#[test]
fn a_folder_that_cannot_be_written_is_named() {
    let (app, backup) = with_a_backup();
    let folder = app.folder().join("data");
    let others = app.folder().join("others").display().to_string();
    allow(&app.database().path().with_file_name("backups"), 0o555);
    allow(&folder, 0o555);
    let (before, files) = (State::of(&app.database()), names(&app));
    for (arguments, place) in [
        (vec!["backup"], "data/backups"),
        (vec!["deploy"], "data"),
        (vec!["deploy", "--to", &others], "data"),
        (vec!["restore", &backup], "data"),
        (vec!["upgrade"], "data/backups"),
    ] {
        let Some(said) = run(&app, &arguments) else {
            return;
        };
        let place = format!("whom {} belongs to", app.folder().join(place).display());
        let said = said
            .exits(3)
            .complains(["Permission denied", "nothing was changed"]);
        said.complains([place.as_str()]);
        assert_eq!(State::of(&app.database()), before, "{arguments:?}");
        assert_eq!(names(&app), files, "{arguments:?}");
    }
    // Reading is enough for a copy that goes elsewhere.
    let Some(said) = run(&app, &["backup", "--to", &others]) else {
        return;
    };
    said.exits(0);
    allow(&folder, 0o755);
}

/// To replace a file, its folder would be enough; the new one would then be another user's.
#[test]
fn a_file_that_cannot_be_written_is_not_replaced() {
    for journal in ["DELETE", "WAL"] {
        let (app, backup) = with_a_backup();
        let database = app.database();
        let folder = app.folder().join("data");
        database.query(&format!("PRAGMA journal_mode = {journal}"));
        allow(&folder, 0o777);
        allow(&folder.join("backups"), 0o777);
        allow(database.path(), 0o444);
        let before = State::of(&database);
        for arguments in [vec!["deploy"], vec!["restore", &backup], vec!["upgrade"]] {
            let Some(said) = run(&app, &arguments) else {
                return;
            };
            let said = said.exits(3);
            let words = [said.stdout.as_str(), &said.stderr].concat();
            assert!(
                words.contains("readonly"),
                "{journal} {arguments:?}: {words}"
            );
            assert!(words.contains("the file and its folder"), "{words}");
            assert_eq!(State::of(&database), before, "{journal} {arguments:?}");
            assert_eq!(backups(&app).len(), 1, "{journal} {arguments:?}");
            assert!(names(&app).len() <= 4, "{:?}", names(&app));
        }
    }
}
