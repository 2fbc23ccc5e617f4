//! The two places of a revision file that say what it builds on, rewritten; nothing else is.
//!
//! The file is not parsed: what is looked for is what the build found in it, and where that does
//! not stand exactly once, as it is usually written, the edit is left to a person.

use thiserror::Error;

/// What begins the line of the documentation.
const HEADER: &str = "//! Revises:";

/// The text of a file is not as it should be.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("the file does not say once, on a line of its own, what it revises")]
pub struct NotFound;

/// The text with another parent in `revises: &[…]` and in the documentation.
///
/// # Errors
///
/// The text does not say `revises: &[from]` exactly once.
pub fn with_parent(text: &str, from: &[String], to: &str) -> Result<String, NotFound> {
    let mut places = revises_arrays(text).filter(|(_, ids)| ids == from);
    let ((start, end), _) = places.next().ok_or(NotFound)?;
    if places.next().is_some() {
        return Err(NotFound);
    }
    let text = format!("{}{to:?}{}", &text[..start], &text[end..]);
    Ok(with_header(&text, to))
}

/// The inside of each `revises: &[…]` that begins a line, by position, with the ids in it.
fn revises_arrays(text: &str) -> impl Iterator<Item = ((usize, usize), Vec<String>)> + '_ {
    let mut at = 0;
    let starts = text.split_inclusive('\n').filter_map(move |line| {
        let start = at;
        at += line.len();
        let field = line.trim_start().strip_prefix("revises:")?;
        let array = field.trim_start().strip_prefix("&[")?;
        Some(start + line.len() - array.len())
    });
    starts.filter_map(|start| {
        let (end, ids) = ids(&text[start..])?;
        Some(((start, start + end), ids))
    })
}

/// The ids up to the closing bracket, and where that is. Ids hold neither quotes nor backslashes.
fn ids(text: &str) -> Option<(usize, Vec<String>)> {
    let end = text.find(']')?;
    let inside = text[..end].trim().trim_end_matches(',');
    let mut ids = Vec::new();
    for item in inside
        .split(',')
        .map(str::trim)
        .filter(|item| !item.is_empty())
    {
        let id = item.strip_prefix('"')?.strip_suffix('"')?;
        ids.push(id.to_owned());
    }
    Some((end, ids))
}

/// The first line of the documentation that says it; there need be none.
fn with_header(text: &str, to: &str) -> String {
    let mut is_done = false;
    let mut lines = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        match line.strip_prefix(HEADER) {
            Some(value) if !is_done => {
                let blanks = &value[..value.len() - value.trim_start_matches(' ').len()];
                let end = &value[value.trim_end_matches(['\r', '\n']).len()..];
                lines.push_str(&format!("{HEADER}{blanks}{to}{end}"));
                is_done = true;
            }
            _ => lines.push_str(line),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "//! notes\n//!\n//! Revision: b\n//! Revises:  a\n//! Created:  now\n\n\
        use sterna::prelude::*;\n\npub const REVISION: Revision = Revision {\n    id: \"b\",\n    \
        revises: &[\"a\"],\n    message: \"revises: &[\\\"a\\\"]\",\n    ..Revision::EMPTY\n};\n";

    fn moved(text: &str, from: &[&str]) -> Result<String, NotFound> {
        let from: Vec<_> = from.iter().map(|&id| id.to_owned()).collect();
        with_parent(text, &from, "x9")
    }

    #[test]
    fn two_lines_change_and_nothing_else() {
        let text = moved(FILE, &["a"]).expect("moved");
        let expected = FILE
            .replace("//! Revises:  a\n", "//! Revises:  x9\n")
            .replace("    revises: &[\"a\"],\n", "    revises: &[\"x9\"],\n");
        assert_eq!(text, expected);
        let windows = moved(&FILE.replace('\n', "\r\n"), &["a"]).expect("moved");
        assert_eq!(windows, expected.replace('\n', "\r\n"));
    }

    #[test]
    fn a_first_revision_and_another_layout_are_understood() {
        let first = FILE
            .replace("&[\"a\"],\n", "&[],\n")
            .replace("Revises:  a", "Revises:  nothing");
        let text = moved(&first, &[]).expect("moved");
        assert!(
            text.contains("&[\"x9\"],\n") && text.contains("//! Revises:  x9\n"),
            "{text}"
        );
        let long = FILE.replace("&[\"a\"]", "&[\n        \"a\",\n    ]");
        assert!(
            moved(&long, &["a"])
                .expect("moved")
                .contains("revises: &[\"x9\"],\n")
        );
        let bare = FILE.replace("//! Revises:  a\n", "");
        assert!(
            moved(&bare, &["a"])
                .expect("moved")
                .contains("revises: &[\"x9\"],\n")
        );
    }

    #[test]
    fn what_is_not_certain_is_left_alone() {
        let twice = format!("{FILE}/*\nrevises: &[\"a\"]\n*/");
        let missing = FILE.replace("    revises", "    // revises");
        let constant = FILE.replace("&[\"a\"],\n", "&[PARENT],\n");
        for text in [&twice, &missing, &constant, "revises: &["] {
            assert_eq!(moved(text, &["a"]), Err(NotFound), "{text}");
        }
        assert_eq!(
            moved(FILE, &["b"]),
            Err(NotFound),
            "edited since it was built"
        );
    }
}
