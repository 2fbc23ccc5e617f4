//! One table that both sides have: the questions, in the order of their answers' names.

use sterna_schema::{Alteration, Schema, Table};

use super::names::Names;
use super::{checks, columns, foreign_keys, indexes, options, order, primary_key, uniques};
use crate::difference::{Kept, Note};
use crate::pair::Pair;
use crate::scope::Scope;

/// What differs between the two sides of a table.
#[derive(Debug, Default)]
pub(super) struct TableChanges {
    /// The name that the table has.
    pub(super) name: String,
    /// The changes, in an order that runs.
    pub(super) alterations: Vec<Alteration>,
    /// Indexes and CHECKs that are left alone.
    pub(super) kept: Vec<Kept>,
    /// What is worth knowing beside.
    pub(super) notes: Vec<Note>,
}

pub(super) fn compare(
    schemas: Pair<&Schema>,
    table: Pair<&Table>,
    scope: &Scope,
    names: &mut Names,
) -> TableChanges {
    let mut changes = TableChanges {
        name: table.from.name.clone(),
        ..TableChanges::default()
    };
    let mut indexed = indexes::zip(table);
    columns::compare(table, &mut changes);
    primary_key::compare(table, &mut changes);
    options::compare(table, &mut changes);
    foreign_keys::compare(schemas, table, &mut changes);
    checks::compare(table, scope, &mut changes);
    uniques::compare(table, &mut indexed, names, &mut changes);
    indexes::compare(table, indexed, scope, names, &mut changes);
    order::sort_alterations(&mut changes.alterations);
    changes
}
