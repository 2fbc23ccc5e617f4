//! The conformance cases of the commands, `cli.jsonl`: how they end, what they leave in the
//! version table, and what they list, measured against Alembic 1.20.1. `cli/more.jsonl` are cases
//! of the same kind about what those leave out, with what Sterna promises.
//!
//! The commands run in this process, on revisions that are made from the cases.

#[path = "cli/project.rs"]
mod project;

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use project::{Project, Reply};

/// Cases that give another answer here, or that have no counterpart, and why.
const DIFFERENT_ON_PURPOSE: &[(&str, &str)] = &[
    ("cli-006", "there are no templates to choose from"),
    ("cli-008", "`upgrade` alone goes to head"),
    (
        "cli-068",
        "no setting but `--transaction-per-revision` asks for it, of a script as of a run",
    ),
    (
        "cli-069",
        "the whole run is undone: neither the table nor the revision before it is left",
    ),
    (
        "cli-070",
        "nothing is half applied, so the second try fails as the first one did",
    ),
    (
        "cli-071",
        "with a transaction per revision the first one stays, and nothing of the second",
    ),
];

#[test]
fn every_case_holds_or_differs_on_purpose() {
    let mut failures = Vec::new();
    for case in cases().into_iter().chain(more()) {
        let id = text(&case, "id");
        if DIFFERENT_ON_PURPOSE.iter().any(|(other, _)| *other == id) {
            continue;
        }
        if let Err(difference) = holds(&case) {
            let command = text(&case, "command");
            failures.push(format!("{id}: `{command}`: {difference}"));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn every_difference_is_one_of_a_case() {
    for (id, reason) in DIFFERENT_ON_PURPOSE {
        assert!(!reason.is_empty() && !text(&case(id), "command").is_empty());
    }
}

#[test]
fn upgrade_alone_goes_to_head() {
    let project = Project::of(&case("cli-054"));
    assert_eq!(project.run("upgrade").exit, 0);
    assert_eq!(project.version_rows(), ["cccc3333"]);
}

/// Where there are tables, a list without entities would drop them all.
#[test]
fn no_entities_are_a_mistake_where_there_are_tables() {
    let project = Project::of(&case("cli-043"));
    let bare = project.run("check");
    assert_eq!(bare.exit, 0, "{}", bare.err);
    assert!(bare.err.contains("no entity is listed"), "{}", bare.err);
    project.execute("CREATE TABLE posts (id INTEGER PRIMARY KEY)");
    let reply = project.run("check");
    assert_eq!(reply.exit, 7);
    assert!(reply.err.contains("no entity is listed"), "{}", reply.err);
}

#[test]
fn a_run_that_fails_leaves_nothing_behind() {
    for id in ["cli-069", "cli-070"] {
        let project = Project::of(&case(id));
        for _ in 0..2 {
            let reply = project.run("upgrade head");
            assert_eq!(reply.exit, 6, "{id}");
            assert!(reply.err.contains("no such table"), "{}", reply.err);
            assert!(project.version_rows().is_empty(), "{id}");
            assert!(project.tables().is_empty(), "{id}");
        }
    }
}

#[test]
fn with_a_transaction_each_the_first_revision_stays() {
    let project = Project::of(&case("cli-071"));
    let reply = project.run("upgrade head --transaction-per-revision");
    assert_eq!(reply.exit, 6, "{}", reply.err);
    assert_eq!(project.version_rows(), ["aaaa1111"]);
    assert_eq!(project.tables(), ["x"]);
}

#[test]
fn a_script_has_a_transaction_each_where_that_is_asked_for() {
    let case = case("cli-068");
    let script = Project::of(&case).run("upgrade head --sql --transaction-per-revision");
    for word in ["BEGIN IMMEDIATE;\n", "\nCOMMIT;\n"] {
        assert_eq!(script.out.matches(word).count(), 3, "{}", script.out);
    }
}

#[test]
fn what_alembic_does_not_notice_is_warned_of() {
    let case = case("cli-106");
    let project = Project::of(&case);
    project.set_up(&case);
    let reply = project.edited().run("current");
    assert!(
        reply
            .err
            .contains("cccc3333 was edited after it was applied"),
        "{}",
        reply.err
    );
}

fn holds(case: &Value) -> Result<(), String> {
    let project = Project::of(case);
    project.set_up(case);
    let reply = project.edited().run(text(case, "command"));
    same_ending(case, &reply)?;
    if let Some(rows) = case["version_rows_after"].as_array() {
        let expected: Vec<_> = rows.iter().filter_map(Value::as_str).collect();
        same("version rows", &expected, &project.version_rows())?;
    }
    same_listing(case, &reply)?;
    same_statements(case, &reply)?;
    same_state(case, &project)
}

/// Success, or an error of the same kind that names the same things.
fn same_ending(case: &Value, reply: &Reply) -> Result<(), String> {
    let (exit, words) = match text(case, "expect_error") {
        "" => (0, Vec::new()),
        error => ending(error),
    };
    let missing = words.iter().find(|word| !reply.err.contains(**word));
    if reply.exit != exit || missing.is_some() {
        let (found, err) = (reply.exit, &reply.err);
        return Err(format!(
            "ends with {found}, not {exit} and {words:?}: {err}"
        ));
    }
    Ok(())
}

/// Our exit code for an error of the cases, and what its words must hold.
fn ending(error: &str) -> (u8, Vec<&str>) {
    let (kind, subject) = error.split_once(": ").unwrap_or((error, ""));
    match kind {
        "illegal_revision_id_character" => (4, vec![subject, "help: "]),
        "multiple_heads_for_new_revision" => {
            (4, vec!["bbbb1111", "bbbb2222", "cargo db merge bbbb1111"])
        }
        "sql_with_autogenerate" | "sql_revision_needs_environment" => (2, vec!["--sql"]),
        "usage_error" => (2, vec!["Usage: "]),
        "usage" => (2, vec![subject]),
        "duplicate_table_in_models" => (7, vec![subject, "several entities"]),
        "pending_model_changes" | "database_not_at_heads" => (1, vec![]),
        "cannot_locate_revision" => (4, vec![subject]),
        "version_row_mismatch" => (3, vec!["bbbb2222", "more than once"]),
        "edit_no_current" => (4, vec!["current"]),
        "revisions" | "refused" | "project" | "database" => (
            exit_for(kind),
            subject
                .split(", ")
                .filter(|word| !word.is_empty())
                .collect(),
        ),
        other => panic!("an error that no case has: {other}"),
    }
}

/// Cases of our own say who has to act, and what the words must hold.
fn exit_for(kind: &str) -> u8 {
    match kind {
        "database" => 3,
        "revisions" => 4,
        "refused" => 5,
        _ => 7,
    }
}

/// The ids, labels and marks of each line are there, whatever stands between them.
fn same_listing(case: &Value, reply: &Reply) -> Result<(), String> {
    let mut expected = strings(&case["stdout_lines"]);
    if expected == ["No new upgrade operations detected."] {
        expected = vec!["no differences".to_owned()];
    }
    let found: Vec<_> = reply.out.lines().collect();
    let is_paragraph = expected.iter().any(|line| line.starts_with("Rev: "));
    if is_paragraph {
        let missing = expected.iter().flat_map(|line| names(line));
        let missing: Vec<_> = missing.filter(|name| !reply.out.contains(name)).collect();
        return same("missing names", &[""; 0], &missing);
    }
    let is_silent = text(case, "command") == "current" && text(case, "expect_error").is_empty();
    if is_silent && expected.is_empty() {
        return same("lines", &[""; 0], &found);
    }
    if expected.len() > found.len() {
        return Err(format!("too few lines: {found:?}"));
    }
    for (expected, found) in expected.iter().zip(found) {
        let marks = found.replace(['(', ')', ','], " ");
        let words: Vec<_> = marks.split_whitespace().collect();
        if let Some(missing) = names(expected)
            .iter()
            .find(|name| !words.contains(&name.as_str()))
        {
            return Err(format!("no {missing} in {found:?}"));
        }
    }
    Ok(())
}

/// What a line of Alembic's names.
fn names(line: &str) -> Vec<String> {
    if let Some(path) = line.strip_prefix("Path: ") {
        let file = Path::new(path).file_stem().expect("a file");
        return vec![format!("{}.rs", file.to_string_lossy())];
    }
    let line = line
        .replace("sqlite:///", " ")
        .replace("<base>", "base")
        .replace(['(', ')', ','], " ");
    let said = |word: &str| {
        word.ends_with(':') && word != "app.db:"
            || ["->", "Current", "for"].contains(&word)
            || word.starts_with("revision")
    };
    let words = line.split_whitespace().filter(|word| !said(word));
    words
        .map(|word| word.trim_end_matches(':').to_owned())
        .collect()
}

/// The statements of a script that change the schema come in the same order, and each revision is
/// named.
fn same_statements(case: &Value, reply: &Reply) -> Result<(), String> {
    let mut rest = reply.out.as_str();
    for statement in strings(&case["stdout_statements"]) {
        let wanted = match statement.strip_prefix("-- Running ") {
            Some(step) => step_name(step),
            None if statement.starts_with("CREATE TABLE alembic_version") => {
                "CREATE TABLE \"sterna_version\"".to_owned()
            }
            None if statement.starts_with("version_num") => "version_num".to_owned(),
            // How a version row changes is each tool's own business.
            None if statement.contains("alembic_version") || statement == ");" => continue,
            None => statement,
        };
        match rest.find(&wanted) {
            Some(at) => rest = &rest[at + wanted.len()..],
            None => return Err(format!("no {wanted:?} in {:?}", reply.out)),
        }
    }
    Ok(())
}

/// `upgrade aaaa1111 -> bbbb2222` is `upgrade to bbbb2222` here.
fn step_name(step: &str) -> String {
    let ids: Vec<_> = step
        .split_whitespace()
        .filter(|word| *word != "->")
        .collect();
    match ids[..] {
        ["upgrade", .., to] => format!("upgrade to {to}"),
        ["downgrade", from, ..] => format!("downgrade from {from}"),
        _ => panic!("no step: {step}"),
    }
}

/// The tables that are left, or what the new file says.
fn same_state(case: &Value, project: &Project) -> Result<(), String> {
    let Some(state) = case["after_state"].as_array() else {
        return Ok(());
    };
    let state: Vec<_> = state.iter().filter_map(Value::as_str).collect();
    if let Some(folder) = text(case, "command").strip_prefix("init ") {
        return same_project(&state, folder, project);
    }
    let is_about_files = state
        .iter()
        .any(|item| item.ends_with(".py") || item.contains(['.', ':']));
    if text(case, "command").starts_with("revision") || is_about_files {
        return same_file(&state, project);
    }
    let tables: Vec<_> = state
        .into_iter()
        .filter(|name| *name != "alembic_version")
        .collect();
    same("tables", &tables, &project.tables())
}

/// What stands here for the files that Alembic writes.
fn same_project(state: &[&str], folder: &str, project: &Project) -> Result<(), String> {
    for file in state {
        let ours = match *file {
            "alembic.ini" => "sterna.toml",
            "env.py" => "cli/src/main.rs",
            "versions" => "migration/src/versions",
            // The folder itself; a text about it; the look of a revision is the renderer's.
            _ => "",
        };
        if !project.path(folder).join(ours).exists() {
            return Err(format!("{folder} has no {ours}, which is there for {file}"));
        }
    }
    Ok(())
}

fn same_file(state: &[&str], project: &Project) -> Result<(), String> {
    let written: String = project.written().iter().map(read).collect();
    // Files of the revisions that were there are no news.
    let lines: Vec<_> = state.iter().filter(|line| !line.ends_with(".py")).collect();
    if lines.is_empty() && !written.is_empty() {
        return Err(format!("a file was written: {written}"));
    }
    for line in lines {
        let line = line.trim_end();
        let wanted = match line {
            "op.create_table('t1'," => "table(\"t1\")",
            "op.drop_table('t1')" => "op.drop_table(\"t1\")",
            "Revises: bbbb1111, bbbb2222" => "//! Revises:  bbbb1111, bbbb2222\n",
            _ if line.starts_with("down_revision") => "revises: &[\"bbbb1111\", \"bbbb2222\"]",
            other => other,
        };
        if !written.contains(wanted) {
            return Err(format!("no {wanted:?} in {written}"));
        }
    }
    Ok(())
}

fn same<A: AsRef<str>, B: AsRef<str>>(
    what: &str,
    expected: &[A],
    found: &[B],
) -> Result<(), String> {
    let expected: Vec<_> = expected.iter().map(AsRef::as_ref).collect();
    let found: Vec<_> = found.iter().map(AsRef::as_ref).collect();
    match expected == found {
        true => Ok(()),
        false => Err(format!("{what}: expected {expected:?}, found {found:?}")),
    }
}

fn cases() -> Vec<Value> {
    parsed(include_str!("cli.jsonl"))
}

/// Cases of our own.
fn more() -> Vec<Value> {
    parsed(include_str!("cli/more.jsonl"))
}

fn parsed(lines: &str) -> Vec<Value> {
    let parsed = lines.lines().map(serde_json::from_str);
    parsed.map(|case| case.expect("JSON")).collect()
}

fn case(id: &str) -> Value {
    let mut cases = cases().into_iter();
    cases.find(|case| text(case, "id") == id).expect("a case")
}

fn read(path: &PathBuf) -> String {
    fs::read_to_string(path).expect("a file")
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_default()
}

fn strings(value: &Value) -> Vec<String> {
    let items = value.as_array().into_iter().flatten();
    let texts = items.map(|item| item.as_str().expect("text").to_owned());
    texts.collect()
}
