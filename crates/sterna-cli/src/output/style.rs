//! Colours. They carry a meaning that a sign or a word carries too, so nothing is lost without.
//!
//! Text is always made with them; `anstream` takes them out again for a pipe or `NO_COLOR`.

use std::fmt;

use anstyle::{AnsiColor, Style};

/// What is added.
pub const ADDED: Style = AnsiColor::Green.on_default();
/// What is taken away, and errors.
pub const REMOVED: Style = AnsiColor::Red.on_default();
/// What changes.
pub const CHANGED: Style = AnsiColor::Yellow.on_default();
/// Ids and headings, which the eye looks for.
pub const HEADING: Style = Style::new().bold();
/// What is said beside.
pub const ASIDE: Style = Style::new().dimmed();

/// The text in that style.
pub fn painted(style: Style, text: impl fmt::Display) -> String {
    let text = text.to_string();
    if text.is_empty() {
        return text;
    }
    format!("{style}{text}{style:#}")
}
