//! What is left in peace, and told: objects that no operation makes or drops.

use sterna_dialect::sqlite::inspect::ObjectKind;
use sterna_schema::{Schema, Table, Unmanaged, same_name};

use super::tables::Tables;
use crate::difference::{Kept, Note};
use crate::pair::Pair;
use crate::scope::Scope;

/// What is told.
#[derive(Debug, Default)]
pub(super) struct LeftAlone {
    pub(super) kept: Vec<Kept>,
    pub(super) notes: Vec<Note>,
}

pub(super) fn compare(schemas: Pair<&Schema>, scope: &Scope, tables: &Tables) -> LeftAlone {
    let objects = schemas
        .map(|schema| schema.unmanaged.as_slice())
        .zip_named(|object| &object.name);
    let is_told = |object: &&Unmanaged| scope.concerns(&object.name) && !is_shadow_table(object);
    let there = schemas.from.unmanaged.iter().filter(is_told);
    let in_the_way = |object: &&Unmanaged| schemas.to.table(&object.name).is_some();
    let only_there = objects.added.into_iter().filter(is_told);
    let kept_tables = tables.kept.iter().map(|table| kept(&table.name, "table"));
    let parts = || tables.altered.iter();
    LeftAlone {
        kept: kept_tables
            .chain(there.clone().map(|object| kept(&object.name, &object.kind)))
            .chain(parts().flat_map(|table| table.kept.clone()))
            .collect(),
        notes: there
            .filter(in_the_way)
            .map(is_left_alone)
            .chain(only_there.map(is_only_there))
            .chain(parts().flat_map(|table| table.notes.clone()))
            .collect(),
    }
}

/// Whether a schema has something of that name that is no table to alter.
pub(super) fn is_unmanaged(schema: &Schema, table: &Table) -> bool {
    let mut objects = schema.unmanaged.iter();
    objects.any(|object| same_name(&object.name, &table.name))
}

/// A virtual table makes and drops them itself; it is told, they need not be.
fn is_shadow_table(object: &Unmanaged) -> bool {
    object.kind == ObjectKind::ShadowTable.word()
}

fn kept(name: &str, kind: &str) -> Kept {
    Kept {
        kind: kind.to_owned(),
        name: name.to_owned(),
        table: None,
    }
}

fn is_left_alone(object: &Unmanaged) -> Note {
    Note::LeftAlone {
        kind: object.kind.clone(),
        name: object.name.clone(),
    }
}

fn is_only_there(object: &Unmanaged) -> Note {
    Note::OnlyThere {
        kind: object.kind.clone(),
        name: object.name.clone(),
    }
}
