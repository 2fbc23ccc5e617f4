//! Databases with an index that does not say what the table says.

use std::io::{Seek as _, SeekFrom, Write as _};

use super::*;

const INDEX: &str = "idx-sessions-expires_at";

/// The application at that revision, with a row in each session.
fn with_sessions(revision: &str) -> Reference {
    let app = app();
    app.db(["upgrade", revision]).ok();
    app.database().execute(
        "INSERT INTO users (email) VALUES ('ada@example.org');
         WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50)
         INSERT INTO sessions (id, user_id, expires_at) SELECT 's' || i, 1, '2026-01-' || i FROM n",
    );
    app
}

/// Writes over the index's page, as a failing disk does.
fn write_over(database: &Database) {
    let page = format!("SELECT rootpage FROM sqlite_schema WHERE name = '{INDEX}'");
    let page = u64::try_from(database.number(&page)).expect("a page");
    let size = u64::try_from(database.number("PRAGMA page_size")).expect("a size");
    let mut file = fs::OpenOptions::new();
    let mut file = file
        .write(true)
        .open(database.path())
        .expect("the database");
    file.seek(SeekFrom::Start((page - 1) * size))
        .expect("there");
    file.write_all(&[0xA5; 512]).expect("written");
}

/// Leaves a row out of the index, as a program does that writes without SQLite's knowledge of it.
fn leave_out(database: &Database) {
    let index = format!("sqlite_schema WHERE name = '{INDEX}'");
    database.execute(&format!(
        "PRAGMA writable_schema = ON; CREATE TABLE kept AS SELECT * FROM {index}; DELETE FROM {index}"
    ));
    database.execute("INSERT INTO sessions (id, user_id, expires_at) VALUES ('late', 1, '2026')");
    database.execute(
        "PRAGMA writable_schema = ON; INSERT INTO sqlite_schema SELECT * FROM kept; DROP TABLE kept",
    );
}

type Damage = fn(&Database);

const DAMAGES: [(Damage, &str, &str); 2] = [
    (write_over, "is malformed", "btreeInitPage() returns error"),
    (
        leave_out,
        "content.db is damaged: ",
        "wrong # of entries in index idx-sessions",
    ),
];

/// A copy that is no better than the database is no way back: the deploy does not begin.
#[test]
fn a_damaged_index_stops_a_deploy_at_its_backup() {
    for (damage, words, _) in DAMAGES {
        let app = with_sessions(FIRST);
        let database = app.database();
        damage(&database);
        let before = fs::read(database.path()).expect("the database");
        for command in ["deploy", "backup", "upgrade"] {
            let said = app.db([command]).exits(3);
            said.complains([words, "nothing was changed", "`REINDEX`"]);
            assert_eq!(fs::read(database.path()).expect("the database"), before);
            assert!(backups(&app).is_empty(), "{command}");
        }
        assert!(!app.folder().join("data/content.db-sterna").exists());
    }
}

/// Where there is nothing to upgrade nothing is copied, and quick_check finds it.
#[test]
fn a_damaged_index_is_found_by_the_verification() {
    for (damage, _, words) in DAMAGES {
        let app = with_sessions(HEAD);
        let database = app.database();
        app.db(["deploy"]).ok();
        damage(&database);
        let before = fs::read(database.path()).expect("the database");
        let said = app.db(["deploy"]).exits(8);
        for part in ["fails  quick_check", words, "since nothing was changed"] {
            assert!(said.stdout.contains(part), "{part}: {}", said.stdout);
        }
        assert_eq!(fs::read(database.path()).expect("the database"), before);
    }
}

/// What the help says.
#[test]
fn an_index_that_is_made_again_is_deployed() {
    let app = with_sessions(FIRST);
    leave_out(&app.database());
    app.db(["deploy"]).exits(3);
    app.database().execute("REINDEX");
    app.db(["deploy"]).ok();
    let state = State::of(&app.database());
    assert_eq!(
        (state.heads[0].as_str(), state.rows["sessions"].len()),
        (HEAD, 51)
    );
}
