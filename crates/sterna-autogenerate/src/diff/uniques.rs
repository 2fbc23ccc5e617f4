//! Which UNIQUE constraints come and go.
//!
//! A UNIQUE constraint and a plain unique index over the same columns forbid the same rows, so
//! each stands for the other, in both directions. A new one comes as an index: that costs no
//! rebuild of the table.

use sterna_schema::{Alteration, Dropped, Index, Table, Unique};

use super::indexes::Indexed;
use super::names::Names;
use super::same;
use super::table::TableChanges;
use crate::pair::Pair;

pub(super) fn compare(
    table: Pair<&Table>,
    indexed: &mut Indexed,
    names: &mut Names,
    changes: &mut TableChanges,
) {
    let mut staying = Vec::new();
    for unique in &table.from.uniques {
        if stays(unique, table.to, indexed) {
            staying.push(unique);
        } else {
            let dropped = Dropped::Known(unique.clone());
            changes.alterations.push(Alteration::DropUnique(dropped));
        }
    }
    for (at, unique) in table.to.uniques.iter().enumerate() {
        let repeated = has(&table.to.uniques[..at], unique);
        if !repeated && !is_there(unique, table, indexed, names) {
            let added = add(table.from, unique, &staying, names);
            changes.alterations.push(added);
        }
    }
}

/// Whether the wanted table promises what the live constraint promises.
fn stays(unique: &Unique, to: &Table, indexed: &mut Indexed) -> bool {
    let mut wanted = to.uniques.iter();
    if wanted.any(|wanted| same::terms(&wanted.columns, &unique.columns)) {
        return has(&to.uniques, unique);
    }
    indexed.take_added(|index| same::unique_as_index(unique, index))
        || by_index(to, unique)
        || same::unique_as_primary_key(unique, to)
}

/// Whether the live table, or an index that comes anyway, promises what is wanted.
fn is_there(unique: &Unique, table: Pair<&Table>, indexed: &mut Indexed, names: &Names) -> bool {
    // An index whose name is wanted for something else cannot stand for the constraint.
    let stands =
        |index: &Index| same::unique_as_index(unique, index) && !names.is_wanted(&index.name);
    has(&table.from.uniques, unique)
        || by_index(table.to, unique)
        || indexed.take_removed(stands)
        || same::unique_as_primary_key(unique, table.to)
}

fn has(uniques: &[Unique], unique: &Unique) -> bool {
    uniques.iter().any(|other| same::unique(other, unique))
}

fn by_index(table: &Table, unique: &Unique) -> bool {
    let mut indexes = table.indexes.iter();
    indexes.any(|index| same::unique_as_index(unique, index))
}

/// The index that does what the constraint asks for; the constraint itself where only it can.
fn add(table: &Table, unique: &Unique, staying: &[&Unique], names: &mut Names) -> Alteration {
    if unique.on_conflict.is_none() {
        return Alteration::CreateIndex(Index {
            name: names.for_unique(&table.name, unique),
            unique: true,
            columns: unique.columns.clone(),
            predicate: None,
        });
    }
    let taken = |name: &String| same::is_named(staying.iter().map(|other| &other.name), name);
    Alteration::AddUnique(Unique {
        name: unique.name.clone().filter(|name| !taken(name)),
        ..unique.clone()
    })
}
