//! Text to nouns, normalised once, here.
//!
//! What two texts may differ in and still be equal, each with SQLite's reason:
//!
//! - `DEFAULT NULL` and no default, `COLLATE BINARY` and no collation, a collation of a key or
//!   an index that is the column's own (<https://www.sqlite.org/datatype3.html#collation>);
//! - defaults that store the same value, parentheses around a default
//!   ([`super::expression::default`], <https://www.sqlite.org/datatype3.html#type_affinity>);
//! - `INT` and `INTEGER`, except for a column that is the whole primary key of a table with
//!   rowids (<https://www.sqlite.org/lang_createtable.html#rowid>);
//! - `ON CONFLICT ABORT` (<https://www.sqlite.org/lang_conflict.html>), `NO ACTION`
//!   (<https://www.sqlite.org/foreignkeys.html#fk_actions>), every deferral but `DEFERRABLE
//!   INITIALLY DEFERRED` (<https://www.sqlite.org/foreignkeys.html#fk_deferred>) and the absence
//!   of each; `MATCH`, which SQLite does not heed
//!   (<https://www.sqlite.org/foreignkeys.html#fk_unsupported>);
//! - a constraint at a column and the same constraint after the columns, but for `PRIMARY KEY
//!   (id DESC)` over one INTEGER column: there the order means nothing, while `id INTEGER
//!   PRIMARY KEY DESC` is no rowid (<https://www.sqlite.org/lang_createtable.html#rowid>);
//! - the case of names, which follow the table's own spelling.
//!
//! What is kept: AUTOINCREMENT, ON CONFLICT, DESC, names of constraints, a UNIQUE that repeats
//! the primary key, NOT NULL as written, also at a key.
//!
//! What must stay absent: other tables. `REFERENCES p` without columns is resolved in
//! [`super::inspect`], where `p` is known.

use bumpalo::Bump;
use sqlite3_parser::ast::{Expr, Stmt};
use sqlite3_parser::dialect::TokenType::{
    TK_CREATE, TK_INDEX, TK_ON, TK_TABLE, TK_TEMP, TK_TRIGGER, TK_UNIQUE, TK_USING, TK_VIEW,
    TK_VIRTUAL, TK_WHERE,
};
use sterna_schema::{Expression, Index, Table, Trigger, View};

use super::expression::{canonical, definition};
use super::inspect::ObjectKind;
use super::text::{self, ConstraintKind, Span};
use super::tokens::{Cursor, scan};
use super::{ReadError, quote, syntax, term};

/// The table of a CREATE TABLE text, with all but its indexes.
///
/// # Errors
///
/// The text is no CREATE TABLE statement with columns, or cannot be read beyond doubt.
pub fn table(sql: &str) -> Result<Table, ReadError> {
    table_in(&Bump::new(), sql)
}

/// The index of a CREATE INDEX text, and the name of its table.
///
/// Names and collations are as written: what the table's columns say about them is settled
/// where the table is known.
///
/// # Errors
///
/// The text is no CREATE INDEX statement.
pub fn index(sql: &str) -> Result<(String, Index), ReadError> {
    index_in(&Bump::new(), sql)
}

/// The view of a CREATE VIEW text.
///
/// # Errors
///
/// The text is no CREATE VIEW statement.
pub fn view(sql: &str) -> Result<View, ReadError> {
    let Head { name, .. } = head_of(sql, ObjectKind::View, VIEW)?;
    let definition = definition(sql)?;
    Ok(View { name, definition })
}

/// The trigger of a CREATE TRIGGER text.
///
/// # Errors
///
/// The text is no CREATE TRIGGER statement.
pub fn trigger(sql: &str) -> Result<Trigger, ReadError> {
    let Head { name, table, .. } = head_of(sql, ObjectKind::Trigger, TRIGGER)?;
    let definition = definition(sql)?;
    Ok(Trigger {
        name,
        table,
        definition,
    })
}

fn head_of(sql: &str, kind: ObjectKind, otherwise: ReadError) -> Result<Head, ReadError> {
    match head(sql) {
        Ok(head) if head.kind == kind => Ok(head),
        Ok(_) | Err(ReadError::Unexpected { .. }) => Err(otherwise),
        Err(error) => Err(error),
    }
}

const CREATE: ReadError = ReadError::Unexpected {
    expected: "a CREATE statement",
};
const INDEX: ReadError = ReadError::Unexpected {
    expected: "a CREATE INDEX statement",
};
const VIEW: ReadError = ReadError::Unexpected {
    expected: "a CREATE VIEW statement",
};
const TRIGGER: ReadError = ReadError::Unexpected {
    expected: "a CREATE TRIGGER statement",
};

/// As [`table`], in an arena of the caller's.
pub(super) fn table_in(bump: &Bump, sql: &str) -> Result<Table, ReadError> {
    let reading = text::read(bump, sql)?;
    let name = reading.text.name_at(reading.text.name);
    let mut table = Table {
        name,
        columns: reading.columns,
        options: reading.options,
        ..Table::default()
    };
    let of_columns = reading
        .text
        .columns
        .into_iter()
        .flat_map(|column| column.constraints);
    for constraint in of_columns.chain(reading.text.constraints) {
        add_constraint(&mut table, constraint.kind);
    }
    Ok(table)
}

fn add_constraint(table: &mut Table, kind: ConstraintKind) {
    match kind {
        ConstraintKind::PrimaryKey { key, .. } => table.primary_key = Some(key),
        ConstraintKind::Unique { unique, .. } => table.uniques.push(unique),
        ConstraintKind::Check { check, .. } => table.checks.push(check),
        ConstraintKind::ForeignKey { key, .. } => table.foreign_keys.push(key),
        ConstraintKind::NotNull { .. }
        | ConstraintKind::Null
        | ConstraintKind::Default { .. }
        | ConstraintKind::Collate { .. }
        | ConstraintKind::Generated { .. }
        | ConstraintKind::Deferral(_)
        | ConstraintKind::Nothing => {}
    }
}

/// As [`index`], in an arena of the caller's.
pub(super) fn index_in(bump: &Bump, sql: &str) -> Result<(String, Index), ReadError> {
    let tokens = scan(sql)?;
    let statement = syntax::statement(bump, bump.alloc_str(sql))?;
    let Stmt::CreateIndex {
        unique,
        idx_name,
        tbl_name,
        columns,
        where_clause,
        ..
    } = &statement
    else {
        return Err(INDEX);
    };
    let mut cursor = Cursor::new(sql, &tokens);
    cursor.expect(TK_CREATE)?;
    cursor.take_if(TK_UNIQUE);
    cursor.expect(TK_INDEX)?;
    cursor.take_qualifiers()?;
    cursor.expect_name(idx_name.name.0)?;
    cursor.expect(TK_ON)?;
    cursor.expect_name(tbl_name.0)?;
    let places = cursor.group()?.spans(columns.len())?;
    let terms = columns
        .iter()
        .zip(places)
        .map(|(column, place)| term::of(column, place.of(sql)));
    let index = Index {
        name: quote::unquoted(idx_name.name.0).into_owned(),
        unique: *unique,
        columns: terms.collect::<Result<_, _>>()?,
        predicate: where_clause
            .as_ref()
            .map(|tree| predicate(&mut cursor, sql, tree))
            .transpose()?,
    };
    Ok((quote::unquoted(tbl_name.0).into_owned(), index))
}

fn predicate(cursor: &mut Cursor<'_>, sql: &str, tree: &Expr<'_>) -> Result<Expression, ReadError> {
    cursor.expect(TK_WHERE)?;
    let text = cursor.rest().of(sql);
    Ok(Expression::with_canonical(text, canonical(tree)?))
}

/// What a CREATE statement makes.
pub(super) struct Head {
    pub kind: ObjectKind,
    pub name: String,
    /// The table or view that it belongs to; its own name for a table or view.
    pub table: String,
    /// The statement without what surrounds it.
    pub text: Span,
}

/// Reads the beginning of a CREATE statement.
///
/// Views and triggers are kept as text and only compared, so tokens are enough to read them: one
/// in newer words than the parser knows is still read.
pub(super) fn head(sql: &str) -> Result<Head, ReadError> {
    let tokens = scan(sql)?;
    let mut cursor = Cursor::new(sql, &tokens);
    let first = cursor.place();
    let kind = kind(&mut cursor).ok_or(CREATE)?;
    let name_of = |place: Span| quote::unquoted(place.of(sql)).into_owned();
    cursor.take_qualifiers()?;
    let name = name_of(cursor.take()?);
    let table = match kind {
        ObjectKind::Index | ObjectKind::Trigger => {
            while cursor.take_if(TK_ON).is_none() {
                cursor.take()?;
            }
            cursor.take_qualifiers()?;
            name_of(cursor.take()?)
        }
        _ => name.clone(),
    };
    let text = first.until(cursor.rest());
    Ok(Head {
        kind,
        name,
        table,
        text,
    })
}

/// Takes the words up to the name.
fn kind(cursor: &mut Cursor<'_>) -> Option<ObjectKind> {
    cursor.take_if(TK_CREATE)?;
    for word in [TK_TEMP, TK_UNIQUE] {
        cursor.take_if(word);
    }
    let is_virtual = cursor.take_if(TK_VIRTUAL).is_some();
    let kind = match cursor.peek() {
        TK_TABLE if is_virtual => ObjectKind::VirtualTable,
        TK_TABLE => ObjectKind::Table,
        TK_INDEX => ObjectKind::Index,
        TK_VIEW => ObjectKind::View,
        TK_TRIGGER => ObjectKind::Trigger,
        _ => return None,
    };
    cursor.take().ok()?;
    Some(kind)
}

/// The module of a CREATE VIRTUAL TABLE text.
pub(super) fn module(sql: &str) -> Option<String> {
    let tokens = scan(sql).ok()?;
    let using = tokens.iter().position(|token| token.kind == TK_USING)?;
    let module = tokens.get(using + 1)?;
    Some(quote::unquoted(module.span.of(sql)).into_owned())
}

#[cfg(test)]
mod tests;
