//! Which names a text mentions, asked of SQLite's tokens.
//!
//! The answer errs on the side of yes: a function called like a column counts as a mention, and
//! a text that cannot be told apart mentions everything. Whoever asks may refuse or warn because
//! of it, and never drop or rewrite.

use sqlite3_parser::dialect::TokenType;
use sterna_schema::{Table, same_name};

use super::quote::unquoted;
use super::text::Span;
use super::tokens::{self, Token};

/// Whether an SQL text mentions a name outside of its string literals.
pub fn mentions(sql: &str, name: &str) -> bool {
    let named = |token: &Token| is_word(sql, token) && is_name(sql, token, name);
    tokens::scan(sql).map_or(true, |tokens| tokens.iter().any(named))
}

/// Every token of a text, as it is written; nothing if they cannot be told apart.
pub fn tokens(sql: &str) -> Vec<&str> {
    let tokens = tokens::scan(sql).unwrap_or_default();
    tokens.iter().map(|token| token.span.of(sql)).collect()
}

/// Every word and every string of a text, which are all names that it could mention; nothing if
/// it cannot be told apart.
pub(super) fn words(sql: &str) -> Option<Vec<String>> {
    let tokens = tokens::scan(sql).ok()?;
    let is_name = |token: &&Token| token.kind == TokenType::TK_STRING || is_word(sql, token);
    let words = tokens.iter().filter(is_name);
    Some(
        words
            .map(|token| unquoted(token.span.of(sql)).into_owned())
            .collect(),
    )
}

/// The columns of a table that an expression mentions, in the table's order.
pub fn columns<'a>(sql: &str, table: &'a Table) -> Vec<&'a str> {
    let names = table.columns.iter().map(|column| column.name.as_str());
    names.filter(|name| mentions(sql, name)).collect()
}

/// Where a name stands in front of a dot, with the dot, and with the name of the schema that may
/// stand in front of it in the same way.
fn qualifiers(sql: &str, name: &str) -> Vec<Span> {
    let tokens = tokens::scan(sql).unwrap_or_default();
    let is_dotted = |at: usize| {
        let pair = (tokens.get(at), tokens.get(at + 1));
        matches!(pair, (Some(word), Some(dot))
            if is_word(sql, word) && dot.kind == TokenType::TK_DOT)
    };
    let mut places = Vec::new();
    let mut at = 0;
    while at + 1 < tokens.len() {
        let first = at;
        let table = if is_dotted(first) && is_dotted(first + 2) {
            first + 2
        } else {
            first
        };
        at = table + 1;
        if is_dotted(table) && is_name(sql, &tokens[table], name) {
            places.push(tokens[first].span.until(tokens[table + 1].span));
            at = table + 3;
        }
    }
    places
}

/// The text without that name in front of a dot: `posts.title` becomes `title`.
pub fn without_qualifier(sql: &str, name: &str) -> String {
    let mut text = sql.to_owned();
    for place in qualifiers(sql, name).into_iter().rev() {
        text.replace_range(place.range(), "");
    }
    text
}

/// Whether a literal is all there is, so that every row gets the same value
/// (<https://www.sqlite.org/lang_altertable.html#alter_table_add_column>).
pub fn is_constant(sql: &str) -> bool {
    use TokenType as T;
    let Ok(tokens) = tokens::scan(sql) else {
        return false;
    };
    let kinds: Vec<_> = tokens
        .iter()
        .map(|token| token.kind)
        .filter(|kind| !matches!(*kind, T::TK_LP | T::TK_RP))
        .collect();
    match kinds.as_slice() {
        [T::TK_STRING | T::TK_BLOB | T::TK_INTEGER | T::TK_FLOAT | T::TK_NULL] => true,
        [T::TK_PLUS | T::TK_MINUS, T::TK_INTEGER | T::TK_FLOAT] => true,
        [T::TK_ID] => ["true", "false"]
            .iter()
            .any(|word| sql.trim_matches(['(', ')', ' ']).eq_ignore_ascii_case(word)),
        _ => false,
    }
}

/// Whether a default is computed anew for each row: ADD COLUMN refuses such a one where there are
/// rows. What merely looks like it, a CAST or the sign of a text, is a constant to SQLite.
pub fn is_computed(sql: &str) -> bool {
    let Ok(tokens) = tokens::scan(sql) else {
        return false;
    };
    let is_call = |pair: &[Token]| {
        is_word(sql, &pair[0])
            && pair[0].kind != TokenType::TK_CAST
            && pair[1].kind == TokenType::TK_LP
    };
    let is_time = |token: &Token| token.kind == TokenType::TK_CTIME_KW;
    tokens.iter().any(is_time) || tokens.windows(2).any(is_call)
}

/// Whether there is a comment, in front of a token or between two.
pub(super) fn has_comment(sql: &str) -> bool {
    let Ok(tokens) = tokens::scan(sql) else {
        return true;
    };
    let mut end = 0;
    let mut gaps = tokens.iter().map(|token| {
        let gap = end..token.span.start;
        end = token.span.end;
        &sql[gap]
    });
    gaps.any(|gap| !gap.trim().is_empty()) || !sql[end..].trim().is_empty()
}

/// Where the first comma stands, outside of comments.
pub fn comma(sql: &str) -> Option<usize> {
    let tokens = tokens::scan(sql).unwrap_or_default();
    let comma = tokens
        .iter()
        .find(|token| token.kind == TokenType::TK_COMMA);
    comma.map(|token| token.span.start)
}

/// Whether the token can be a name: quoted, or letters, since every keyword is one somewhere.
fn is_word(sql: &str, token: &Token) -> bool {
    let first = token.span.of(sql).chars().next();
    token.kind != TokenType::TK_BLOB
        && first.is_some_and(|c| c.is_alphabetic() || !c.is_ascii() || "_\"`[".contains(c))
}

fn is_name(sql: &str, token: &Token, name: &str) -> bool {
    same_name(&unquoted(token.span.of(sql)), name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_in_any_quotes_and_not_in_strings() {
        for sql in [
            "a > 0",
            "lower(\"A\")",
            "`a` + 1",
            "[a]",
            "t.a",
            "'x' || a",
            "/* b */ a",
        ] {
            assert!(mentions(sql, "a"), "{sql}");
        }
        for sql in ["ab > 0", "'a'", "b -- a", "x'0a'", "1", "\"a b\""] {
            assert!(!mentions(sql, "a"), "{sql}");
        }
        assert!(
            mentions("unfinished 'string", "a"),
            "what cannot be read mentions everything"
        );
    }

    #[test]
    fn a_qualifier_goes_and_all_else_stays() {
        let sql = "CHECK (t.a > main.t.t AND \"T\" . b <> 't.c' AND st.t > t) -- t.d";
        let bare = "CHECK (a > t AND  b <> 't.c' AND st.t > t) -- t.d";
        assert_eq!(without_qualifier(sql, "t"), bare);
    }

    #[test]
    fn a_constant_is_a_literal_with_or_without_a_sign() {
        for sql in [
            "1", "-1.5", "+ 2", "'a'", "x'00'", "NULL", "TRUE", "(false)", "((-1))",
        ] {
            assert!(is_constant(sql), "{sql}");
        }
        for sql in [
            "CURRENT_TIMESTAMP",
            "1 + 1",
            "abs(1)",
            "(datetime('now'))",
            "",
            "a b",
            "- -1",
        ] {
            assert!(!is_constant(sql), "{sql}");
        }
    }

    #[test]
    fn a_comment_is_found_wherever_it_stands() {
        for sql in ["/* a */ b", "a -- b", "a/*b*/c", "'unfinished"] {
            assert!(has_comment(sql), "{sql}");
        }
        for sql in ["a '-- b'", "\"/* a */\"", " a\n - -1 ", ""] {
            assert!(!has_comment(sql), "{sql}");
        }
    }

    #[test]
    fn a_comma_in_a_comment_is_none() {
        assert_eq!(comma(" /* a, b */ , -- c, d"), Some(12));
        assert_eq!(comma(" -- c, d"), None);
    }
}
