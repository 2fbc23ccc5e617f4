//! `docs/reference.md` says what the code says.

use std::fs;
use std::path::Path;

use crate::exit::Exit;
use crate::report::VERSION;
use crate::settings::KEYS;

/// The reference; `None` in a package that was taken out of the repository.
fn reference() -> Option<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/reference.md");
    fs::read_to_string(path).ok()
}

/// What stands between backquotes at the start of the rows of a table.
fn first_cells<'a>(text: &'a str, heading: &str) -> Vec<&'a str> {
    let section = text
        .split("\n## ")
        .find(|section| section.starts_with(heading));
    let rows = section
        .unwrap_or_default()
        .lines()
        .filter_map(|line| line.strip_prefix("| `"));
    rows.filter_map(|row| row.split('`').next()).collect()
}

#[test]
fn every_exit_code_is_in_the_table() {
    let Some(text) = reference() else { return };
    let codes: Vec<_> = Exit::ALL
        .iter()
        .map(|exit| exit.code().to_string())
        .collect();
    assert_eq!(first_cells(&text, "Exit codes"), codes);
}

#[test]
fn every_setting_is_in_the_table() {
    let Some(text) = reference() else { return };
    assert_eq!(first_cells(&text, "Settings"), KEYS);
}

#[test]
fn the_version_of_the_json_shape_is_told() {
    let Some(text) = reference() else { return };
    assert!(text.contains(&format!("\"sterna\": {VERSION},")));
}
