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
    let global = Global::default();
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

/// A disk that is full.
struct Full;

impl Write for Full {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(io::ErrorKind::StorageFull.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn output_that_cannot_be_written_is_no_failed_revision() {
    let text = || Report::Text {
        text: "text".to_owned(),
    };
    let mut err = Vec::new();
    let mut printer = Printer::new(Full, &mut err, &Global::default());
    assert_eq!(
        printer.finish("history", &Ok(text().into())),
        Exit::System,
        "the work is done"
    );
    let words = String::from_utf8(err).expect("UTF-8");
    assert!(words.contains("the output cannot be written"), "{words}");
    let json = Global {
        json: true,
        ..Global::default()
    };
    let mut printer = Printer::new(Full, Full, &json);
    let failed = Err(crate::settings::SettingsError::NoProject.into());
    assert_eq!(printer.finish("heads", &failed), Exit::Project);
}

/// Runs a command line that may make no sense.
fn typed(project: &Project, words: &[&str]) -> (u8, String, String) {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let exit = crate::run_in(
        &project.path(""),
        words.iter().copied(),
        sterna::Metadata::new(),
        sterna::Revisions::new(&[]),
        &mut out,
        &mut err,
    );
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    (exit, text(out), text(err))
}

#[test]
fn json_is_a_document_also_where_the_command_line_makes_no_sense() {
    let project = Project::new();
    for (words, command) in [
        (&["upgrade", "--nonsense", "--json"][..], Some("upgrade")),
        (&["--json", "nonsense"], None),
        (&["--json"], None),
        (&["downgrade", "--json"], Some("downgrade")),
    ] {
        let (exit, out, err) = typed(&project, words);
        assert_eq!(exit, 2, "{words:?}: {err}");
        let document: serde_json::Value = serde_json::from_str(&out).expect("JSON");
        assert_eq!(document["command"].as_str(), command, "{out}");
        assert_eq!(
            (&document["sterna"], &document["exit"]),
            (&1.into(), &2.into())
        );
        let message = document["error"]["message"].as_str().expect("text");
        assert!(
            !message.is_empty() && !message.starts_with("error"),
            "{out}"
        );
    }
    let (exit, out, err) = typed(&project, &["upgrade", "--nonsense"]);
    assert_eq!((exit, out.as_str()), (2, ""));
    assert!(err.contains("--nonsense"), "{err}");
}

#[test]
fn help_goes_to_standard_output() {
    let (exit, out, err) = typed(&Project::new(), &["upgrade", "--help"]);
    assert_eq!((exit, err.as_str()), (0, ""));
    assert!(out.contains("Examples:"), "{out}");
}

#[test]
fn a_message_says_something() {
    let project = Project::new();
    for words in [["revision", "-m", ""], ["merge", "-m", "  "]] {
        let (exit, _, err) = typed(&project, &words);
        assert!(exit == 2 && err.contains("--message"), "{err}");
    }
}

#[test]
fn tables_of_our_own_have_names_that_sqlite_takes() {
    for (settings, words) in [
        (
            "version_table = ''",
            "version_table in sterna.toml: the name is empty",
        ),
        (
            "history_table = 'SQLITE_history'",
            "history_table in sterna.toml",
        ),
        ("version_table = 'a\\u0000b'", "NUL"),
        ("version_table = 'x'\nhistory_table = 'X'", "are both `x`"),
        ("version_table = 'sterna_history'", "are both"),
    ] {
        let project = Project::new();
        let settings = format!("database_url = 'data/app.db'\n{settings}\n");
        let settings = settings.replace("'a\\u0000b'", "\"a\\u0000b\"");
        fs::write(project.path("sterna.toml"), settings).expect("written");
        let reply = project.run("upgrade");
        assert_eq!(reply.exit, 7, "{}", reply.err);
        assert!(reply.err.contains(words), "{words}: {}", reply.err);
        assert!(!project.path("data").exists());
    }
}

#[test]
fn a_url_without_a_file_is_an_error_and_no_database_in_memory() {
    let reply = Project::new().run("upgrade --database-url sqlite://");
    assert_eq!(reply.exit, 3);
    assert!(reply.err.contains("names no file"), "{}", reply.err);
}

#[test]
fn read_only_makes_no_file_and_writes_to_none() {
    let project = Project::new();
    let url = format!("sqlite:{}?mode=ro", project.path("data/app.db").display());
    let missing = project.run_each(&["upgrade", "--database-url", &url]);
    assert_eq!(missing.exit, 3);
    assert!(
        missing.err.contains("there is no database"),
        "{}",
        missing.err
    );
    project.run("upgrade aaaa");
    let refused = project.run_each(&["upgrade", "--database-url", &url]);
    assert_eq!(refused.exit, 3, "{}", refused.err);
    assert!(refused.err.contains("mode=ro"), "{}", refused.err);
    assert_eq!(
        project.run_each(&["current", "--database-url", &url]).exit,
        0
    );
}

#[test]
fn a_row_of_the_version_table_that_names_nothing_is_said() {
    let project = Project::new();
    project.sql(
        "CREATE TABLE sterna_version (version_num TEXT); INSERT INTO sterna_version VALUES (NULL)",
    );
    for command in ["current", "upgrade"] {
        let reply = project.run(command);
        assert_eq!(reply.exit, 3);
        for part in ["names no revision", "version_num is NULL"] {
            assert!(reply.err.contains(part), "{}", reply.err);
        }
    }
}

#[test]
fn a_versions_folder_that_was_moved_is_not_begun_anew() {
    let project = Project::new();
    let versions = project.path("migration/src/versions");
    fs::rename(&versions, project.path("migration/src/revisions")).expect("moved");
    let reply = project.run("revision -m x");
    assert_eq!(reply.exit, 7, "{}", reply.err);
    assert!(
        reply.err.contains("let `versions` in sterna.toml name"),
        "{}",
        reply.err
    );
    assert!(!versions.exists());
    let first = Project::without_revisions();
    fs::remove_dir(first.path("migration/src/versions")).expect("removed");
    assert_eq!(
        first.run("revision -m x").exit,
        0,
        "there is nothing to lose"
    );
}
