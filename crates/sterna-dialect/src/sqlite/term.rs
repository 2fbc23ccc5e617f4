//! One term of an index, a primary key or a UNIQUE constraint.

use sqlite3_parser::ast::{Expr, Literal, SortOrder, SortedColumn};
use sqlite3_parser::dialect::TokenType::{
    TK_ASC, TK_COLLATE, TK_DESC, TK_FIRST, TK_LAST, TK_NULLS,
};
use sterna_schema::{Expression, IndexColumn, IndexKey};

use super::expression::{canonical, collation_name};
use super::tokens::{Token, scan, span_of};
use super::{ReadError, quote};

/// The term that is written so.
///
/// A string is a column here, as SQLite has it (<https://www.sqlite.org/quirks.html#dblquote>),
/// and of several collations the last counts.
pub(super) fn of(column: &SortedColumn<'_>, text: &str) -> Result<IndexColumn, ReadError> {
    let mut tree = &column.expr;
    let mut collation = None;
    loop {
        match tree {
            Expr::Collate(inner, name) => {
                collation.get_or_insert_with(|| collation_name(name));
                tree = inner;
            }
            Expr::Parenthesized(inner) if inner.len() == 1 => tree = &inner[0],
            _ => break,
        }
    }
    let key = match column_name(tree) {
        Some(name) => IndexKey::Column(name),
        None => IndexKey::Expression(Expression::with_canonical(
            expression_text(text)?,
            canonical(tree)?,
        )),
    };
    let descending = matches!(column.order, Some(SortOrder::Desc));
    Ok(IndexColumn {
        key,
        collation,
        descending,
    })
}

fn column_name(tree: &Expr<'_>) -> Option<String> {
    match tree {
        Expr::Id(id) => Some(quote::unquoted(id.0).into_owned()),
        Expr::Literal(Literal::String(text)) => Some(quote::unquoted(text).into_owned()),
        _ => None,
    }
}

/// The text of a term without its order and its collation.
fn expression_text(text: &str) -> Result<&str, ReadError> {
    let tokens = scan(text)?;
    let mut rest = tokens.as_slice();
    while let Some(shorter) = without_suffix(rest) {
        rest = shorter;
    }
    Ok(span_of(rest).map_or("", |span| span.of(text)))
}

fn without_suffix(tokens: &[Token]) -> Option<&[Token]> {
    match tokens {
        [rest @ .., last] if matches!(last.kind, TK_ASC | TK_DESC) => Some(rest),
        [rest @ .., nulls, last]
            if nulls.kind == TK_NULLS && matches!(last.kind, TK_FIRST | TK_LAST) =>
        {
            Some(rest)
        }
        [rest @ .., collate, _] if collate.kind == TK_COLLATE => Some(rest),
        _ => None,
    }
}
