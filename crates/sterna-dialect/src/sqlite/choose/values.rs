//! What stands in the way of converting values, or of comparing them otherwise, where they are.
//!
//! An edit in place converts with an UPDATE and makes the indexes again. What else of the table
//! depends on how its values are stored and compared is left to the rebuild, which checks all of
//! it row by row.

use sterna_schema::{Alteration, Column, Conversion, ForeignKey, IndexColumn, Table, same_name};

use super::Circumstances;
use crate::sqlite::storage::{self, Storage};
use crate::sqlite::{dependants, mention};

/// Whether a type stands in the way. A type is words; what SQLite does with values depends on
/// their affinity alone (<https://www.sqlite.org/datatype3.html#type_affinity>), but `INTEGER`
/// makes a rowid of a primary key.
pub(super) fn declared(
    from: &Column,
    to: &Column,
    convert: &Conversion,
    circumstances: Circumstances<'_>,
) -> Option<&'static str> {
    let table = circumstances.table;
    if from.declared == to.declared {
        return None;
    }
    if table.is_key(&from.name) {
        return Some("the type of a primary key changes");
    }
    let [old, new] = [from, to].map(|column| Storage::of(column, table).affinity);
    if !storage::differs(old, new) {
        return None;
    }
    if circumstances.surroundings.has_triggers {
        return Some("the UPDATE that converts its values would fire triggers");
    }
    if convert.backfill.is_some() && from.nullable && !to.nullable {
        return Some("its values are converted and filled");
    }
    let is_index_unique = storage::may_join(old, new) && has_unique_index(table, &from.name);
    if uniques(table, &from.name) > 0 || is_index_unique {
        return Some("a UNIQUE constraint holds its values");
    }
    compared(from, circumstances)
}

/// Whether a collation stands in the way (<https://www.sqlite.org/datatype3.html#collation>).
///
/// Of two UNIQUE constraints over a column one may come to say what the other says. SQLite makes
/// one index for both, and an index that is stored beside it would be an error.
pub(super) fn collation(
    from: &Column,
    to: &Column,
    circumstances: Circumstances<'_>,
) -> Option<&'static str> {
    let table = circumstances.table;
    if from.collation == to.collation {
        return None;
    }
    if table.is_key(&from.name) {
        return Some("the collation of a primary key changes");
    }
    if uniques(table, &from.name) > 1 {
        return Some("several UNIQUE constraints compare by its collation");
    }
    compared(from, circumstances)
}

/// What of the table depends on how a column's values are stored and compared, but for indexes.
fn compared(column: &Column, circumstances: Circumstances<'_>) -> Option<&'static str> {
    let Circumstances { table, after, .. } = circumstances;
    let name = &column.name;
    if table.options.without_rowid {
        return Some("the table is WITHOUT ROWID");
    }
    let later = after.iter().any(|alteration| match alteration {
        Alteration::AddCheck(check) => mention::mentions(check.expression.sql(), name),
        Alteration::AddForeignKey(key) => has(key, name),
        _ => false,
    });
    if later || dependants::is_computed_with(table, name) {
        return Some("a CHECK or a generated column is made of it");
    }
    let referred = &circumstances.surroundings.referred;
    let is_referred = referred.iter().any(|other| same_name(other, name));
    (is_referred || dependants::has_foreign_key(table, name))
        .then_some("a foreign key compares its values")
}

fn has(key: &ForeignKey, column: &str) -> bool {
    let mut columns = key.columns.iter().chain(&key.references);
    columns.any(|name| same_name(name, column))
}

fn uniques(table: &Table, column: &str) -> usize {
    let over = |terms: &[IndexColumn]| terms.iter().any(|term| is_over(term, column));
    let uniques = table.uniques.iter();
    uniques.filter(|unique| over(&unique.columns)).count()
}

fn has_unique_index(table: &Table, column: &str) -> bool {
    let mut indexes = table.indexes.iter();
    indexes.any(|index| index.unique && dependants::is_made_of(table, index, column))
}

fn is_over(term: &IndexColumn, column: &str) -> bool {
    term.name().is_some_and(|name| same_name(name, column))
}
