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
    if let Some(help) = help(error) {
        text.push_str(&labelled(&painted(HEADING, "help:"), &help));
    }
    text
}

/// What to type next: what the error knows of itself, or what a missing part of SQLite asks for.
pub fn help(error: &Error) -> Option<String> {
    let unknown = [
        "no such collation sequence",
        "no such function",
        "no such module",
    ];
    let lacks_one = || {
        let said = texts(error);
        said.iter()
            .any(|words| unknown.iter().any(|unknown| words.contains(unknown)))
    };
    error.help().or_else(|| {
        lacks_one().then(|| {
            "what the application adds to its connections, the command's `main` can add to its \
             own by `sqlite3_auto_extension`: see the book's recipe \"Functions, collations and \
             modules of your own\""
                .to_owned()
        })
    })
}

/// `warning: …`
pub fn warning(words: &str) -> String {
    labelled(&painted(CHANGED, "warning:"), words)
}

/// What was done stays done.
pub fn unwritten(error: &std::io::Error) -> String {
    let what = labelled(&painted(REMOVED, "error:"), "the output cannot be written");
    format!("{what}{}", labelled("  cause:", &error.to_string()))
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
    for words in chain.map(|error| sqlites_own(&error.to_string()).to_owned()) {
        if !texts.iter().any(|said| said.contains(&words)) {
            texts.push(words);
        }
    }
    texts
}

/// SQLite's words without those of the layers above it: `Execution Error: error returned from
/// database: (code: 1) near …`.
fn sqlites_own(words: &str) -> &str {
    let kinds = ["Execution Error: ", "Query Error: ", "Connection Error: "];
    let said = kinds.iter().find_map(|kind| words.strip_prefix(kind));
    let said = said
        .unwrap_or(words)
        .strip_prefix("error returned from database: ");
    let code = said.and_then(|rest| rest.strip_prefix("(code: "));
    code.and_then(|rest| rest.split_once(") "))
        .map_or(words, |(_, own)| own)
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
    fn the_words_of_sqlite_stand_alone() {
        let raw =
            "Execution Error: error returned from database: (code: 1) near \"x\": (code: 2) y";
        assert_eq!(sqlites_own(raw), "near \"x\": (code: 2) y");
        assert_eq!(sqlites_own("(code: 1) x"), "(code: 1) x");
        let bare = "error returned from database: (code: 257) no such collation sequence: a";
        assert_eq!(sqlites_own(bare), "no such collation sequence: a");
    }

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
