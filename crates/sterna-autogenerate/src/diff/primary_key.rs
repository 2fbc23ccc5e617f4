//! Whether the primary key changes: its columns, their order, AUTOINCREMENT.

use sterna_schema::{Alteration, Table};

use super::same;
use super::table::TableChanges;
use crate::pair::Pair;

pub(super) fn compare(table: Pair<&Table>, changes: &mut TableChanges) {
    let key = table.map(|table| &table.primary_key);
    if !same::primary_key(key.from, key.to) {
        changes.alterations.push(Alteration::SetPrimaryKey {
            from: key.from.clone(),
            to: key.to.clone(),
        });
    }
}
