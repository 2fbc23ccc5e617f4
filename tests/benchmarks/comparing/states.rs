//! The states of the database that are compared with the entities.
//!
//! The entities stay what they are, since building 1,000 of them takes minutes; what differs is
//! the database, which was at head before somebody had a hand in it.

use std::fs;
use std::path::PathBuf;

use tests::{Database, Project};

use super::entities::table;

/// What somebody did to the database.
pub struct State {
    pub name: &'static str,
    statements: fn(usize) -> String,
}

pub const STATES: &[State] = &[
    State {
        name: "nothing to do",
        statements: |_| String::new(),
    },
    State {
        name: "nothing to do, a table of its own",
        statements: |_| "CREATE TABLE of_others (id integer PRIMARY KEY);".to_owned(),
    },
    State {
        name: "one column missing",
        statements: |size| without_notes(size - 1..size),
    },
    State {
        name: "a column missing in every table",
        statements: |size| without_notes(0..size),
    },
    State {
        name: "a NOT NULL missing in every table",
        statements: |_| {
            "PRAGMA writable_schema = ON;
             UPDATE sqlite_schema SET sql = replace(sql, '\"name\" varchar NOT NULL',
                 '\"name\" varchar') WHERE type = 'table';
             PRAGMA writable_schema = RESET;"
                .to_owned()
        },
    },
];

/// Generates the revision that makes all tables, builds the command for release, and makes a
/// database. Gives the command.
pub fn prepare(project: &Project) -> PathBuf {
    let build = ["build", "--quiet", "--release", "--workspace"];
    project.cargo(&build);
    let command = project.built("release");
    run(
        &command,
        project,
        &["revision", "--autogenerate", "-m", "all tables"],
    );
    project.cargo(&build);
    run(&command, project, &["upgrade", "head"]);
    fs::copy(database(project), untouched(project)).expect("the database can be copied");
    command
}

/// Puts the database into that state.
pub fn enter(project: &Project, state: &State, size: usize) {
    fs::copy(untouched(project), database(project)).expect("the database can be copied");
    Database::new(database(project)).execute(&(state.statements)(size));
}

fn run(command: &PathBuf, project: &Project, arguments: &[&str]) {
    let mut command = std::process::Command::new(command);
    let command = command.current_dir(project.root()).args(arguments);
    let output = command.env_remove("DATABASE_URL").output();
    let output = output.expect("the command runs");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {errors}");
}

fn without_notes(numbers: std::ops::Range<usize>) -> String {
    let statements =
        numbers.map(|number| format!("ALTER TABLE {} DROP COLUMN note;", table(number)));
    statements.collect()
}

fn database(project: &Project) -> PathBuf {
    project.root().join("app.db")
}

fn untouched(project: &Project) -> PathBuf {
    project.root().join("untouched.db")
}
