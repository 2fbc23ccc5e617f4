//! How ids and asked names are put into a sentence.
//!
//! A version row or a file may hold anything, a terminal's control characters among it: whatever is
//! not plainly an id is shown quoted and escaped.

use super::name::{illegal_in_id, illegal_in_label};

/// The start of every line that a person can type.
pub(super) const COMMAND: &str = "cargo db";

/// An id as it stands; quoted and escaped if it is not one.
pub(super) fn shown(id: &str) -> String {
    if id.is_empty() || !illegal_in_id(id).is_empty() {
        quoted(id)
    } else {
        id.to_owned()
    }
}

/// What the user typed, or what a file says, in quotes.
pub(super) fn quoted(text: &str) -> String {
    format!("'{}'", text.escape_debug())
}

/// Ids in a row: `a, b, c`.
pub(super) fn listed(ids: &[String]) -> String {
    shown_each(ids).join(", ")
}

/// Ids to choose from: `a, b or c`.
pub(super) fn choice(ids: &[String]) -> String {
    joined(&shown_each(ids), "or")
}

/// Ids that belong together: `a, b and c`.
pub(super) fn all_of(ids: &[String]) -> String {
    joined(&shown_each(ids), "and")
}

/// Lines to type, one of which is meant: `` `a` or `b` ``.
pub(super) fn commands<'a>(ends: impl IntoIterator<Item = &'a str>) -> String {
    let lines: Vec<String> = ends.into_iter().map(command).collect();
    joined(&lines, "or")
}

/// One line to type, in backquotes.
pub(super) fn command(end: &str) -> String {
    format!("`{COMMAND} {end}`")
}

/// `1 revision`, `2 revisions`.
pub(super) fn revisions(count: usize) -> String {
    match count {
        1 => "1 revision".into(),
        _ => format!("{count} revisions"),
    }
}

/// Whether a text can be put into a line to type as it is.
pub(super) fn is_plain(text: &str) -> bool {
    !text.is_empty() && illegal_in_label(text).is_empty()
}

fn shown_each(ids: &[String]) -> Vec<String> {
    ids.iter().map(|id| shown(id)).collect()
}

fn joined(parts: &[String], word: &str) -> String {
    match parts {
        [first @ .., last] if !first.is_empty() => format!("{} {word} {last}", first.join(", ")),
        _ => parts.concat(),
    }
}
