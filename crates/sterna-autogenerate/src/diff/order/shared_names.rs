//! Names that wander from one table to another within one difference.
//!
//! Tables and indexes share one namespace in SQLite. An index whose name is wanted elsewhere is
//! dropped before anything else, by an operation of its own.

use std::collections::HashMap;

use sterna_schema::{Alteration, Dropped, Index, Operation, Table, same_name};

use super::alter_table;
use crate::diff::table::TableChanges;
use crate::diff::tables::Tables;

/// The operations that free the names, and the tables to drop without the indexes that are gone.
pub(super) fn free(tables: &mut Tables) -> (Vec<Operation>, Vec<Table>) {
    let wanted = Wanted::by(tables);
    let mut operations = Vec::new();
    for table in &mut tables.altered {
        operations.extend(free_altered(table, &wanted));
    }
    let mut dropped = Vec::new();
    for table in &tables.dropped {
        let mut table = (*table).clone();
        operations.extend(free_dropped(&mut table, &wanted));
        dropped.push(table);
    }
    (operations, dropped)
}

/// Each new name, in lower case, with the table that it comes to.
struct Wanted(HashMap<String, String>);

impl Wanted {
    fn by(tables: &Tables) -> Self {
        let mut wanted = HashMap::new();
        let mut want = |name: &str, owner: &str| {
            wanted.insert(name.to_ascii_lowercase(), owner.to_owned());
        };
        for table in &tables.created {
            want(&table.name, &table.name);
            table
                .indexes
                .iter()
                .for_each(|index| want(&index.name, &table.name));
        }
        for table in &tables.altered {
            created(table).for_each(|index| want(&index.name, &table.name));
        }
        Self(wanted)
    }

    fn elsewhere(&self, index: &str, table: &str) -> bool {
        let owner = self.0.get(&index.to_ascii_lowercase());
        owner.is_some_and(|owner| !same_name(owner, table))
    }
}

fn created(table: &TableChanges) -> impl Iterator<Item = &Index> {
    table
        .alterations
        .iter()
        .filter_map(|alteration| match alteration {
            Alteration::CreateIndex(index) => Some(index),
            _ => None,
        })
}

fn free_altered(table: &mut TableChanges, wanted: &Wanted) -> Option<Operation> {
    let in_the_way = |alteration: &mut Alteration| {
        matches!(alteration, Alteration::DropIndex(index)
            if index_name(index).is_some_and(|index| wanted.elsewhere(index, &table.name)))
    };
    let freed: Vec<_> = table.alterations.extract_if(.., in_the_way).collect();
    alter_table(&table.name, freed)
}

fn index_name(index: &Dropped<Index>) -> Option<&str> {
    index.name()
}

fn free_dropped(table: &mut Table, wanted: &Wanted) -> Option<Operation> {
    let in_the_way = |index: &mut Index| wanted.elsewhere(&index.name, &table.name);
    let freed = table.indexes.extract_if(.., in_the_way);
    let freed = freed
        .map(|index| Alteration::DropIndex(Dropped::Known(index)))
        .collect();
    alter_table(&table.name, freed)
}
