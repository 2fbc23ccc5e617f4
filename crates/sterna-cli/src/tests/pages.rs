//! The commands as pages: `docs/commands.md`, the manual, what shells complete.

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command as Process, Stdio};

use clap::{Arg, Command, CommandFactory};
use tempfile::TempDir;

use super::fixture::Project;
use crate::arguments::Arguments;

/// The page is made from the definitions. `BLESS=1 cargo test -p sterna-cli pages` writes it.
#[test]
fn the_page_of_commands_says_what_the_commands_say() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs");
    // A package that was taken out of the repository has none to compare.
    if !docs.is_dir() {
        return;
    }
    let (path, page) = (docs.join("commands.md"), page());
    if std::env::var_os("BLESS").is_some() {
        fs::write(&path, &page).expect("written");
    }
    let written = fs::read_to_string(path).unwrap_or_default();
    assert!(
        written == page,
        "run it with BLESS=1:\n{}",
        crate::output::unified(&written, &page)
    );
}

const HEAD: &str = "# Commands

Everything that can be typed, made from the commands' own help (`cargo db COMMAND --help`) by a \
test. Exit codes, settings and JSON are in [reference.md](reference.md).
";

fn page() -> String {
    let mut root = Arguments::command();
    root.build();
    let mut page = HEAD.to_owned();
    for command in root.get_subcommands().filter(|one| !one.is_hide_set()) {
        section(&mut page, command);
    }
    page.push_str("\n## With every command\n\n");
    let everywhere = root.get_arguments().filter(|one| is_everywhere(one));
    everywhere.for_each(|one| argument(&mut page, one));
    page
}

fn section(page: &mut String, command: &Command) {
    let about = command.get_long_about().or(command.get_about());
    let about = about.map(ToString::to_string).unwrap_or_default();
    let usage = command.clone().render_usage().to_string();
    let usage = usage.trim_start_matches("Usage: ");
    let name = command.get_name();
    write!(page, "\n## {name}\n\n{about}\n\n```text\n{usage}\n```\n\n").expect("memory");
    let own = command.get_arguments().filter(|one| !is_everywhere(one));
    let before = page.len();
    own.filter(|one| !["help", "version"].contains(&one.get_id().as_str()))
        .for_each(|one| argument(page, one));
    if page.len() > before {
        page.push('\n');
    }
    let after = command.get_after_help().map(ToString::to_string);
    page.push_str(&examples(&after.unwrap_or_default()));
}

fn is_everywhere(argument: &Arg) -> bool {
    argument.get_help_heading() == Some("Everywhere")
}

/// `* `-m, --message <MESSAGE>`: What it does, in a few words.`
fn argument(page: &mut String, argument: &Arg) {
    let short = argument.get_short().map(|short| format!("-{short}, "));
    let help = argument.get_help().map(ToString::to_string);
    let (short, help) = (short.unwrap_or_default(), help.unwrap_or_default());
    let name = argument.to_string();
    // clap takes the full stop away.
    let help = help.trim_end_matches('.');
    write!(page, "* `{short}{name}`: {help}.").expect("memory");
    if argument.get_action().takes_values() {
        let values = argument.get_possible_values();
        let values: Vec<_> = values.iter().map(|one| one.get_name()).collect();
        if !values.is_empty() {
            write!(page, " One of `{}`.", values.join("`, `")).expect("memory");
        }
        let default = argument.get_default_values().first();
        if let Some(default) = default.and_then(|one| one.to_str()) {
            write!(page, " By default `{default}`.").expect("memory");
        }
    }
    page.push('\n');
}

/// The examples as a block of code, and what stands below them as text.
fn examples(text: &str) -> String {
    let text = text.strip_prefix("Examples:\n").unwrap_or(text);
    let (lines, rest) = text.split_once("\n\n").unwrap_or((text, ""));
    let lines: String = lines
        .lines()
        .map(|line| format!("{}\n", line.trim_start()))
        .collect();
    match rest.is_empty() {
        true => format!("```text\n{lines}```\n"),
        false => format!("```text\n{lines}```\n\n{rest}\n"),
    }
}

#[test]
fn the_manual_has_a_page_for_each_command() {
    let project = Project::new();
    let one = project.run("man");
    assert_eq!(one.exit, 0, "{}", one.err);
    let reply = project.run("man --to pages");
    assert_eq!(reply.exit, 0, "{}", reply.err);
    for command in Arguments::command().get_subcommands() {
        let name = command.get_name();
        // roff writes a minus as `\-`.
        let written = name.replace('-', "\\-");
        assert!(one.out.contains(&written), "{name}");
        let page = project.path(&format!("pages/cargo-db-{name}.1"));
        let page = fs::read_to_string(page).expect("a page");
        assert!(page.contains(".SH SYNOPSIS"), "{name}");
        assert!(page.contains("Examples:"), "{name}");
    }
    assert!(project.path("pages/cargo-db.1").is_file());
}

#[test]
fn a_manual_that_cannot_be_written_says_so() {
    let project = Project::new();
    fs::write(project.path("pages"), "a file").expect("written");
    let reply = project.run("man --to pages");
    assert_eq!(reply.exit, 9, "{}", reply.err);
    assert!(reply.err.contains("pages"), "{}", reply.err);
}

#[test]
fn completions_need_no_project_and_know_every_command() {
    let nowhere = TempDir::new().expect("a temporary folder");
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let exit = crate::run_in(
            nowhere.path(),
            ["completions", shell],
            sterna::Metadata::new(),
            sterna::Revisions::new(&[]),
            &mut out,
            &mut err,
        );
        assert_eq!(exit, 0, "{}", String::from_utf8_lossy(&err));
        let script = String::from_utf8(out).expect("UTF-8");
        for command in Arguments::command().get_subcommands() {
            assert!(script.contains(command.get_name()), "{shell}");
        }
        if ["bash", "zsh", "fish"].contains(&shell) {
            assert!(parses(shell, &script), "{shell}");
        }
    }
}

/// Whether the shell takes the script; one that is not installed says nothing.
fn parses(shell: &str, script: &str) -> bool {
    let started = Process::new(shell)
        .arg("-n")
        .stdin(Stdio::piped())
        .stderr(Stdio::null())
        .spawn();
    let Ok(mut process) = started else {
        return true;
    };
    let mut input = process.stdin.take().expect("a pipe");
    input.write_all(script.as_bytes()).expect("written");
    drop(input);
    process.wait().expect("it ends").success()
}

#[test]
fn the_name_of_the_command_can_be_told() {
    let reply = Project::new().run("completions bash --name shop-db");
    assert!(reply.out.contains("shop-db"), "{}", reply.out);
    assert!(parses("bash", &reply.out));
    assert!(!parses("bash", "if then"), "bash is asked");
}
