//! The two lines that join the declarations with the list of entities.
//!
//! They are written where the list is a `metadata()` that returns one chain of calls, as
//! `sterna init` writes it; everything else in the file stays as it is. Any other shape is its
//! author's: then it is said what to add.

use std::fs;
use std::path::Path;

use sterna_autogenerate::formatted;

use super::{Declarations, MODULE};
use crate::revision_file::FileError;

/// How the crate with that root is joined with its declarations.
///
/// # Errors
///
/// The root cannot be read.
pub fn join(root: &Path, crate_name: &str) -> Result<Declarations, FileError> {
    let text = fs::read_to_string(root).map_err(|source| FileError::Unreadable {
        path: root.to_owned(),
        source,
    })?;
    Ok(match joined(&text) {
        Some(joined) => Declarations {
            joined: Some((root.to_owned(), joined)),
            ..Declarations::default()
        },
        None => Declarations {
            by_hand: vec![
                format!("`pub mod {MODULE};` in {}", root.display()),
                format!(
                    "`.with({crate_name}::{MODULE}::all)` at the end of the list of the entities"
                ),
            ],
            ..Declarations::default()
        },
    })
}

/// The text with the module and the call; `None` where there is no chain to add it to.
fn joined(text: &str) -> Option<String> {
    let end = end_of_chain(text)?;
    let called = format!(
        "{}\n        .with({MODULE}::all){}",
        &text[..end],
        &text[end..]
    );
    let joined = with_module(&called);
    // A file that rustfmt leaves alone is left so; another layout is its author's.
    Some(match formatted(text) == text {
        true => formatted(&joined),
        false => joined,
    })
}

/// Where the chain of calls ends that the only `metadata()` returns.
fn end_of_chain(text: &str) -> Option<usize> {
    let mut found = text.match_indices("fn metadata()");
    let (start, _) = found.next().filter(|_| found.next().is_none())?;
    let open = start + text[start..].find('{')? + 1;
    let body = &text[open..open + text[open..].find("\n}")?];
    let chain = body.trim();
    let is_chain = chain.ends_with(')')
        && (chain.starts_with("sterna::Metadata::new()") || chain.starts_with("Metadata::new()"))
        && !chain.contains(';')
        && !chain.contains("//");
    is_chain.then(|| open + body.trim_end().len())
}

/// The text with the module declared before the first one that it declares.
fn with_module(text: &str) -> String {
    let declares = |line: &str| line.starts_with("pub mod ") || line.starts_with("mod ");
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if declares(line) {
            return format!("{}mod {MODULE};\n{}", &text[..at], &text[at..]);
        }
        at += line.len();
    }
    let after_head = head(text);
    format!(
        "{}mod {MODULE};\n\n{}",
        &text[..after_head],
        &text[after_head..]
    )
}

/// The length of the lines about the file as a whole.
fn head(text: &str) -> usize {
    let is_about_the_file =
        |line: &&str| line.starts_with("//!") || line.starts_with("#![") || line.trim().is_empty();
    let lines = text.split_inclusive('\n').take_while(is_about_the_file);
    lines.map(str::len).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_that_init_writes_is_joined() {
        let written = "//! The entities.\n\npub mod post;\npub mod user;\n\n/// Every entity, once.\n\
                       pub fn metadata() -> sterna::Metadata {\n    sterna::Metadata::new()\n        \
                       .entity(user::Entity)\n        .entity(post::Entity)\n}\n";
        let expected = "//! The entities.\n\nmod declarations;\npub mod post;\npub mod user;\n\n\
                        /// Every entity, once.\npub fn metadata() -> sterna::Metadata {\n    \
                        sterna::Metadata::new()\n        .entity(user::Entity)\n        \
                        .entity(post::Entity)\n        .with(declarations::all)\n}\n";
        assert_eq!(joined(written).as_deref(), Some(expected));
    }

    #[test]
    fn a_layout_of_its_own_stays() {
        let written = "pub mod post;\nuse  sterna::Metadata;\n\
                       pub fn metadata() -> Metadata { Metadata::new().entity(post::Entity)\n}\n";
        let joined = joined(written).expect("a chain");
        assert!(
            joined.starts_with("mod declarations;\npub mod post;\n"),
            "{joined}"
        );
        assert!(joined.contains(".entity(post::Entity)\n        .with(declarations::all)\n}"));
    }

    #[test]
    fn another_shape_is_its_authors() {
        for text in [
            "",
            "pub fn metadata() -> Metadata {\n    let list = Metadata::new();\n    list\n}\n",
            "pub fn metadata() -> Metadata {\n    Metadata::new() // all\n        .entity(a::Entity)\n}\n",
            "pub fn metadata() -> Metadata {\n    others::metadata()\n}\n",
            "fn metadata() {\n    Metadata::new()\n}\nmod a {\n    fn metadata() {\n    }\n}\n",
        ] {
            assert_eq!(joined(text), None, "{text}");
        }
    }
}
