//! Defaults: what a column that is not given stores.
//!
//! Two defaults are equal when the column stores the same value for both. A column of numeric
//! affinity makes a number of `'0'`, one of TEXT affinity makes a text of `0`; a column without
//! affinity, and `ANY` in a STRICT table, keep what they get
//! (<https://www.sqlite.org/datatype3.html#type_affinity>).

use sqlite3_parser::ast::{Expr, Literal, UnaryOperator};
use sterna_schema::Expression;

use super::super::quote::{literal, unquoted};
use super::super::types::Affinity;
use super::super::{ReadError, syntax};
use super::print::{bare, canonical, truth};
use super::trimmed;
use super::words::number;

/// A default, as it follows the word DEFAULT, for a column of that affinity; `None` for NULL,
/// which says the same as no default (<https://www.sqlite.org/lang_createtable.html#dfltval>).
///
/// A bare or quoted word is a string, since a default cannot name a column; TRUE and FALSE,
/// bare, are 1 and 0.
///
/// # Errors
///
/// The text is not one expression.
pub fn default(sql: &str, affinity: Affinity) -> Result<Option<Expression>, ReadError> {
    let text = trimmed(sql)?;
    let canonical = syntax::with_expression(text, |tree| canonical_default(tree, affinity))?;
    Ok(canonical.map(|canonical| Expression::with_canonical(text, canonical)))
}

/// The text that can follow the word DEFAULT: in parentheses, unless it is a literal, a signed
/// number, a word, or has parentheses already
/// (<https://www.sqlite.org/syntax/column-constraint.html>).
///
/// # Errors
///
/// The text is not one expression.
pub fn default_clause(sql: &str) -> Result<String, ReadError> {
    let text = trimmed(sql)?;
    let stands_alone = syntax::with_expression(text, |tree| {
        Ok(match tree {
            Expr::Literal(_) | Expr::Id(_) => true,
            Expr::Parenthesized(values) => values.len() == 1,
            Expr::Unary(operator, operand) => sign(*operator).is_some() && is_literal(operand),
            _ => false,
        })
    })?;
    Ok(if stands_alone {
        text.to_owned()
    } else {
        format!("({text})")
    })
}

fn is_literal(expression: &Expr<'_>) -> bool {
    matches!(expression, Expr::Literal(_))
}

/// The canonical form of a default; `None` for NULL.
pub(in crate::sqlite) fn canonical_default(
    tree: &Expr<'_>,
    affinity: Affinity,
) -> Result<Option<String>, ReadError> {
    Ok(match given(bare(tree)) {
        Given::Null => None,
        Given::Number(written) => Some(stored_number(&written, affinity)),
        Given::Text(text) => Some(stored_text(&text, affinity)),
        Given::Expression => Some(canonical(tree)?),
    })
}

enum Given {
    Null,
    Number(String),
    Text(String),
    Expression,
}

fn given(tree: &Expr<'_>) -> Given {
    match tree {
        Expr::Literal(Literal::Null) => Given::Null,
        Expr::Literal(Literal::Numeric(digits)) => Given::Number(number(digits)),
        Expr::Literal(Literal::String(text)) => Given::Text(unquoted(text).into_owned()),
        Expr::Id(word) => match truth(word.0) {
            Some(integer) => Given::Number(integer.to_owned()),
            None => Given::Text(unquoted(word.0).into_owned()),
        },
        Expr::Unary(operator, operand) => match (sign(*operator), bare(operand)) {
            (Some(sign), Expr::Literal(Literal::Numeric(digits))) => {
                Given::Number(signed(sign, number(digits)))
            }
            _ => Given::Expression,
        },
        _ => Given::Expression,
    }
}

fn sign(operator: UnaryOperator) -> Option<&'static str> {
    match operator {
        UnaryOperator::Positive => Some(""),
        UnaryOperator::Negative => Some("-"),
        UnaryOperator::BitwiseNot | UnaryOperator::Not => None,
    }
}

/// The number with its sign; zero has none, not even in floating point.
fn signed(sign: &str, number: String) -> String {
    match number.parse::<f64>() {
        Ok(0.0) => number,
        _ => format!("{sign}{number}"),
    }
}

fn stored_number(written: &str, affinity: Affinity) -> String {
    let stored = match affinity {
        Affinity::Integer | Affinity::Numeric => as_number(written),
        Affinity::Real => as_real(written),
        Affinity::Text => as_text(written),
        Affinity::Blob => None,
    };
    stored.unwrap_or_else(|| written.to_owned())
}

fn stored_text(text: &str, affinity: Affinity) -> String {
    let stored = match affinity {
        Affinity::Integer | Affinity::Numeric => as_number(text),
        Affinity::Real => as_real(text),
        Affinity::Text | Affinity::Blob => None,
    };
    stored.unwrap_or_else(|| literal(text))
}

/// The number that a text, or a literal, is in a column that prefers integers.
fn as_number(text: &str) -> Option<String> {
    let text = numeral(text)?;
    if let Ok(integer) = text.parse::<i64>() {
        return Some(integer.to_string());
    }
    let real: f64 = text.parse().ok()?;
    Some(whole(real).map_or_else(|| format!("{real:?}"), |integer| integer.to_string()))
}

fn as_real(text: &str) -> Option<String> {
    let real: f64 = numeral(text)?.parse().ok()?;
    // Negative zero is read back as zero.
    Some(format!("{:?}", real + 0.0))
}

/// The text that a number becomes, where it is beyond doubt how SQLite prints it: integers, and
/// decimals of up to fifteen digits, the precision that SQLite prints
/// (<https://www.sqlite.org/datatype3.html#type_affinity>).
fn as_text(number: &str) -> Option<String> {
    if let Ok(integer) = number.parse::<i64>() {
        return Some(literal(&integer.to_string()));
    }
    let plain = number
        .bytes()
        .all(|b| b.is_ascii_digit() || b == b'.' || b == b'-');
    let real: f64 = number
        .parse()
        .ok()
        .filter(|_| plain && number.len() <= 15)?;
    let printed = real == 0.0 || real.abs() >= 1e-4;
    printed.then(|| literal(&format!("{:?}", real + 0.0)))
}

/// The integer that SQLite stores in place of a real that is one.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "both are checked by the comparison"
)]
fn whole(real: f64) -> Option<i64> {
    let integer = real as i64;
    let inside = integer > i64::MIN && integer < i64::MAX;
    (inside && integer as f64 == real).then_some(integer)
}

/// The text as a decimal number, without the blanks that SQLite overlooks around it.
fn numeral(text: &str) -> Option<&str> {
    let text = text.trim_matches([' ', '\t', '\n', '\u{b}', '\u{c}', '\r']);
    let decimal = |b: u8| b.is_ascii_digit() || matches!(b, b'.' | b'e' | b'E' | b'+' | b'-');
    text.bytes().all(decimal).then_some(text)
}
