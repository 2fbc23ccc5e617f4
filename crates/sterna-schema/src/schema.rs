//! A whole schema.

use serde::{Deserialize, Serialize};

use crate::{Expression, Table, same_name};

/// What a database holds beside rows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Schema {
    /// Tables, in the order of their names.
    pub tables: Vec<Table>,
    /// Views, in the order of their names.
    pub views: Vec<View>,
    /// Triggers of tables and of views, in the order of their names.
    pub triggers: Vec<Trigger>,
    /// Objects that are kept and reported, never changed.
    pub unmanaged: Vec<Unmanaged>,
}

/// A view.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct View {
    /// Its name.
    pub name: String,
    /// The whole `CREATE VIEW` statement.
    pub definition: Expression,
}

/// A trigger.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Trigger {
    /// Its name.
    pub name: String,
    /// The table or view it belongs to.
    pub table: String,
    /// The whole `CREATE TRIGGER` statement.
    pub definition: Expression,
}

/// An object that is left in peace: a virtual table, its shadow tables, a table of SQLite's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unmanaged {
    /// Its name.
    pub name: String,
    /// What it is, in a word or two, for the report.
    pub kind: String,
}

impl Schema {
    /// The table of that name.
    pub fn table(&self, name: &str) -> Option<&Table> {
        self.tables
            .iter()
            .find(|table| same_name(&table.name, name))
    }

    /// The table of that name, to be changed.
    pub fn table_mut(&mut self, name: &str) -> Option<&mut Table> {
        self.tables
            .iter_mut()
            .find(|table| same_name(&table.name, name))
    }

    /// The view of that name.
    pub fn view(&self, name: &str) -> Option<&View> {
        self.views.iter().find(|view| same_name(&view.name, name))
    }

    /// The trigger of that name.
    pub fn trigger(&self, name: &str) -> Option<&Trigger> {
        self.triggers
            .iter()
            .find(|trigger| same_name(&trigger.name, name))
    }

    /// The tables with a foreign key to that one, itself included where it refers to itself.
    pub fn referring_to<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Table> {
        let refers = move |table: &&Table| {
            table
                .foreign_keys
                .iter()
                .any(|key| same_name(&key.table, name))
        };
        self.tables.iter().filter(refers)
    }

    /// Puts every list into the order of names, which is the order that readers deliver.
    pub fn sort(&mut self) {
        self.tables.sort_by(|a, b| a.name.cmp(&b.name));
        self.views.sort_by(|a, b| a.name.cmp(&b.name));
        self.triggers.sort_by(|a, b| a.name.cmp(&b.name));
        self.unmanaged.sort_by(|a, b| a.name.cmp(&b.name));
        for table in &mut self.tables {
            table.indexes.sort_by(|a, b| a.name.cmp(&b.name));
        }
    }
}
