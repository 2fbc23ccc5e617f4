//! The container without an engine: its build's own lines, and its last stage as an empty folder
//! with the one file in it. Building everything once more takes minutes, so `STERNA_CONTAINER=1`
//! asks for it.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;
use tests::repository;

use super::recipes::{file_of, recipe};

/// The values that a stage sets.
fn variables(stage: &str) -> Vec<(&str, &str)> {
    let lines = stage.lines().filter_map(|line| line.strip_prefix("ENV "));
    let pairs = lines.filter_map(|line| line.split_once('='));
    pairs
        .map(|(name, value)| (name, value.trim_matches('"')))
        .collect()
}

fn said(output: &Output) -> String {
    let said = [output.stdout.as_slice(), &output.stderr].concat();
    String::from_utf8_lossy(&said).into_owned()
}

/// Runs a line of the first stage here.
fn build(stage: &str, target: &Path) {
    let mut lines = stage.lines();
    let line = lines.find_map(|line| line.strip_prefix("RUN "));
    let mut shell = Command::new("sh");
    shell.args(["-c", line.expect("a line that builds")]);
    shell.envs(variables(stage)).env("CARGO_TARGET_DIR", target);
    let status = shell.current_dir(repository()).status();
    assert!(status.expect("a shell").success());
}

/// Runs the command in the last stage, as a user who owns nothing but the volume.
fn run(stage: &str, image: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    let mut chroot = Command::new("chroot");
    chroot.env_clear().env("PATH", "/usr/sbin:/usr/bin");
    chroot.envs(variables(stage));
    chroot.arg("--userspec=65534:65534").arg(image).arg("/db");
    let output = chroot.args(arguments).output().expect("chroot runs");
    (output.status.code(), said(&output))
}

fn image(target: &Path) -> TempDir {
    let image = TempDir::new().expect("a folder");
    let found = fs::read_dir(target).expect("the build's folders");
    let folders = found.map(|entry| entry.expect("an entry").path());
    let mut commands = folders.map(|folder| folder.join("release/db"));
    let command = commands.find(|path| path.exists()).expect("the command");
    fs::copy(command, image.path().join("db")).expect("copied");
    fs::create_dir(image.path().join("data")).expect("the volume");
    let line = format!(
        "chmod 755 '{0}' && chown 65534:65534 '{0}/data'",
        image.path().display()
    );
    let status = Command::new("sh").args(["-c", &line]).status();
    assert!(status.expect("a shell").success());
    image
}

#[test]
#[expect(clippy::print_stdout, reason = "whoever runs the test wants to know")]
fn slow_the_container_needs_nothing_but_its_one_file() {
    if std::env::var_os("STERNA_CONTAINER").is_none() {
        println!("the container is not built: STERNA_CONTAINER=1 asks for it");
        return;
    }
    let page = recipe("container.md");
    let stages = file_of(&page).split_once("FROM scratch");
    let (first, last) = stages.expect("two stages");
    let target = repository().join("target/container");
    build(first, &target);
    let image = image(&target);
    let ldd = Command::new("ldd").arg(image.path().join("db")).output();
    let ldd = said(&ldd.expect("ldd runs"));
    assert!(ldd.contains("statically linked"), "{ldd}");
    for arguments in [
        &["upgrade", "head"][..],
        &["downgrade", "629228fb1c98"],
        // Many rows: an index over them is sorted in a temporary file.
        &["current"],
        &["backup"],
        &["deploy", "--keep", "7"],
        &["check"],
        &["test"],
    ] {
        let (code, said) = run(last, image.path(), arguments);
        assert_eq!(code, Some(0), "{arguments:?}: {said}");
        println!("$ /db {}\n{said}", arguments.join(" "));
        if arguments[0] == "downgrade" {
            fill(&image.path().join("data/content.db"));
        }
    }
}

fn fill(database: &Path) {
    tests::Database::new(database).execute(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300000)
         INSERT INTO posts (content, platform, status)
         SELECT 'a post that is long enough for its index to be sorted ' || i, 'blog', 'draft' FROM n",
    );
}
