//! Types that STRICT tables may have (<https://www.sqlite.org/stricttables.html>).

use sterna_dialect::sqlite::types::{self, Affinity};
use sterna_schema::{Column, ColumnType};

const ALLOWED: [&str; 6] = ["integer", "int", "real", "text", "blob", "any"];

/// Gives the column the type of a STRICT table that holds what SeaORM writes into it.
pub(super) fn make_strict(column: &mut Column) {
    if ALLOWED.contains(&column.declared.canonical()) {
        return;
    }
    let sea = column.declared.sea.take();
    column.declared = types::declared_type(word(sea.as_ref(), column.declared.text()));
    column.declared.sea = sea;
}

fn word(sea: Option<&ColumnType>, declared: &str) -> &'static str {
    match (sea, types::affinity(declared)) {
        // SeaORM writes a UUID as its sixteen bytes, whatever the type is called.
        (Some(ColumnType::Uuid), _) | (_, Affinity::Blob) => "BLOB",
        (Some(ColumnType::Boolean), _) | (_, Affinity::Integer) => "INTEGER",
        (_, Affinity::Text) => "TEXT",
        (_, Affinity::Real) => "REAL",
        (_, Affinity::Numeric) => "ANY",
    }
}
