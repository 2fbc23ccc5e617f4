//! Schemas in the manner of well-known programs: what they are is read, written and read again,
//! and nothing is found between the three.

use std::fs;
use std::path::Path;

use sterna::{Metadata, Revisions};
use tests::{Database, file};

/// Runs `diff` between two sides, and gives what it said.
fn diff(folder: &Path, arguments: &[&str], code: u8) -> String {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let arguments = ["diff"].into_iter().chain(arguments.iter().copied());
    let (metadata, revisions) = (Metadata::new(), Revisions::new(&[]));
    let exit = sterna_cli::run_in(folder, arguments, metadata, revisions, &mut out, &mut err);
    let said = [out, err].map(|text| String::from_utf8(text).expect("UTF-8"));
    assert_eq!(exit, code, "{}\n{}", said[0], said[1]);
    said[0].clone()
}

/// The program's own database, one that Sterna makes from it, and one that Sterna empties again.
fn nothing_is_found(name: &str) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let folder = folder.path();
    fs::write(folder.join("sterna.toml"), "").expect("written");
    let script = fs::read_to_string(file(&format!("well_known/{name}.sql"))).expect("a schema");
    let database = |name: &str| Database::new(folder.join(name));
    database("own.db").execute(&script);
    database("made.db").execute("VACUUM");
    fs::copy(folder.join("made.db"), folder.join("empty.db")).expect("copied");

    diff(folder, &["--from", "own.db", "--to", "own.db"], 0);
    let make = diff(folder, &["--from", "made.db", "--to", "own.db", "--sql"], 1);
    database("made.db").execute(&without_commands(&make));
    diff(folder, &["--from", "made.db", "--to", "own.db"], 0);
    diff(folder, &["--from", "own.db", "--to", "made.db"], 0);

    let empty = diff(
        folder,
        &["--from", "made.db", "--to", "empty.db", "--sql"],
        1,
    );
    database("made.db").execute(&without_commands(&empty));
    assert_eq!(database("made.db").tables(), [""; 0]);
}

/// A script for the `sqlite3` shell without the shell's own commands, which begin with a dot.
fn without_commands(script: &str) -> String {
    let lines = script.lines().filter(|line| !line.starts_with('.'));
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn users_groups_and_sessions() {
    nothing_is_found("django");
}

#[test]
fn history_and_bookmarks() {
    nothing_is_found("places");
}

#[test]
fn a_weblog() {
    nothing_is_found("wordpress");
}

#[test]
fn a_social_network() {
    nothing_is_found("mastodon");
}

#[test]
fn cards_to_learn_by() {
    nothing_is_found("flashcards");
}
