//! Which tables come, go and change.

use sterna_schema::{Schema, Table};

use super::left_alone::is_unmanaged;
use super::names::Names;
use super::table::{self, TableChanges};
use crate::difference::ObjectKind;
use crate::pair::{Pair, Zipped};
use crate::scope::Scope;

/// The tables, sorted by what happens to them.
#[derive(Debug)]
pub(super) struct Tables<'a> {
    pub(super) created: Vec<&'a Table>,
    pub(super) altered: Vec<TableChanges>,
    pub(super) dropped: Vec<&'a Table>,
    /// Tables that only `from` has and that stay.
    pub(super) kept: Vec<&'a Table>,
}

pub(super) fn compare<'a>(schemas: Pair<&'a Schema>, scope: &Scope) -> Tables<'a> {
    let mut names = Names::of(schemas);
    let zipped = zip(schemas);
    let in_scope = |table: &&Table| scope.concerns(&table.name);
    let goes = |table: &&Table| {
        scope.drops(ObjectKind::Table, &table.name) && !is_unmanaged(schemas.to, table)
    };
    let comes = |table: &&Table| in_scope(table) && !is_unmanaged(schemas.from, table);
    let (dropped, kept) = zipped.removed.into_iter().filter(in_scope).partition(goes);
    let both = zipped.both.into_iter();
    Tables {
        created: zipped.added.into_iter().filter(comes).collect(),
        altered: both
            .filter(|pair| scope.concerns(&pair.from.name))
            .map(|pair| table::compare(schemas, pair, scope, &mut names))
            .collect(),
        dropped,
        kept,
    }
}

fn zip<'a>(schemas: Pair<&'a Schema>) -> Zipped<'a, Table> {
    schemas
        .map(|schema| schema.tables.as_slice())
        .zip_named(|table| &table.name)
}
