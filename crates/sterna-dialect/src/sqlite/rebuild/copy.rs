//! The copy of the rows: which columns, from what, in which order.

use sterna_schema::{Alteration, Column, Conversion, Expression, IndexColumn, Table, same_name};

use super::Rebuild;
use crate::plan::Statement;
use crate::sqlite::integrity::rowid;
use crate::sqlite::quote::identifier;
use crate::sqlite::{create, key};

/// The one statement that copies all rows, in the order they are stored in.
pub(super) fn rows(rebuild: &Rebuild<'_>) -> Statement {
    let mut pairs = rowids(rebuild).into_iter().collect::<Vec<_>>();
    for column in &rebuild.after.table.columns {
        if let Some(value) = value(rebuild, column) {
            pairs.push((identifier(&column.name), value));
        }
    }
    if pairs.is_empty() {
        pairs.extend(of_nothing(rebuild));
    }
    let (columns, values): (Vec<_>, Vec<_>) = pairs.into_iter().unzip();
    let sql = format!(
        "INSERT INTO {} ({})\nSELECT {}\nFROM {}{}",
        identifier(&rebuild.temporary),
        columns.join(", "),
        values.join(", "),
        identifier(rebuild.name()),
        order(rebuild.before)
    );
    Statement::change(sql, format!("copy the rows of {}", rebuild.name()))
}

/// What makes a row where nothing goes over: the first column with what it would get by itself.
fn of_nothing(rebuild: &Rebuild<'_>) -> Option<(String, String)> {
    let mut columns = rebuild.after.table.columns.iter();
    let first = columns.find(|column| column.generated.is_none())?;
    let default = first.default.as_ref().map(enclosed);
    let value = default.unwrap_or_else(|| "NULL".to_owned());
    Some((identifier(&first.name), value))
}

/// What a column of the new table is filled with, written over the old one; `None` where it is
/// left to its default, or computed.
pub(super) fn value(rebuild: &Rebuild<'_>, column: &Column) -> Option<String> {
    if column.generated.is_some() {
        return None;
    }
    let old = rebuild.before.column(&column.name);
    let mut value = old.map(|old| identifier(&old.name));
    for alteration in rebuild.alterations {
        match alteration {
            Alteration::AddColumn {
                column: added,
                backfill,
            } if is(added, column) => {
                value = backfill.as_ref().map(enclosed);
            }
            Alteration::AlterColumn { to, convert, .. } if is(to, column) => {
                value = value.map(|value| converted(value, to, convert));
            }
            _ => {}
        }
    }
    value
}

/// Whether a column's values go over as SQLite stores them in the new one, rather than as a
/// revision says: NULL may be filled.
pub(super) fn is_carried_over(rebuild: &Rebuild<'_>, name: &str) -> bool {
    let is_named = |column: &Column| same_name(&column.name, name);
    let is_made = |alteration: &Alteration| match alteration {
        Alteration::AddColumn { column, .. } => is_named(column),
        Alteration::AlterColumn { to, convert, .. } => is_named(to) && convert.using.is_some(),
        _ => false,
    };
    !rebuild.alterations.iter().any(is_made)
}

/// Whether a column's values go over as they are, and compare as they did.
pub(super) fn is_untouched(rebuild: &Rebuild<'_>, name: &str) -> bool {
    let pair = (
        rebuild.before.column(name),
        rebuild.after.table.column(name),
    );
    let (Some(before), Some(after)) = pair else {
        return false;
    };
    before.declared == after.declared
        && before.collation == after.collation
        && before.generated == after.generated
        && value(rebuild, after).is_none_or(|value| value == identifier(&before.name))
}

fn is(left: &Column, right: &Column) -> bool {
    same_name(&left.name, &right.name)
}

fn converted(value: String, to: &Column, convert: &Conversion) -> String {
    let value = convert.using.as_ref().map_or(value, enclosed);
    match &convert.backfill {
        Some(backfill) if !to.nullable => format!("coalesce({value}, {})", backfill.sql().trim()),
        _ => value,
    }
}

fn enclosed(expression: &Expression) -> String {
    format!("({})", expression.sql().trim())
}

/// The rowid goes over where both tables have one that is no column of theirs: something outside
/// of the schema may hold on to it, such as a full-text index
/// (<https://www.sqlite.org/fts5.html#external_content_tables>).
fn rowids(rebuild: &Rebuild<'_>) -> Option<(String, String)> {
    let (before, after) = (rebuild.before, &rebuild.after.table);
    let to = rowid(after).filter(|_| !has_rowid_alias(after))?;
    Some((to.to_owned(), rowid(before)?.to_owned()))
}

/// The order of the table itself, which the copy then appends in.
fn order(table: &Table) -> String {
    if let Some(rowid) = rowid(table) {
        return format!("\nORDER BY {rowid}");
    }
    let key = table
        .primary_key
        .as_ref()
        .filter(|_| table.options.without_rowid);
    let terms: &[IndexColumn] = key.map_or(&[], |key| &key.columns);
    if terms.is_empty() {
        return String::new();
    }
    format!("\nORDER BY {}", create::terms(terms))
}

/// Whether a column of the table is its rowid.
pub(super) fn has_rowid_alias(table: &Table) -> bool {
    let mut columns = table.columns.iter();
    columns.any(|column| key::is_rowid(table, column))
}
