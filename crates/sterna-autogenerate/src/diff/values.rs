//! What rows get when a dropped column comes back.

use sterna_dialect::sqlite::types::{Affinity, affinity};
use sterna_schema::{Column, Expression, IndexColumn, Table, same_name};

use crate::pair::Pair;

/// What rows get when the dropped column comes back: its values are lost, but a column that
/// must not be NULL needs some value for the way back to run at all.
pub(super) fn way_back(table: Pair<&Table>, column: &Column) -> Option<Expression> {
    if !column.needs_backfill() {
        return None;
    }
    let value = if must_be_distinct(table.from, &column.name) {
        distinct(table.to, column)
    } else {
        neutral(column)
    };
    Some(Expression::new(value))
}

/// Whether two rows could not hold the same value.
fn must_be_distinct(table: &Table, column: &str) -> bool {
    let over = |terms: &[IndexColumn]| {
        let mut names = terms.iter().filter_map(IndexColumn::name);
        names.any(|name| same_name(name, column))
    };
    let mut uniques = table.uniques.iter();
    let mut indexes = table.indexes.iter();
    table.is_key(column)
        || uniques.any(|unique| over(&unique.columns))
        || indexes.any(|index| index.unique && over(&index.columns))
}

/// A value that no other row gets, computed from the table as it is before the way back.
fn distinct(table: &Table, column: &Column) -> &'static str {
    match row_number(table) {
        Some(number) if column.declared.canonical() != "uuid_text" => number,
        _ => "randomblob(16)",
    }
}

/// A number that each row has for itself (<https://www.sqlite.org/rowidtable.html>).
fn row_number(table: &Table) -> Option<&'static str> {
    let free = |name: &&str| table.column(name).is_none();
    let mut names = ["rowid", "oid", "_rowid_"].into_iter();
    names.find(free).filter(|_| !table.options.without_rowid)
}

/// A value that means nothing and that the entity of old can read.
fn neutral(column: &Column) -> &'static str {
    match column.declared.canonical() {
        "date_text" => return "'1970-01-01'",
        "time_text" => return "'00:00:00'",
        "datetime_text" | "timestamp_text" => return "'1970-01-01 00:00:00'",
        "timestamp_with_timezone_text" => return "'1970-01-01 00:00:00 +00:00'",
        "json_text" | "jsonb_text" => return "'null'",
        "uuid_text" => return "zeroblob(16)",
        _ => {}
    }
    match affinity(column.declared.text()) {
        Affinity::Text => "''",
        Affinity::Blob => "x''",
        Affinity::Integer | Affinity::Real | Affinity::Numeric => "0",
    }
}
