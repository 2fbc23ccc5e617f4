//! Small edits of manifests that people wrote: everything else in them stays as it is.
//!
//! The TOML parser says where a thing stands, and the text is changed there.

use thiserror::Error;
use toml::de::{DeArray, DeTable, DeValue};

/// A manifest that cannot be edited.
#[derive(Debug, PartialEq, Eq, Error)]
pub enum ManifestError {
    /// It is not TOML.
    #[error("{0}")]
    Malformed(String),
    /// It names no package.
    #[error("it names no package")]
    NoName,
}

/// The name of the package.
pub fn package_name(text: &str) -> Result<String, ManifestError> {
    let document = parse(text)?;
    let package = document
        .get("package")
        .and_then(|value| value.get_ref().as_table());
    let name = package.and_then(|package| package.get("name"));
    let name = name.and_then(|name| name.get_ref().as_str());
    name.map(ToOwned::to_owned).ok_or(ManifestError::NoName)
}

/// Whether the document has a table of that name.
pub fn has_table(text: &str, name: &str) -> Result<bool, ManifestError> {
    Ok(parse(text)?.contains_key(name))
}

/// The manifest with these members in its workspace; `None` where it is none.
pub fn with_members(text: &str, names: &[&str]) -> Result<Option<String>, ManifestError> {
    let document = parse(text)?;
    let workspace = document.get("workspace");
    let Some(workspace) = workspace.and_then(|value| value.get_ref().as_table()) else {
        return Ok(None);
    };
    let Some(members) = workspace.get("members") else {
        let line = format!("members = [{}]", listed(names).join(", "));
        return Ok(Some(with_line(text, "workspace", &line)));
    };
    Ok(Some(match members.get_ref() {
        DeValue::Array(array) => with_items(text, members.span().start, array, names),
        _ => text.to_owned(),
    }))
}

/// The text with these items in an array of strings that begins there, as far as they are missing.
fn with_items(text: &str, start: usize, array: &DeArray<'_>, names: &[&str]) -> String {
    let is_there = |name: &str| {
        let mut written = array.iter().filter_map(|item| item.get_ref().as_str());
        written.any(|item| item == "*" || item.trim_start_matches("./") == name)
    };
    let missing: Vec<_> = names
        .iter()
        .copied()
        .filter(|name| !is_there(name))
        .collect();
    if missing.is_empty() {
        return text.to_owned();
    }
    let (at, glue, first) = match array.iter().last() {
        Some(last) => {
            let glue = glue(text, last.span().start);
            (last.span().end, glue.clone(), glue)
        }
        None => (start + 1, ", ".to_owned(), String::new()),
    };
    let items = listed(&missing).join(&glue);
    format!("{}{first}{items}{}", &text[..at], &text[at..])
}

/// What stands between two items: a line end and the indent, where the last one begins a line.
fn glue(text: &str, item: usize) -> String {
    let line = text[..item].rfind('\n').map_or(0, |end| end + 1);
    let before = &text[line..item];
    match before.trim().is_empty() {
        true => format!(",\n{before}"),
        false => ", ".to_owned(),
    }
}

fn listed(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| format!("\"{name}\"")).collect()
}

/// The manifest with a dependency, unless it has that already.
pub fn with_dependency(text: &str, name: &str, value: &str) -> Result<String, ManifestError> {
    let document = parse(text)?;
    let dependencies = document.get("dependencies");
    let table = dependencies.and_then(|value| value.get_ref().as_table());
    if table.is_some_and(|table| table.contains_key(name)) {
        return Ok(text.to_owned());
    }
    Ok(with_line(
        text,
        "dependencies",
        &format!("{name} = {value}"),
    ))
}

/// The text with a line below the table's heading, which is added where it is missing.
fn with_line(text: &str, table: &str, line: &str) -> String {
    let heading = format!("[{table}]");
    let mut at = 0;
    for existing in text.split_inclusive('\n') {
        at += existing.len();
        if existing.split('#').next().unwrap_or_default().trim() == heading {
            let end = if existing.ends_with('\n') { "" } else { "\n" };
            return format!("{}{end}{line}\n{}", &text[..at], &text[at..]);
        }
    }
    format!("{}\n\n{heading}\n{line}\n", text.trim_end())
}

fn parse(text: &str) -> Result<DeTable<'_>, ManifestError> {
    let document = DeTable::parse(text);
    let document =
        document.map_err(|error| ManifestError::Malformed(error.message().to_owned()))?;
    Ok(document.into_inner())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn members(text: &str) -> String {
        let edited = with_members(text, &["migration", "cli"]);
        edited.expect("TOML").expect("a workspace")
    }

    #[test]
    fn members_are_added_and_the_rest_stays() {
        assert_eq!(
            members("[workspace]\nmembers = [\"a\"] # ours\nresolver = \"3\"\n"),
            "[workspace]\nmembers = [\"a\", \"migration\", \"cli\"] # ours\nresolver = \"3\"\n"
        );
        assert_eq!(
            members("[workspace]\nmembers = [\n    \"a\", # one\n    \"b\", # two\n]\n"),
            "[workspace]\nmembers = [\n    \"a\", # one\n    \"b\",\n    \"migration\",\n    \"cli\", # two\n]\n"
        );
        assert_eq!(
            members("[workspace]\nmembers = []\n"),
            "[workspace]\nmembers = [\"migration\", \"cli\"]\n"
        );
        assert_eq!(
            members("[workspace] # x\n[package]\n"),
            "[workspace] # x\nmembers = [\"migration\", \"cli\"]\n[package]\n"
        );
        for complete in [
            "[workspace]\nmembers = [\"*\"]",
            "[workspace]\nmembers = [\"cli\", \"./migration\"]",
        ] {
            assert_eq!(members(complete), complete);
        }
        assert_eq!(with_members("[package]\nname = \"a\"", &["b"]), Ok(None));
        assert!(with_members("a = = b", &["b"]).is_err());
    }

    #[test]
    fn a_dependency_is_added_once() {
        let add = |text| with_dependency(text, "sterna", "\"1\"").expect("TOML");
        assert_eq!(
            add("[dependencies]\na = \"1\"\n"),
            "[dependencies]\nsterna = \"1\"\na = \"1\"\n"
        );
        assert_eq!(add("[dependencies]"), "[dependencies]\nsterna = \"1\"\n");
        assert_eq!(
            add("[package]\nname = \"a\"\n"),
            "[package]\nname = \"a\"\n\n[dependencies]\nsterna = \"1\"\n"
        );
        for has_it in [
            "[dependencies]\nsterna = \"0\"\n",
            "[dependencies.sterna]\npath = \"x\"\n",
        ] {
            assert_eq!(add(has_it), has_it);
        }
    }

    #[test]
    fn a_package_has_a_name() {
        assert_eq!(package_name("[package]\nname = \"a\"").as_deref(), Ok("a"));
        assert_eq!(package_name("[workspace]"), Err(ManifestError::NoName));
    }
}
