//! What a comparison costs: `cargo bench --package tests --bench comparing`.
//!
//! Projects of 10, 100 and 1,000 entities (`STERNA_TABLES=10,100` asks for others), each with
//! eight columns, an index and a foreign key, are written, built for release and run as whole
//! processes: `check` and `revision --autogenerate` on a database that agrees with the entities,
//! that lacks one column, that lacks a column in every table, that has a NOT NULL less in every
//! table, and that has a table of its own. Beside it, Alembic compares as many models with the
//! same tables. Nothing fails, since a machine may be busy; what is printed, at once and in a
//! table at the end, is the fastest of a few runs and the most memory that one held.

#![expect(clippy::print_stdout, reason = "its purpose is to print")]

#[path = "../alembic.rs"]
mod alembic;
mod entities;
mod measure;
mod peer;
mod states;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tests::Project;

use self::measure::{Measured, measure};
use self::states::STATES;

/// The commands that compare, as they are typed.
const COMMANDS: [&[&str]; 2] = [
    &["check"],
    &["revision", "--autogenerate", "-m", "compared"],
];

/// What one line of the table says: what was measured, at each size.
struct Line {
    what: String,
    found: Vec<Measured>,
}

fn main() {
    let sizes = sizes();
    let mut lines: Vec<Line> = Vec::new();
    for size in &sizes {
        for (at, (what, measured)) in measured(*size).into_iter().enumerate() {
            match lines.get_mut(at) {
                Some(line) => line.found.push(measured),
                None => lines.push(Line {
                    what,
                    found: vec![measured],
                }),
            }
        }
    }
    show(&sizes, &lines);
}

fn sizes() -> Vec<usize> {
    let asked = std::env::var("STERNA_TABLES").ok();
    let asked = asked.as_deref().unwrap_or("10,100,1000");
    let sizes = asked.split(',').map(|number| number.trim().parse());
    sizes
        .map(|size| size.expect("a number of tables"))
        .collect()
}

/// All measurements at one size, in the order of the lines.
fn measured(size: usize) -> Vec<(String, Measured)> {
    let project = entities::project(size);
    let command = states::prepare(&project);
    let mut found = Vec::new();
    for state in STATES {
        for arguments in COMMANDS {
            states::enter(&project, state, size);
            let what = format!("{}, {}", arguments[0], state.name);
            let measured = once_more(&project, &command, arguments);
            println!("{size:>6} {what:47}{}", cell(&measured));
            found.push((what, measured));
        }
    }
    states::enter(&project, &STATES[0], size);
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("comparing");
    fs::create_dir_all(&folder).expect("a folder under the target folder");
    if let Some(measured) = peer::compares(&folder, &project.root().join("app.db"), size) {
        found.push(("Alembic, nothing to do".to_owned(), measured));
    }
    found
}

/// What the command takes; a revision that it wrote is taken away again.
fn once_more(project: &Project, command: &Path, arguments: &[&str]) -> Measured {
    let before = project.revisions();
    let mut command = Command::new(command);
    command.current_dir(project.root()).args(arguments);
    measure(&mut command, || {
        let written = project.revisions().into_iter();
        for file in written.filter(|file| !before.contains(file)) {
            fs::remove_file(file).expect("a revision can be removed");
        }
    })
}

/// A line each: time and memory at every size, and how the time grew from the smallest.
fn show(sizes: &[usize], lines: &[Line]) {
    let heads: String = sizes
        .iter()
        .map(|size| format!("{:>24}", format!("{size} tables")))
        .collect();
    println!("{:54}{heads}   growth", "");
    for line in lines {
        let cells: String = line.found.iter().map(cell).collect();
        let (first, last) = (&line.found[0], &line.found[line.found.len() - 1]);
        let growth = last.time.as_secs_f64() / first.time.as_secs_f64();
        println!("{:54}{cells}   {growth:>6.1}", line.what);
    }
}

fn cell(measured: &Measured) -> String {
    let milliseconds = measured.time.as_secs_f64() * 1e3;
    let memory = measured.kilobytes / 1024;
    format!("{milliseconds:>13.1} ms {memory:>5} MB")
}
