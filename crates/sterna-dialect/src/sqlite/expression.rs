//! The canonical form of expressions, defaults, views and triggers.
//!
//! An expression keeps its text as written; beside it stands the form that is compared. The
//! form is printed from the syntax tree, in one fixed way:
//!
//! - operators in parentheses, so that redundant parentheses vanish, and blanks and comments
//!   with them; keywords in upper case;
//! - identifiers in lower case and double quotes, whichever of the four quotes they wear
//!   (<https://www.sqlite.org/lang_keywords.html>); function names in lower case;
//! - one spelling where SQLite has several: `==` is `=`, `<>` is `!=`, `ISNULL` is `IS NULL`,
//!   `NOTNULL` and `NOT NULL` are `IS NOT NULL`, `IS NOT DISTINCT FROM` is `IS`
//!   (<https://www.sqlite.org/lang_expr.html#operators_and_parse_affecting_attributes>);
//! - TRUE and FALSE are the integers 1 and 0 except after IS, where they are an operator of
//!   their own (<https://www.sqlite.org/lang_expr.html#booleanexpr>);
//! - literals as they mean: digits without separators, blobs in upper case, strings untouched.
//!   `16` and `0x10` stay different.
//!
//! A double-quoted word is an identifier, as the standard says, even where SQLite would fall
//! back to a string because no such column exists (<https://www.sqlite.org/quirks.html#dblquote>):
//! the form depends on the text alone. In a DEFAULT no column can be meant, so there it is a
//! string ([`default`]).
//!
//! Subqueries, window functions, whole views and triggers are compared token by token, with the
//! same spelling of each token ([`definition`]).
//!
//! What must stay absent: algebra. `a = b` and `b = a` are two expressions.

mod default;
mod normalise;
mod operators;
mod print;
mod words;

pub use default::{default, default_clause};
pub use normalise::normalise;
pub use words::definition;

pub(super) use default::canonical_default;
pub(super) use print::{canonical, collation_name};

use sqlite3_parser::dialect::TokenType::TK_SEMI;
use sterna_schema::Expression;

use super::{ReadError, syntax, tokens};

/// An expression with its canonical form. Comments and blanks around it are taken off, so that
/// the text can stand inside parentheses.
///
/// # Errors
///
/// The text is not one expression.
pub fn expression(sql: &str) -> Result<Expression, ReadError> {
    let text = trimmed(sql)?;
    let canonical = syntax::with_expression(text, canonical)?;
    Ok(Expression::with_canonical(text, canonical))
}

/// The text from its first token to its last. A semicolon would end the statement that the
/// expression becomes part of.
fn trimmed(sql: &str) -> Result<&str, ReadError> {
    let tokens = tokens::scan(sql)?;
    if tokens.iter().any(|token| token.kind == TK_SEMI) {
        return Err(tokens::syntax("a semicolon in an expression"));
    }
    Ok(tokens::span_of(&tokens).map_or("", |span| span.of(sql)))
}

#[cfg(test)]
mod tests;
