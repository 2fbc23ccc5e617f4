//! What goes wrong: the exit code, the words, and that nothing changed.

use std::fs;
use std::io::{self, Write};

use super::fixture::Project;
use crate::arguments::Global;
use crate::exit::Exit;
use crate::output::Printer;
use crate::report::{Outcome, Report};

#[test]
fn a_revision_that_fails_leaves_nothing_behind() {
    let project = Project::broken();
    project.run("upgrade aaaa");
    let reply = project.run("upgrade");
    assert_eq!((reply.exit, reply.out.as_str()), (6, ""));
    for part in [
        "eeee5555",
        "fails after its first statement",
        "no such table: missing",
        "nothing was changed",
    ] {
        assert!(reply.err.contains(part), "{part}: {}", reply.err);
    }
    assert_eq!(project.run("current").out, "aaaa1111  create posts\n");
    assert_eq!(
        project.query("SELECT name FROM sqlite_schema WHERE name = 'extra'"),
        [""; 0]
    );
}

#[test]
fn rows_that_stand_in_the_way_are_counted() {
    let project = Project::strict();
    project.run("upgrade aaaa");
    project.sql("INSERT INTO posts (title) VALUES ('a'), ('a'), ('b')");
    let reply = project.run("upgrade");
    assert_eq!(reply.exit, 5, "{}", reply.err);
    assert!(
        reply.err.contains("ffff6666") && reply.err.contains("help: "),
        "{}",
        reply.err
    );
    assert_eq!(
        project.query("SELECT version_num FROM sterna_version"),
        ["aaaa1111"]
    );
}

#[test]
fn a_database_that_cannot_be_used_says_why() {
    let project = Project::new();
    let missing = project.run("current");
    assert!(
        missing.exit == 3 && missing.err.contains("there is no database at"),
        "{}",
        missing.err
    );
    for command in ["downgrade -1", "downgrade base --dry-run", "check"] {
        assert_eq!(project.run(command).exit, 3, "{command}");
    }
    fs::write(
        project.path("notes.txt"),
        "no database at all. ".repeat(100),
    )
    .expect("written");
    let foreign = project.run("upgrade --database-url notes.txt");
    assert!(
        foreign.exit == 3 && foreign.err.contains("is not a SQLite database"),
        "{}",
        foreign.err
    );
    let folder = project.run("upgrade --database-url migration");
    assert!(
        folder.exit == 3 && folder.err.contains("is a folder"),
        "{}",
        folder.err
    );
    let other = project.run("upgrade --database-url postgres://me:secret@host/db");
    assert!(
        other.exit == 3 && other.err.contains("postgres"),
        "{}",
        other.err
    );
    assert!(!other.err.contains("secret"), "{}", other.err);
    assert!(!project.path("data").exists());
}

#[test]
fn a_setting_that_is_none_is_named_with_its_line() {
    let project = Project::new();
    fs::write(project.path("sterna.toml"), "\nversion_tabel = 'v'\n").expect("written");
    let reply = project.run("heads");
    assert_eq!(reply.exit, 7);
    assert!(
        reply
            .err
            .contains("line 2: there is no setting `version_tabel`"),
        "{}",
        reply.err
    );
    assert!(reply.err.contains("version_table"), "{}", reply.err);
    fs::write(project.path("sterna.toml"), "").expect("written");
    let none = project.run("current");
    assert!(
        none.exit == 3 && none.err.contains("DATABASE_URL"),
        "{}",
        none.err
    );
}

#[test]
fn settings_reach_the_revisions() {
    let project = Project::new();
    let settings = "database_url = 'data/app.db'\nversion_table = 'alembic_version'\n";
    fs::write(project.path("sterna.toml"), settings).expect("written");
    project.run("upgrade");
    assert_eq!(
        project.query("SELECT version_num FROM alembic_version"),
        ["cccc3333"]
    );
    assert_eq!(
        project.run("check").exit,
        0,
        "its own tables are no difference"
    );
}

/// `history | head -1`
struct Closed;

impl Write for Closed {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(io::ErrorKind::BrokenPipe.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_reader_that_has_seen_enough_is_no_error() {
    let global = Global {
        database_url: None,
        json: false,
        quiet: false,
    };
    let outcome = Outcome {
        exit: Exit::Differs,
        ..Report::Text {
            text: "text".to_owned(),
        }
        .into()
    };
    let mut printer = Printer::new(Closed, io::sink(), &global);
    assert_eq!(printer.finish("diff", &Ok(outcome)), Exit::Differs);
}
