//! Names and texts made safe for the place in SQL where they land.
//!
//! Names come from databases and from people: both are hostile input. Every name that goes
//! into a statement passes through here.

use std::borrow::Cow;

/// A name as an identifier: always in double quotes, so that no name is a keyword.
///
/// A NUL cannot be part of an identifier; SQLite ends a statement there, and the quote that is
/// then missing makes it a syntax error rather than another statement.
pub fn identifier(name: &str) -> String {
    enclosed(name, '"')
}

/// A text as a string literal.
///
/// SQLite ends a statement at a NUL, so a text that contains one is spelled as a blob that is
/// cast to TEXT (<https://www.sqlite.org/nulinstr.html>). That form is an expression: as a
/// default it needs parentheses around it.
pub fn literal(text: &str) -> String {
    if text.contains('\0') {
        format!("CAST({} AS TEXT)", blob(text.as_bytes()))
    } else {
        enclosed(text, '\'')
    }
}

/// Bytes as a blob literal.
pub fn blob(bytes: &[u8]) -> String {
    let digits: String = bytes.iter().map(|byte| format!("{byte:02X}")).collect();
    format!("X'{digits}'")
}

/// The name that an identifier stands for, in whichever of SQLite's four quotes it is written
/// (<https://www.sqlite.org/lang_keywords.html>).
pub fn unquoted(identifier: &str) -> Cow<'_, str> {
    let Some(quote @ ('"' | '\'' | '`' | '[')) = identifier.chars().next() else {
        return Cow::Borrowed(identifier);
    };
    let close = if quote == '[' { ']' } else { quote };
    let Some(inner) = identifier[1..].strip_suffix(close) else {
        return Cow::Borrowed(identifier);
    };
    if quote == '[' || !inner.contains(close) {
        return Cow::Borrowed(inner);
    }
    let doubled: String = [close, close].iter().collect();
    Cow::Owned(inner.replace(&doubled, close.encode_utf8(&mut [0; 4])))
}

fn enclosed(text: &str, quote: char) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push(quote);
    for character in text.chars() {
        if character == quote {
            out.push(quote);
        }
        out.push(character);
    }
    out.push(quote);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identifier_cannot_be_left() {
        assert_eq!(identifier("posts"), r#""posts""#);
        assert_eq!(
            identifier(r#"a"; DROP TABLE t; --"#),
            r#""a""; DROP TABLE t; --""#
        );
        assert_eq!(identifier(""), r#""""#);
    }

    #[test]
    fn a_literal_cannot_be_left() {
        assert_eq!(literal("it's"), "'it''s'");
        assert_eq!(literal("'; DROP TABLE t; --"), "'''; DROP TABLE t; --'");
        assert_eq!(literal("a\0b"), "CAST(X'610062' AS TEXT)");
    }

    #[test]
    fn all_four_quotes_are_taken_off() {
        for (written, name) in [
            ("plain", "plain"),
            (r#""a b""#, "a b"),
            (r#""a""b""#, "a\"b"),
            ("`a``b`", "a`b"),
            ("[a]", "a"),
            ("[a\"b]", "a\"b"),
            ("'it''s'", "it's"),
            (r#""""#, ""),
            (r#""""""#, "\""),
            ("[]", ""),
        ] {
            assert_eq!(unquoted(written), name, "{written}");
        }
    }

    #[test]
    fn quoting_and_unquoting_meet() {
        for name in ["a", "", "\"", "''", "a]b`c\"d'e", "Ünï", "\u{1}"] {
            assert_eq!(unquoted(&identifier(name)), name);
            assert_eq!(unquoted(&literal(name)), name);
        }
    }
}
