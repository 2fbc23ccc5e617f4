//! Which foreign keys come and go. They are known by what they join.

use sterna_schema::{Alteration, Dropped, ForeignKey, Schema, Table};

use super::same;
use super::table::TableChanges;
use crate::pair::Pair;

pub(super) fn compare(schemas: Pair<&Schema>, table: Pair<&Table>, changes: &mut TableChanges) {
    let wanted_names = || table.to.foreign_keys.iter().map(|key| &key.name);
    let keys = table
        .map(|table| table.foreign_keys.as_slice())
        .zip_where(|live, wanted| {
            joins_like(schemas, live, wanted)
                && same::behaviour(live, wanted)
                && same::name_will_do(&live.name, &wanted.name, wanted_names())
        });
    let removed = keys.removed.into_iter().cloned().map(Dropped::Known);
    changes
        .alterations
        .extend(removed.map(Alteration::DropForeignKey));
    let added = keys.added.into_iter().cloned();
    changes
        .alterations
        .extend(added.map(Alteration::AddForeignKey));
}

/// Whether both join the same. A key that names a table its schema lacks cannot know which
/// columns `REFERENCES table` means; the other schema may.
fn joins_like(schemas: Pair<&Schema>, live: &ForeignKey, wanted: &ForeignKey) -> bool {
    live.joins_like(wanted)
        || (live.references.is_empty() && complete(schemas.to, live).joins_like(wanted))
        || (wanted.references.is_empty() && live.joins_like(&complete(schemas.from, wanted)))
}

fn complete(schema: &Schema, key: &ForeignKey) -> ForeignKey {
    let target = schema.table(&key.table);
    let terms = target.and_then(|table| table.primary_key.as_ref());
    let columns = terms.into_iter().flat_map(|key| &key.columns);
    ForeignKey {
        references: columns.map(|term| term.label().to_owned()).collect(),
        ..key.clone()
    }
}
