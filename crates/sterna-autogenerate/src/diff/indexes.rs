//! Which indexes come, go and change. They pair by their exact names; SQLite cannot alter one,
//! so a changed index goes and comes again.

use sterna_dialect::sqlite::mention::mentions;
use sterna_schema::{Alteration, Column, Dropped, Index, IndexKey, Table, same_name};

use super::names::Names;
use super::same;
use super::table::TableChanges;
use crate::difference::{Kept, Note, ObjectKind};
use crate::pair::Pair;
use crate::scope::Scope;

/// The indexes of a table that are not the same on both sides.
pub(super) struct Indexed<'a> {
    changed: Vec<Pair<&'a Index>>,
    removed: Vec<&'a Index>,
    added: Vec<&'a Index>,
}

impl Indexed<'_> {
    /// Takes an index that is only wanted out of the comparison; whether there was one.
    pub(super) fn take_added(&mut self, wanted: impl Fn(&Index) -> bool) -> bool {
        take(&mut self.added, wanted)
    }

    /// Takes an index that is only there out of the comparison; whether there was one.
    pub(super) fn take_removed(&mut self, wanted: impl Fn(&Index) -> bool) -> bool {
        take(&mut self.removed, wanted)
    }
}

fn take(indexes: &mut Vec<&Index>, wanted: impl Fn(&Index) -> bool) -> bool {
    let at = indexes.iter().position(|index| wanted(index));
    at.map(|at| indexes.remove(at)).is_some()
}

pub(super) fn zip<'a>(table: Pair<&'a Table>) -> Indexed<'a> {
    let zipped = table
        .map(|table| table.indexes.as_slice())
        .zip_by(|index| index.name.as_str());
    let differs = |pair: &Pair<&Index>| !same::index(pair.from, pair.to);
    Indexed {
        changed: zipped.both.into_iter().filter(differs).collect(),
        removed: zipped.removed,
        added: zipped.added,
    }
}

pub(super) fn compare(
    table: Pair<&Table>,
    indexed: Indexed,
    scope: &Scope,
    names: &Names,
    changes: &mut TableChanges,
) {
    // Whatever an index is called does for one whose name nobody chose.
    let serves = |index: &Index| {
        let mut wanted = indexed.added.iter();
        !scope.compares_all_names()
            && wanted.any(|wanted| has_usual_name(table.to, wanted) && same::index(index, wanted))
    };
    // SQLite folds the case of names, so an index may be in the way of one that is wanted.
    let goes = |index: &Index| {
        names.is_wanted(&index.name)
            || scope.drops(ObjectKind::Index, &index.name) && !serves(index)
    };
    // An index that the database keeps, whatever it is called, does the work of an equal one.
    let kept: Vec<_> = indexed
        .removed
        .iter()
        .copied()
        .filter(|index| !goes(index))
        .collect();
    let is_there = |wanted: &&&Index| kept.iter().any(|index| same::index(index, wanted));
    let created: Vec<_> = indexed
        .added
        .iter()
        .filter(|wanted| !is_there(wanted))
        .collect();
    for index in indexed.removed {
        remove(table, index, goes(index), changes);
    }
    for index in &indexed.changed {
        changes.alterations.push(drop(index.from));
        changes.alterations.push(create(index.to));
    }
    changes
        .alterations
        .extend(created.into_iter().map(|index| create(index)));
}

/// Whether it has the name that SeaORM gives the index of an attribute.
fn has_usual_name(table: &Table, index: &Index) -> bool {
    let name = index.name.strip_prefix("idx-");
    let rest = name.and_then(|name| name.strip_prefix(table.name.as_str()));
    rest.is_some_and(|rest| rest.starts_with('-'))
}

fn remove(table: Pair<&Table>, index: &Index, goes: bool, changes: &mut TableChanges) {
    if goes {
        changes.alterations.push(drop(index));
    } else if let Some(column) = lost_column(table, index) {
        changes.alterations.push(drop(index));
        changes.notes.push(Note::IndexGoesWithColumn {
            table: table.from.name.clone(),
            index: index.name.clone(),
            column: column.name.clone(),
        });
    } else {
        changes.kept.push(Kept {
            kind: ObjectKind::Index.word().to_owned(),
            name: index.name.clone(),
            table: Some(table.from.name.clone()),
        });
    }
}

/// A column that the index needs and that goes.
fn lost_column<'a>(table: Pair<&'a Table>, index: &Index) -> Option<&'a Column> {
    let goes = |column: &&Column| table.to.column(&column.name).is_none();
    let needs = |column: &&Column| needs(index, &column.name);
    table.from.columns.iter().filter(goes).find(needs)
}

fn needs(index: &Index, column: &str) -> bool {
    let keyed = index.columns.iter().any(|term| match &term.key {
        IndexKey::Column(name) => same_name(name, column),
        IndexKey::Expression(expression) => mentions(expression.sql(), column),
    });
    keyed
        || index
            .predicate
            .as_ref()
            .is_some_and(|predicate| mentions(predicate.sql(), column))
}

fn drop(index: &Index) -> Alteration {
    Alteration::DropIndex(Dropped::Known(index.clone()))
}

fn create(index: &Index) -> Alteration {
    Alteration::CreateIndex(index.clone())
}
