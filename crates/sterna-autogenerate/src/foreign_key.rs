//! Foreign keys that would lead nowhere. SQLite takes them and refuses writes from then on
//! (<https://www.sqlite.org/foreignkeys.html#fk_indexes>). Pure.

use std::collections::HashSet;

use sterna_dialect::sqlite::integrity::references::is_unique;
use sterna_schema::{ForeignKey, Operation, Schema, Table};

use crate::warning::Warning;

/// Looks at the foreign keys of tables that change, and at those that refer to one. What was as
/// broken before is nobody's news; a table that neither side has is somebody else's.
pub(crate) fn warnings(operations: &[Operation], live: &Schema, desired: &Schema) -> Vec<Warning> {
    let changed: HashSet<_> = operations.iter().filter_map(changed).collect();
    let is_changed = |name: &str| changed.contains(&name.to_ascii_lowercase());
    let mut warnings = Vec::new();
    for table in &desired.tables {
        let keys = table.foreign_keys.iter();
        for key in keys.filter(|key| is_changed(&table.name) || is_changed(&key.table)) {
            let parent = desired.table(&key.table).or_else(|| live.table(&key.table));
            let broken = parent.filter(|parent| !is_unique(parent, &key.references));
            if let Some(parent) = broken.filter(|_| !was_broken(table, key, live)) {
                warnings.push(warning(table, key, parent));
            }
        }
    }
    warnings
}

/// The table that an operation makes or alters, in lower case.
fn changed(operation: &Operation) -> Option<String> {
    let name = match operation {
        Operation::CreateTable(table) => &table.name,
        Operation::AlterTable { table, .. } => table,
        _ => return None,
    };
    Some(name.to_ascii_lowercase())
}

fn was_broken(table: &Table, key: &ForeignKey, live: &Schema) -> bool {
    let is_there = live.table(&table.name).is_some_and(|table| {
        let mut keys = table.foreign_keys.iter();
        keys.any(|other| other.joins_like(key))
    });
    let parent = live.table(&key.table).filter(|_| is_there);
    parent.is_some_and(|parent| !is_unique(parent, &key.references))
}

fn warning(table: &Table, key: &ForeignKey, parent: &Table) -> Warning {
    let missing = |name: &&String| parent.column(name).is_none();
    Warning::KeyToNothing {
        table: table.name.clone(),
        columns: key.columns.clone(),
        parent: parent.name.clone(),
        missing: key.references.iter().find(missing).cloned(),
    }
}
