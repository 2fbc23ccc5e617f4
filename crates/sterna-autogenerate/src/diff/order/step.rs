//! What happens to one table, and which keys come and go with it.

use sterna_schema::{
    Alteration, Dropped, ForeignKey, IndexColumn, Operation, PrimaryKey, Table, same_name,
};

use super::alter_table;
use crate::diff::table::TableChanges;

/// What happens to one table.
#[derive(Clone, Copy)]
pub(super) enum Step<'a> {
    Create(&'a Table),
    Alter(&'a TableChanges),
    Drop(&'a Table),
}

/// The steps, in the order that they have where nothing decides. Drops stand in the reverse
/// order, so that their way back is the order of creations.
pub(super) fn steps<'a>(
    created: &'a [Table],
    altered: &'a [TableChanges],
    dropped: &'a [Table],
) -> Vec<Step<'a>> {
    let created = created.iter().map(Step::Create);
    let altered = altered.iter().map(Step::Alter);
    let dropped = dropped.iter().rev().map(Step::Drop);
    created.chain(altered).chain(dropped).collect()
}

impl<'a> Step<'a> {
    pub(super) fn table(self) -> &'a str {
        match self {
            Self::Create(table) | Self::Drop(table) => &table.name,
            Self::Alter(changes) => &changes.name,
        }
    }

    pub(super) fn operation(self) -> Option<Operation> {
        match self {
            Self::Create(table) => Some(Operation::CreateTable(table.clone())),
            Self::Alter(changes) => alter_table(&changes.name, changes.alterations.clone()),
            Self::Drop(table) => Some(Operation::DropTable(Dropped::Known(table.clone()))),
        }
    }

    /// The keys that the step adds and that join something new.
    pub(super) fn new_keys(self) -> Vec<&'a ForeignKey> {
        match self {
            Self::Create(table) => table.foreign_keys.iter().collect(),
            Self::Alter(changes) => {
                let dropped = self.dropped_keys();
                let is_new = |key: &&ForeignKey| !dropped.iter().any(|old| old.joins_like(key));
                added_keys(changes).filter(is_new).collect()
            }
            Self::Drop(_) => Vec::new(),
        }
    }

    /// The keys that are gone after the step.
    pub(super) fn dropped_keys(self) -> Vec<&'a ForeignKey> {
        match self {
            Self::Create(_) => Vec::new(),
            Self::Alter(changes) => dropped_keys(changes).collect(),
            Self::Drop(table) => table.foreign_keys.iter().collect(),
        }
    }

    /// Whether the keys of the table are changes of their own, which can be made apart.
    pub(super) fn is_alteration(self) -> bool {
        matches!(self, Self::Alter(_))
    }

    /// Whether the step makes something that the key refers to.
    pub(super) fn brings(self, key: &ForeignKey) -> bool {
        match self {
            Self::Create(_) => true,
            Self::Alter(changes) => changes.alterations.iter().any(|one| brings(one, key)),
            Self::Drop(_) => false,
        }
    }

    /// Whether the step takes something away that the key refers to.
    pub(super) fn takes_away(self, key: &ForeignKey) -> bool {
        match self {
            Self::Create(_) => false,
            Self::Alter(changes) => changes.alterations.iter().any(|one| takes_away(one, key)),
            Self::Drop(_) => true,
        }
    }
}

fn brings(alteration: &Alteration, key: &ForeignKey) -> bool {
    match alteration {
        Alteration::AddColumn { column, .. } => refers_to(key, &column.name),
        Alteration::AddUnique(unique) => refers_to_all(key, &unique.columns),
        Alteration::CreateIndex(index) => index.unique && refers_to_all(key, &index.columns),
        Alteration::SetPrimaryKey { to, .. } => is_over(key, to.as_ref()),
        _ => false,
    }
}

fn takes_away(alteration: &Alteration, key: &ForeignKey) -> bool {
    match alteration {
        Alteration::DropColumn { column, .. } => {
            column.name().is_some_and(|name| refers_to(key, name))
        }
        Alteration::DropUnique(unique) => unique
            .known()
            .is_some_and(|unique| refers_to_all(key, &unique.columns)),
        Alteration::DropIndex(index) => {
            let index = index.known().filter(|index| index.unique);
            index.is_some_and(|index| refers_to_all(key, &index.columns))
        }
        Alteration::SetPrimaryKey { from, .. } => is_over(key, from.as_ref()),
        _ => false,
    }
}

fn refers_to(key: &ForeignKey, column: &str) -> bool {
    key.references.iter().any(|name| same_name(name, column))
}

/// Whether the terms, which rows hold only once, are columns that the key refers to.
fn refers_to_all(key: &ForeignKey, terms: &[IndexColumn]) -> bool {
    let mut names = terms.iter().map(IndexColumn::name);
    names.all(|name| name.is_some_and(|name| refers_to(key, name)))
}

/// Whether a key without columns, which means the primary key, or with its columns, is over it.
fn is_over(key: &ForeignKey, primary_key: Option<&PrimaryKey>) -> bool {
    let over =
        |primary: &PrimaryKey| key.references.is_empty() || refers_to_all(key, &primary.columns);
    primary_key.is_some_and(over)
}

fn added_keys(changes: &TableChanges) -> impl Iterator<Item = &ForeignKey> {
    let alterations = changes.alterations.iter();
    alterations.filter_map(|alteration| match alteration {
        Alteration::AddForeignKey(key) => Some(key),
        _ => None,
    })
}

fn dropped_keys(changes: &TableChanges) -> impl Iterator<Item = &ForeignKey> {
    let alterations = changes.alterations.iter();
    alterations.filter_map(|alteration| match alteration {
        Alteration::DropForeignKey(key) => key.known(),
        _ => None,
    })
}
