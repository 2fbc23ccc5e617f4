//! A table with all that hangs on it but its triggers.

use serde::{Deserialize, Serialize};

use crate::{Check, Column, Dropped, ForeignKey, Index, PrimaryKey, Unique, same_name};

/// A table.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Table {
    /// Its name, unquoted.
    pub name: String,
    /// Its columns, in order.
    pub columns: Vec<Column>,
    /// Its primary key.
    pub primary_key: Option<PrimaryKey>,
    /// UNIQUE constraints written in the table.
    pub uniques: Vec<Unique>,
    /// Its foreign keys.
    pub foreign_keys: Vec<ForeignKey>,
    /// Its CHECKs.
    pub checks: Vec<Check>,
    /// Its indexes.
    pub indexes: Vec<Index>,
    /// What follows the closing parenthesis.
    pub options: TableOptions,
}

/// SQLite's table options (<https://www.sqlite.org/syntax/table-options.html>).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableOptions {
    /// `STRICT`: values must have the declared type.
    pub strict: bool,
    /// `WITHOUT ROWID`: the primary key is the table's own order.
    pub without_rowid: bool,
}

impl Table {
    /// A table without columns.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            ..Self::default()
        }
    }

    /// The column of that name.
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns
            .iter()
            .find(|column| same_name(&column.name, name))
    }

    /// The index of that name.
    pub fn index(&self, name: &str) -> Option<&Index> {
        self.indexes
            .iter()
            .find(|index| same_name(&index.name, name))
    }

    /// Where the foreign key stands that is meant: the equal one before one that joins the same.
    pub fn position_of(&self, dropped: &Dropped<ForeignKey>) -> Option<usize> {
        let keys = || self.foreign_keys.iter();
        match dropped {
            Dropped::Named(name) => {
                keys().position(|key| key.name.as_deref().is_some_and(|own| same_name(own, name)))
            }
            Dropped::Known(known) => keys()
                .position(|key| key == known)
                .or_else(|| keys().position(|key| key.joins_like(known))),
        }
    }

    /// Whether the column is part of the primary key.
    pub fn is_key(&self, column: &str) -> bool {
        self.primary_key.as_ref().is_some_and(|key| {
            key.columns
                .iter()
                .filter_map(|term| term.name())
                .any(|name| same_name(name, column))
        })
    }
}
