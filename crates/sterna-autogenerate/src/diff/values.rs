//! What becomes of the values when a column changes, and what rows get when one comes back.

use sterna_dialect::sqlite::expression::expression;
use sterna_dialect::sqlite::quote::identifier;
use sterna_dialect::sqlite::types::{Affinity, affinity};
use sterna_schema::{Column, Conversion, Expression, IndexColumn, Table, same_name};

use crate::pair::Pair;

/// How the values follow a change of the column.
///
/// SQLite gives a value the affinity of its column when it is written, and keeps the value as it
/// is where that would lose something (<https://www.sqlite.org/datatype3.html#type_affinity>).
/// An entity that says "number" cannot read such a leftover, so text that becomes a number is
/// cast, which says in the revision what happens: text that is no number becomes 0.
pub(super) fn conversion(from: &Column, to: &Column) -> Conversion {
    let using = (from.generated.is_none() && to.generated.is_none())
        .then(|| cast(affinity(from.declared.text()), affinity(to.declared.text())))
        .flatten();
    Conversion {
        backfill: None,
        using: using.map(|target| cast_as(&from.name, target)),
    }
}

/// The cast, with the column's name in quotes only where it needs them.
fn cast_as(column: &str, target: &str) -> Expression {
    let quoted = format!("CAST({} AS {target})", identifier(column));
    let bare = format!("CAST({column} AS {target})");
    match (expression(&quoted), expression(&bare)) {
        (Ok(quoted), Ok(bare)) if quoted == bare => bare,
        (Ok(quoted), _) => quoted,
        (Err(_), _) => Expression::new(quoted),
    }
}

fn cast(from: Affinity, to: Affinity) -> Option<&'static str> {
    match (from, to) {
        (Affinity::Text | Affinity::Real, Affinity::Integer) => Some("INTEGER"),
        (Affinity::Text, Affinity::Real) => Some("REAL"),
        _ => None,
    }
}

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
