//! SQLite's grammar: one statement to its syntax tree.
//!
//! This is the only place that runs the parser of the `sqlite3-parser` crate. Trees live in a
//! bump arena that a reader of many texts empties and uses again.

use bumpalo::Bump;
use fallible_iterator::FallibleIterator;
use sqlite3_parser::ast::{Cmd, Expr, OneSelect, ResultColumn, Select, Stmt};
use sqlite3_parser::lexer::sql::Parser;

use super::ReadError;
use super::tokens::{self, syntax};

/// The one statement of a text.
///
/// The text must have been scanned ([`tokens::scan`]), which bounds its nesting: the tree is
/// dropped recursively.
pub(super) fn statement<'b>(bump: &'b Bump, sql: &'b str) -> Result<Stmt<'b>, ReadError> {
    let mut parser = Parser::new(bump, sql.as_bytes());
    let first = parser.next().map_err(syntax)?;
    let Some(Cmd::Stmt(statement)) = first else {
        return Err(ONE);
    };
    match parser.next().map_err(syntax)? {
        None => Ok(statement),
        Some(_) => Err(ONE),
    }
}

const ONE: ReadError = ReadError::Unexpected {
    expected: "one statement",
};

/// Reads a text as an expression and hands the tree over.
///
/// SQL has no statement that is an expression, so the text is put behind SELECT; whatever more
/// than one result without a name comes out of that was no expression.
pub(super) fn with_expression<T>(
    sql: &str,
    read: impl FnOnce(&Expr<'_>) -> Result<T, ReadError>,
) -> Result<T, ReadError> {
    tokens::scan(sql)?;
    let bump = Bump::new();
    let select = bump.alloc_str(&format!("SELECT {sql}"));
    let statement = statement(&bump, select)?;
    let Stmt::Select(select) = &statement else {
        return Err(EXPRESSION);
    };
    read(sole_result(select).ok_or(EXPRESSION)?)
}

const EXPRESSION: ReadError = ReadError::Unexpected {
    expected: "one expression",
};

fn sole_result<'s, 'b>(select: &'s Select<'b>) -> Option<&'s Expr<'b>> {
    let OneSelect::Select {
        distinctness: None,
        columns: [ResultColumn::Expr(expression, None)],
        from: None,
        where_clause: None,
        group_by: None,
        having: None,
        window_clause: None,
    } = &select.body.select
    else {
        return None;
    };
    let bare = select.with.is_none()
        && select.body.compounds.is_none()
        && select.order_by.is_none()
        && select.limit.is_none();
    bare.then_some(expression)
}
