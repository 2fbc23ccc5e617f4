//! Long histories: `cargo bench --package tests --bench graph`.
//!
//! Projects of 100, 1,000 and 10,000 revisions, a fork and a merge in every ten, are written, built
//! and asked: time of the whole command and its peak memory, and how both grow. Then `upgrade head`
//! of 1,000 revisions with a table and an index each on an empty database, beside one script for
//! SQLite, sea-orm-migration, and Alembic where Python is there. `STERNA_PARTS` (of "questions
//! tables") and `STERNA_REVISIONS` choose less of it. What is printed fails nothing.

#![expect(clippy::print_stdout, reason = "its purpose is to print")]

#[path = "../alembic.rs"]
mod alembic;
mod history;
#[path = "../comparing/measure.rs"]
mod measure;
mod peers;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tests::{Project, file};

use measure::{Measured, measure};

fn main() {
    let sizes = words("STERNA_REVISIONS", "100 1000 10000");
    let parts = words("STERNA_PARTS", "questions tables");
    println!("revisions  {:48} {:>11}  peak memory", "command", "time");
    for part in parts {
        match part.as_str() {
            "questions" => sizes.iter().for_each(|size| questions(number(size))),
            "tables" => tables(),
            other => panic!("{other} is neither questions nor tables"),
        }
    }
}

/// The words of a variable of the environment.
fn words(variable: &str, default: &str) -> Vec<String> {
    let text = std::env::var(variable).unwrap_or_else(|_| default.to_owned());
    text.split_whitespace().map(ToOwned::to_owned).collect()
}

fn number(size: &str) -> usize {
    size.parse().expect("a number of revisions")
}

/// What is asked of a history that does nothing but be long.
fn questions(size: usize) {
    let project = Project::new(
        &format!("graph{size}"),
        &file("scenarios/interrupted/entity"),
    );
    history::write(&project, size);
    let command = built(&project);
    let run = |arguments: &[&str]| {
        let mut line = Command::new(&command);
        measure(line.current_dir(project.root()).args(arguments), || ())
    };
    show(
        size,
        "upgrade head, with everything to do",
        first_upgrade(&command, &project),
    );
    for line in [
        "upgrade head",
        "heads",
        "current",
        "history",
        "branches",
        "show head",
    ] {
        let words: Vec<_> = line.split(' ').collect();
        let name = if words[0] == "upgrade" {
            "upgrade head, nothing to do"
        } else {
            line
        };
        show(size, name, run(&words));
    }
    show(size, "history | head", piped(&command, &project));
}

/// Once: what was upgraded is no longer to be done.
fn first_upgrade(command: &Path, project: &Project) -> Measured {
    let database = project.root().join("app.db");
    let mut line = Command::new(command);
    line.current_dir(project.root()).args(["upgrade", "head"]);
    let measured = measure(&mut line, || drop(fs::remove_file(&database)));
    assert!(line.status().expect("the command starts").success());
    measured
}

fn piped(command: &Path, project: &Project) -> Measured {
    let mut line = Command::new("sh");
    let history = format!("'{}' history | head", command.display());
    line.current_dir(project.root()).args(["-c", &history]);
    measure(&mut line, || ())
}

/// 1,000 revisions that do something, and the same by others.
fn tables() {
    let project = Project::new("graph-tables", &file("scenarios/interrupted/entity"));
    history::write_tables(&project, 1_000);
    let command = built(&project);
    show(
        1_000,
        "upgrade head, a table and an index each",
        first_upgrade(&command, &project),
    );
    match peers::script(&project) {
        Some((name, measured)) => show(1_000, name, measured),
        None => println!("neither the sqlite3 shell nor Python to run a script with"),
    }
    let migrations = peers::sea_orm_migration(&project);
    show(1_000, "the same with sea-orm-migration", migrations);
    match peers::alembic(&project) {
        Some(measured) => show(1_000, "the same with Alembic", measured),
        None => println!("no Python to run Alembic with"),
    }
}

fn built(project: &Project) -> PathBuf {
    project.edit(
        "Cargo.toml",
        "[profile.dev]",
        &format!(
            "[profile.release.package.{}-migration]\nopt-level = 0\n[profile.dev]",
            project.name()
        ),
    );
    let package = format!("{}-cli", project.name());
    project.cargo(&["build", "--quiet", "--release", "--package", &package]);
    project.built("release")
}

fn show(size: usize, what: &str, measured: Measured) {
    let memory = match measured.kilobytes {
        // It ended before anybody looked.
        0 => "not seen".to_owned(),
        kilobytes => format!("{:>6.1} MB", kilobytes as f64 / 1024.0),
    };
    println!(
        "{size:>9}  {what:48} {:>8.1} ms  {memory}",
        measured.time.as_secs_f64() * 1e3
    );
}
