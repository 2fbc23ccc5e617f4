//! Times of the built command beside a limit: `cargo bench --package tests`.
//!
//! A project of 1,000 revisions, each with a table and an index, is written, built and run. What
//! is printed is the median of several runs and its ratio to the limit; nothing fails, since a
//! machine may be busy.

#![expect(clippy::print_stdout, reason = "its purpose is to print")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use tests::{Project, file};

const REVISIONS: usize = 1_000;

fn main() {
    let project = thousand_revisions();
    println!("{REVISIONS} revisions, a table and an index each");
    building(&project);
    let command = built_for_release(&project);
    let script = script(&command, &project);
    upgrading(&command, &project, &script);
    asking(&command, &project);
}

/// How long the dev profile takes for the revisions alone, their dependencies being built.
fn building(project: &Project) {
    let migration = ["build", "--quiet", "--package", "thousand-migration"];
    project.cargo(&migration);
    project.cargo(&["clean", "--quiet", "--package", "thousand-migration"]);
    show(
        "building them, dev profile",
        once(|| project.cargo(&migration)),
        10.0,
    );
    let newest = project.revisions().pop().expect("a revision");
    let text = fs::read_to_string(&newest).expect("a readable revision");
    fs::write(&newest, text.replace("\"name\"", "\"title\"")).expect("a writable revision");
    show(
        "building them after an edit",
        once(|| project.cargo(&migration)),
        10.0,
    );
}

fn built_for_release(project: &Project) -> PathBuf {
    project.cargo(&["build", "--quiet", "--release", "--package", "thousand-cli"]);
    project.built("release")
}

/// `upgrade head` on an empty database, and with nothing to do.
fn upgrading(command: &Path, project: &Project, script: &str) {
    let database = project.root().join("app.db");
    let fresh = || drop(fs::remove_file(&database));
    let upgrade = median(5, &fresh, || run(command, project, &["upgrade", "head"]));
    match sqlite3(script, &database, &fresh) {
        Some(limit) => {
            show(
                "the same SQL in one sqlite3 script",
                limit,
                limit.as_secs_f64(),
            );
            show(
                "upgrade head, limit twice the script",
                upgrade,
                2.0 * limit.as_secs_f64(),
            );
        }
        None => show(
            "upgrade head (no sqlite3 shell to compare with)",
            upgrade,
            0.4,
        ),
    }
    run(command, project, &["upgrade", "head"]);
    let nothing = median(11, &|| (), || run(command, project, &["upgrade", "head"]));
    show("upgrade head, nothing to do", nothing, 0.020);
}

fn asking(command: &Path, project: &Project) {
    for question in ["current", "heads", "history"] {
        let time = median(11, &|| (), || run(command, project, &[question]));
        show(question, time, 0.020);
    }
}

/// The script that makes the same tables, from the plan itself.
fn script(command: &Path, project: &Project) -> String {
    let mut plan = Command::new(command);
    plan.current_dir(project.root())
        .args(["upgrade", "head", "--sql"]);
    let plan = plan.output().expect("the command runs");
    assert!(
        plan.status.success(),
        "{}",
        String::from_utf8_lossy(&plan.stderr)
    );
    String::from_utf8(plan.stdout).expect("a script is text")
}

/// How long the `sqlite3` shell takes for the script, where there is one.
fn sqlite3(script: &str, database: &Path, fresh: &dyn Fn()) -> Option<Duration> {
    let path = database.with_extension("sql");
    fs::write(&path, script).expect("the script can be written");
    Command::new("sqlite3")
        .arg("--version")
        .stdout(Stdio::null())
        .status()
        .ok()?;
    Some(median(5, fresh, || {
        let input = fs::File::open(&path).expect("the script");
        let mut shell = Command::new("sqlite3");
        let status = shell
            .arg(database)
            .stdin(input)
            .stdout(Stdio::null())
            .status();
        assert!(status.expect("sqlite3 runs").success());
    }))
}

fn thousand_revisions() -> Project {
    let project = Project::new("thousand", &file("scenarios/interrupted/entity"));
    let template = include_str!("revision.txt");
    for number in 0..REVISIONS {
        let revises = match number {
            0 => String::new(),
            _ => format!("\"{:012x}\"", number - 1),
        };
        let text = template
            .replace("{id}", &format!("{number:012x}"))
            .replace("{revises}", &revises)
            .replace("{table}", &format!("table_{number}"));
        project.write(
            &format!("migration/src/versions/m{number:04}_table.rs"),
            &text,
        );
    }
    project
}

fn show(what: &str, time: Duration, limit: f64) {
    let seconds = time.as_secs_f64();
    println!(
        "  {what:48} {:>9.1} ms   {:.2} of the limit",
        seconds * 1e3,
        seconds / limit
    );
}

fn once(work: impl FnOnce()) -> Duration {
    let started = Instant::now();
    work();
    started.elapsed()
}

fn median(runs: usize, before: &dyn Fn(), work: impl Fn()) -> Duration {
    let mut times: Vec<_> = (0..runs)
        .map(|_| {
            before();
            once(&work)
        })
        .collect();
    times.sort();
    times[runs / 2]
}

fn run(command: &Path, project: &Project, arguments: &[&str]) {
    let mut command = Command::new(command);
    command
        .current_dir(project.root())
        .env_remove("DATABASE_URL")
        .args(arguments);
    let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status();
    assert!(status.expect("the command runs").success(), "{arguments:?}");
}
