//! The canonical spelling of single tokens, and of texts that are compared token by token.

use std::convert::Infallible;

use sqlite3_parser::ast::fmt::{ToTokens, TokenStream};
use sqlite3_parser::dialect::TokenType::{
    self, TK_ANY, TK_BLOB, TK_CREATE, TK_EACH, TK_EQ, TK_FLOAT, TK_ID, TK_INTEGER, TK_NE, TK_ROW,
    TK_SEMI, TK_STRING, TK_TEMP,
};
use sterna_schema::Expression;

use super::super::ReadError;
use super::super::quote::{identifier, unquoted};
use super::super::tokens::{Cursor, scan};

/// A view's or trigger's whole statement with its canonical form: token by token, without
/// `IF NOT EXISTS`, `TEMP`, `FOR EACH ROW` and the schema's name before the object's.
///
/// An unquoted keyword that serves as a name (`key`, `action`) differs from the same name in
/// quotes: which of the two a word is, the tokens alone do not tell.
///
/// # Errors
///
/// The text cannot be cut into tokens, or does not begin with `CREATE`.
pub fn definition(sql: &str) -> Result<Expression, ReadError> {
    let tokens = scan(sql)?;
    let mut cursor = Cursor::new(sql, &tokens);
    let first = cursor.place();
    let mut words = vec![spelled_at(&mut cursor, sql, TK_CREATE)?];
    cursor.take_if(TK_TEMP);
    words.push(next_word(&mut cursor, sql)?);
    cursor.take_qualifiers()?;
    while !cursor.is_done() {
        words.push(next_word(&mut cursor, sql)?);
        leave_out_each_row(&mut cursor, &mut words);
    }
    let text = first.until(cursor.last()).of(sql);
    Ok(Expression::with_canonical(text, words.join(" ")))
}

/// `FOR EACH ROW` is the only kind of trigger that there is, and may be left out
/// (<https://www.sqlite.org/lang_createtrigger.html>).
fn leave_out_each_row(cursor: &mut Cursor<'_>, words: &mut Vec<String>) {
    let is_for = words.last().is_some_and(|word| word == "FOR");
    if is_for && cursor.take_if(TK_EACH).is_some() {
        cursor.take_if(TK_ROW);
        words.pop();
    }
}

fn spelled_at(cursor: &mut Cursor<'_>, sql: &str, kind: TokenType) -> Result<String, ReadError> {
    Ok(spelled(kind, cursor.expect(kind)?.of(sql)))
}

fn next_word(cursor: &mut Cursor<'_>, sql: &str) -> Result<String, ReadError> {
    let kind = cursor.peek();
    spelled_at(cursor, sql, kind)
}

/// The one spelling of a token.
pub(super) fn spelled(kind: TokenType, text: &str) -> String {
    match kind {
        TK_STRING => text.to_owned(),
        TK_ID => name(text),
        TK_BLOB => blob(text),
        TK_INTEGER | TK_FLOAT => number(text),
        TK_EQ => "=".to_owned(),
        TK_NE => "!=".to_owned(),
        TK_SEMI => ";".to_owned(),
        _ => text.to_ascii_uppercase(),
    }
}

/// An identifier in the one style: lower case, double quotes.
pub(super) fn name(written: &str) -> String {
    identifier(&unquoted(written).to_ascii_lowercase())
}

/// A number without separators between its digits and zeros before them, its letters in lower
/// case.
pub(super) fn number(written: &str) -> String {
    let digits = written.replace('_', "").to_ascii_lowercase();
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return digits;
    }
    match digits.trim_start_matches('0') {
        "" => "0".to_owned(),
        significant => significant.to_owned(),
    }
}

/// A blob literal; a syntax tree holds its digits alone.
pub(super) fn blob(written: &str) -> String {
    let digits = written.trim_matches(['x', 'X', '\'']);
    format!("X'{}'", digits.to_ascii_uppercase())
}

/// A part of a syntax tree, token by token.
pub(super) fn tokenwise(tree: &impl ToTokens) -> String {
    let mut words = Words::default();
    let Ok(()) = tree.to_tokens(&mut words);
    words.0.join(" ")
}

#[derive(Default)]
struct Words(Vec<String>);

impl TokenStream for Words {
    type Error = Infallible;

    fn append(&mut self, kind: TokenType, value: Option<&str>) -> Result<(), Infallible> {
        let text = value.or(kind.as_str()).unwrap_or_default();
        if !text.trim().is_empty() || kind != TK_ANY {
            self.0.push(spelled(kind, text));
        }
        Ok(())
    }
}
