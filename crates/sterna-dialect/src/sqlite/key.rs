//! What being the primary key, or part of it, makes of a column.

use sterna_schema::{Column, Table, same_name};

use super::types;

/// Whether the column is the rowid of its table: an integer whatever else is said, which rows
/// get by themselves (<https://www.sqlite.org/lang_createtable.html#rowid>).
pub fn is_rowid(table: &Table, column: &Column) -> bool {
    let key = table.primary_key.as_ref();
    let key = key.filter(|_| !table.options.without_rowid);
    let Some([term]) = key.map(|key| key.columns.as_slice()) else {
        return false;
    };
    let is_named = term
        .name()
        .is_some_and(|name| same_name(name, &column.name));
    is_named && !term.descending && types::is_rowid_alias(column)
}

/// Whether the column refuses NULL, which the key of a table without rowids does unsaid
/// (<https://www.sqlite.org/withoutrowid.html>).
pub fn refuses_null(table: &Table, column: &Column) -> bool {
    !column.nullable || table.options.without_rowid && table.is_key(&column.name)
}
