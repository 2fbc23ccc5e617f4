//! A small scanner of Rust source, and the checksum over its tokens.
//!
//! It knows just enough of the lexical structure
//! (<https://doc.rust-lang.org/reference/tokens.html>) to tell code from comments and blanks:
//! strings of every kind, characters beside lifetimes, nested block comments. What it passes over
//! must be a comment, a doc comment or white space, and nothing else.

use std::iter;

use sha2::{Digest, Sha256};

/// How the checksum is computed; a change of it must change this, so that checksums that cannot
/// be compared are not.
const SCHEME: &str = "1";

/// The SHA-256 of a source's tokens, in hexadecimal behind the number of the scheme.
///
/// Comments, doc comments, blanks, line ends and a comma before a closing bracket do not count;
/// everything else does.
pub fn checksum(source: &str) -> String {
    // The compiler too reads `\r\n` as `\n`, also inside a string.
    let source = source.replace("\r\n", "\n");
    let mut hasher = Sha256::new();
    let mut pending: Option<&str> = None;
    for token in tokens(&source).map(Some).chain(iter::once(None)) {
        let closes = token.is_some_and(|token| matches!(token, ")" | "]" | "}"));
        // rustfmt writes and removes a comma there as it breaks and joins lines.
        if let Some(last) = pending.filter(|last| !(*last == "," && closes)) {
            hasher.update(last);
            // No token has a NUL but inside quotes, which already end it.
            hasher.update([0]);
        }
        pending = token;
    }
    let digest: String = hasher
        .finalize()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("{SCHEME}:{digest}")
}

/// The tokens of the source, without comments; an operator of several characters is several.
pub(crate) fn tokens(source: &str) -> impl Iterator<Item = &str> {
    let mut rest = source.trim_start_matches('\u{feff}');
    iter::from_fn(move || {
        rest = after_blanks(rest);
        let length = token_length(rest)?;
        let (token, after) = rest.split_at(length);
        rest = after;
        Some(token)
    })
}

/// What follows white space and comments.
fn after_blanks(mut text: &str) -> &str {
    loop {
        let trimmed = text.trim_start();
        let after = if trimmed.starts_with("//") {
            trimmed.find('\n').map_or("", |end| &trimmed[end..])
        } else if trimmed.starts_with("/*") {
            after_block_comment(trimmed)
        } else {
            return trimmed;
        };
        text = after;
    }
}

/// Block comments nest.
fn after_block_comment(text: &str) -> &str {
    let mut depth = 0_usize;
    let mut at = 0;
    while at < text.len() {
        let rest = &text.as_bytes()[at..];
        if rest.starts_with(b"/*") {
            depth += 1;
            at += 2;
        } else if rest.starts_with(b"*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return &text[at..];
            }
        } else {
            at += 1;
        }
    }
    ""
}

/// How long the token is that the text begins with; `None` at the end.
fn token_length(text: &str) -> Option<usize> {
    let first = text.chars().next()?;
    Some(match first {
        '"' => quoted_length(text, '"'),
        '\'' => quote_length(text),
        _ if is_word(first) => word_length(text),
        _ => first.len_utf8(),
    })
}

/// A character (`'a'`, `'\n'`, `'\''`) or a lifetime (`'a`).
fn quote_length(text: &str) -> usize {
    let mut characters = text.char_indices().skip(1);
    let inside = characters.next();
    let after = characters.next();
    match (inside, after) {
        (Some((_, '\\')), _) => quoted_length(text, '\''),
        (Some(_), Some((at, '\''))) => at + 1,
        _ => 1 + text[1..].find(|c| !is_word(c)).unwrap_or(text.len() - 1),
    }
}

/// A name, a keyword, a number, or a string that begins with letters: `r"…"`, `b"…"`, `br#"…"#`,
/// `c"…"`, `b'…'`. `r#name` is three tokens, always the same ones.
fn word_length(text: &str) -> usize {
    let end = text.find(|c| !is_word(c)).unwrap_or(text.len());
    let (prefix, rest) = text.split_at(end);
    let string = match prefix {
        "r" | "br" | "cr" => raw_length(rest),
        "b" | "c" if rest.starts_with('"') => quoted_length(rest, '"'),
        "b" if rest.starts_with('\'') => quote_length(rest),
        _ => 0,
    };
    end + string
}

/// `#"…"#` with any number of `#`; 0 where it is no string.
fn raw_length(text: &str) -> usize {
    let hashes = text.len() - text.trim_start_matches('#').len();
    if !text[hashes..].starts_with('"') {
        return 0;
    }
    let open = hashes + 1;
    let close = format!("\"{}", "#".repeat(hashes));
    text[open..]
        .find(&close)
        .map_or(text.len(), |at| open + at + close.len())
}

/// A literal in quotes, in which `\` makes the next character an ordinary one.
fn quoted_length(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, character) in text.char_indices().skip(1) {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if character == quote => return at + character.len_utf8(),
            _ => {}
        }
    }
    text.len()
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(source: &str) -> Vec<&str> {
        tokens(source).collect()
    }

    #[test]
    fn strings_end_where_rust_ends_them() {
        assert_eq!(list(r#"a "b // c" d"#), ["a", r#""b // c""#, "d"]);
        assert_eq!(list(r#""\" /*" x"#), [r#""\" /*""#, "x"]);
        assert_eq!(list(r##"r#"a " b"# x"##), [r##"r#"a " b"#"##, "x"]);
        assert_eq!(list(r#"r"\" x"#), [r#"r"\""#, "x"]);
        assert_eq!(
            list(r##"br#"""# b"\"" c"x" b'"' y"##),
            [r##"br#"""#"##, r#"b"\"""#, r#"c"x""#, "b'\"'", "y"]
        );
        assert_eq!(list("r#type x"), ["r", "#", "type", "x"]);
    }

    #[test]
    fn characters_are_not_lifetimes() {
        assert_eq!(
            list(r"'a' 'b '\'' '\\' '\u{1F600}' '語'"),
            ["'a'", "'b", r"'\''", r"'\\'", r"'\u{1F600}'", "'語'"]
        );
        assert_eq!(list("&'static str"), ["&", "'static", "str"]);
        assert_eq!(list("'\"' // \"\nx"), ["'\"'", "x"]);
        assert_eq!(
            list("f::<'a, 'b>('c')"),
            ["f", ":", ":", "<", "'a", ",", "'b", ">", "(", "'c'", ")"]
        );
    }

    #[test]
    fn comments_nest_and_end() {
        assert_eq!(list("a /* /* // */ \" */ b // c\nd//"), ["a", "b", "d"]);
        assert_eq!(list("/** doc */ a //! x\r\n/// y\n\u{a0}b"), ["a", "b"]);
        assert_eq!(list("a /* never closed"), ["a"]);
        assert_eq!(list("\u{feff}a"), ["a"]);
    }

    #[test]
    fn what_does_not_count_does_not_change_the_checksum() {
        let plain = "fn upgrade(op: &mut Operations) { op.create_table(table(\"a\")); }";
        let dressed = "//! A doc comment\r\nfn upgrade(\n    op: &mut Operations,\r\n) {\n\
                       // why\n    op.create_table(table(\"a\")/* so */,);\n}\n";
        assert_eq!(checksum(plain), checksum(dressed));
        assert!(checksum(plain).starts_with("1:"));
    }

    #[test]
    fn what_counts_changes_the_checksum() {
        let sources = [
            "x(\"a\", \"b\");",
            "x(\"a \", \"b\");",
            "x(\"a\", \"c\");",
            "x(\"a\" \"b\");",
            "x(\"a // b\");",
            "xy;",
            "x y;",
            "'a' b",
            "'a 'b",
        ];
        let checksums: std::collections::BTreeSet<_> =
            sources.iter().map(|one| checksum(one)).collect();
        assert_eq!(checksums.len(), sources.len());
    }
}
