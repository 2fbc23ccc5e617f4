//! Names that wander from one object to another within one difference.
//!
//! Tables and indexes share one namespace in SQLite. An index whose name is wanted elsewhere is
//! dropped before anything else, and one that takes the name of a table that goes is created
//! after everything else, each by an operation of its own.

use std::collections::HashMap;

use sterna_schema::{Alteration, Dropped, Index, Operation, Table, same_name};

use super::alter_table;
use crate::diff::table::TableChanges;
use crate::diff::tables::Tables;

/// What has to come first and last, and the tables without the indexes that this is about.
pub(super) struct Freed {
    pub(super) first: Vec<Operation>,
    pub(super) created: Vec<Table>,
    pub(super) dropped: Vec<Table>,
    pub(super) last: Vec<Operation>,
}

/// Takes the indexes out that are in the way, or have to wait.
pub(super) fn free(tables: &mut Tables) -> Freed {
    let owned = |tables: &[&Table]| -> Vec<Table> { tables.iter().map(|&t| t.clone()).collect() };
    let (mut created, mut dropped) = (owned(&tables.created), owned(&tables.dropped));
    let (mut first, mut last) = (Vec::new(), Vec::new());
    let wanted = Wanted::by(tables);
    for table in &mut tables.altered {
        first.extend(free_altered(table, &wanted));
        last.extend(delay_altered(table, &dropped));
    }
    for table in &mut dropped {
        first.extend(free_dropped(table, &wanted));
    }
    for table in &mut created {
        last.extend(delay_created(table, &dropped));
    }
    Freed {
        first,
        created,
        dropped,
        last,
    }
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

/// Whether a table that goes has the index's name.
fn waits(index: &Index, dropped: &[Table]) -> bool {
    let mut dropped = dropped.iter();
    dropped.any(|table| same_name(&table.name, &index.name))
}

fn delay_altered(table: &mut TableChanges, dropped: &[Table]) -> Option<Operation> {
    let has_to_wait = |alteration: &mut Alteration| matches!(alteration, Alteration::CreateIndex(index) if waits(index, dropped));
    let delayed: Vec<_> = table.alterations.extract_if(.., has_to_wait).collect();
    alter_table(&table.name, delayed)
}

fn delay_created(table: &mut Table, dropped: &[Table]) -> Option<Operation> {
    let delayed = table.indexes.extract_if(.., |index| waits(index, dropped));
    let delayed = delayed.map(Alteration::CreateIndex).collect();
    alter_table(&table.name, delayed)
}
