//! An error as a person reads it: what, why, and what to type next.

use super::{CHANGED, HEADING, REMOVED, escape_lines, painted};
use crate::error::Error;

/// `error: …`, `  cause: …`, `help: …`, with colours.
pub fn text(error: &Error) -> String {
    let mut texts = texts(error).into_iter();
    let mut text = labelled(
        &painted(REMOVED, "error:"),
        &texts.next().unwrap_or_default(),
    );
    for cause in texts {
        text.push_str(&labelled("  cause:", &cause));
    }
    if let Some(help) = error.help() {
        text.push_str(&labelled(&painted(HEADING, "help:"), &help));
    }
    text
}

/// `warning: …`
pub fn warning(words: &str) -> String {
    labelled(&painted(CHANGED, "warning:"), words)
}

/// `note: …`
pub fn note(words: &str) -> String {
    labelled(&painted(HEADING, "note:"), words)
}

/// The error's words, then those of its causes. Some errors repeat the words of their cause:
/// what was said already is left out.
pub fn texts(error: &(dyn std::error::Error + 'static)) -> Vec<String> {
    let chain = std::iter::successors(Some(error), |error| error.source());
    let mut texts: Vec<String> = Vec::new();
    for words in chain.map(ToString::to_string) {
        if !texts.iter().any(|said| said.contains(&words)) {
            texts.push(words);
        }
    }
    texts
}

/// A label and a text; further lines are indented.
fn labelled(label: &str, text: &str) -> String {
    let text = escape_lines(text);
    let mut lines = text.lines();
    let mut labelled = format!("{label} {}\n", lines.next().unwrap_or_default());
    for line in lines {
        labelled.push_str(&format!("  {line}\n"));
    }
    labelled
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::SettingsError;

    #[test]
    fn what_why_and_what_to_type() {
        let error = Error::from(SettingsError::Unreadable {
            path: "sterna.toml".into(),
            source: std::io::Error::other("it\u{1b}[2J is broken"),
        });
        let plain = anstream::adapter::strip_str(&text(&error)).to_string();
        assert_eq!(
            plain,
            "error: cannot read sterna.toml\n  cause: it\\u{1b}[2J is broken\n"
        );
        let error = Error::from(SettingsError::NoProject);
        let plain = anstream::adapter::strip_str(&text(&error)).to_string();
        assert!(
            plain.contains("\nhelp: run the command inside the project"),
            "{plain}"
        );
    }
}
