//! The recipes' files, asked of the tools that know them, where these are installed.
//!
//! What can be run without such a tool is run by the pages' own blocks, and here: the commands of
//! the CI workflow.

use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;
use tests::repository;

use super::page::Page;
use super::session::Session;

/// A recipe's page.
pub fn recipe(name: &str) -> Page {
    Page::read(&repository().join("docs/recipes").join(name))
}

/// The file that a recipe's page holds.
pub fn file_of(page: &Page) -> &str {
    let mut blocks = page.blocks.iter();
    let block = blocks.find(|block| block.told("file").is_some());
    &block.expect("a file").text
}

/// Asks a tool about a recipe's file; nothing is said where it is not installed, and that is told.
#[expect(clippy::print_stdout, reason = "whoever runs the test wants to know")]
fn lint(tool: &str, arguments: &[&str], page: &str, text: &str) {
    let folder = TempDir::new().expect("a temporary folder");
    let page = recipe(page);
    let name = page.told("file").expect("the file's name");
    let path = folder
        .path()
        .join(Path::new(name).file_name().expect("a name"));
    fs::write(&path, text).expect("written");
    match Command::new(tool).args(arguments).arg(&path).output() {
        Err(_) => println!("{name}: not read by {tool}, which is not installed"),
        Ok(output) => {
            let said = [output.stdout, output.stderr].concat();
            let said = String::from_utf8_lossy(&said).into_owned();
            assert!(output.status.success(), "{name}, by {tool}:\n{said}");
            println!("{name}: {tool} has nothing to say");
        }
    }
}

#[test]
fn the_container_is_linted() {
    lint(
        "hadolint",
        &[],
        "container.md",
        file_of(&recipe("container.md")),
    );
}

#[test]
fn the_deploy_script_is_linted() {
    let script = recipe("deploy.md");
    lint("bash", &["-n"], "deploy.md", file_of(&script));
    lint("shellcheck", &[], "deploy.md", file_of(&script));
}

/// systemd looks whether the commands are there, so they are others here.
#[test]
fn the_unit_is_linted() {
    let unit = recipe("systemd.md");
    let text = file_of(&unit)
        .replace("/srv/content/current/db", "/bin/true")
        .replace("/srv/content/current/server", "/bin/true");
    lint("systemd-analyze", &["verify"], "systemd.md", &text);
}

#[test]
fn the_workflow_is_linted() {
    let workflow = recipe("ci.md");
    lint("actionlint", &[], "ci.md", file_of(&workflow));
}

/// Each `run:` of the workflow is one line, and succeeds in a project.
#[test]
fn slow_the_commands_of_the_workflow_run() {
    let page = recipe("ci.md");
    let lines: Vec<_> = file_of(&page)
        .lines()
        .filter_map(|line| line.trim().strip_prefix("run: "))
        .collect();
    assert_eq!(lines.len(), 6);
    let mut session = Session::new("book_workflow", &page);
    for line in &lines {
        let (shown, code) = session.run(line);
        assert_eq!(code, 0, "{line}\n{shown}");
    }
    session.edit_an_entity();
    let (shown, code) = session.run(lines[0]);
    assert_ne!(
        code, 0,
        "the workflow does not see what is missing:\n{shown}"
    );
}
