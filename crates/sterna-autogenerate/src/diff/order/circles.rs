//! Tables that refer to each other and all go: a key goes first, since a table is not dropped
//! while rows of another one refer to it.

use sterna_schema::{Alteration, Dropped, ForeignKey, Operation, same_name};

use super::alter_table;

/// The operations with the keys taken out, each before the table that it refers to is dropped.
pub(super) fn broken(mut operations: Vec<Operation>) -> Vec<Operation> {
    let mut result = Vec::with_capacity(operations.len());
    for at in 0..operations.len() {
        let (done, later) = operations.split_at_mut(at + 1);
        let operation = done[at].clone();
        if let Operation::DropTable(Dropped::Known(table)) = &operation {
            let released = later.iter_mut().filter_map(|one| release(one, &table.name));
            result.extend(released);
        }
        result.push(operation);
    }
    result
}

/// Takes the keys to that table out of one that is dropped later, as an operation of its own.
fn release(later: &mut Operation, target: &str) -> Option<Operation> {
    let Operation::DropTable(Dropped::Known(table)) = later else {
        return None;
    };
    let keys = std::mem::take(&mut table.foreign_keys);
    let refers = |key: &ForeignKey| same_name(&key.table, target);
    let (released, kept): (Vec<_>, Vec<_>) = keys.into_iter().partition(refers);
    table.foreign_keys = kept;
    let drops = released
        .into_iter()
        .map(|key| Alteration::DropForeignKey(Dropped::Known(key)));
    alter_table(&table.name, drops.collect())
}
