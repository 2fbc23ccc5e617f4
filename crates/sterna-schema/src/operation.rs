//! The one language between the stages.

use sea_query::Value;
use serde::{Deserialize, Serialize};

use crate::{Alteration, Check, Column, ForeignKey, Index, Table, Trigger, Unique, View};

/// One change of a schema, or of rows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Operation {
    /// Creates a table with its constraints and indexes.
    CreateTable(Table),
    /// Drops a table and, with it, its rows, indexes and triggers.
    DropTable(Dropped<Table>),
    /// Gives a table another name.
    RenameTable {
        /// The name it has.
        from: String,
        /// The name it gets.
        to: String,
    },
    /// Changes a table, all at once: a dialect plans them together.
    AlterTable {
        /// The table's name.
        table: String,
        /// What changes, in order.
        alterations: Vec<Alteration>,
    },
    /// Creates a view.
    CreateView(View),
    /// Drops a view.
    DropView(Dropped<View>),
    /// Creates a trigger.
    CreateTrigger(Trigger),
    /// Drops a trigger.
    DropTrigger(Dropped<Trigger>),
    /// Runs SQL as it stands.
    Execute(RawSql),
    /// Inserts rows.
    #[serde(skip)]
    BulkInsert(BulkInsert),
}

/// What an operation drops.
///
/// The differ always knows the whole definition, which makes the operation reversible. A
/// revision file may give the name alone; [`Operation::resolve`] then finds the definition in
/// the schema that the operation meets.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Dropped<T> {
    /// The name alone.
    Named(String),
    /// The whole definition.
    Known(T),
}

impl<T: Named> Dropped<T> {
    /// The object's name; `None` for a constraint without one.
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Named(name) => Some(name),
            Self::Known(object) => object.name(),
        }
    }
}

impl<T> Dropped<T> {
    /// The definition, where it is known.
    pub fn known(&self) -> Option<&T> {
        match self {
            Self::Named(_) => None,
            Self::Known(object) => Some(object),
        }
    }
}

/// An object that may have a name.
pub trait Named {
    /// Its name; `None` for a constraint without one.
    fn name(&self) -> Option<&str>;
}

macro_rules! always_named {
    ($($noun:ty),*) => { $(impl Named for $noun {
        fn name(&self) -> Option<&str> {
            Some(&self.name)
        }
    })* };
}

macro_rules! maybe_named {
    ($($noun:ty),*) => { $(impl Named for $noun {
        fn name(&self) -> Option<&str> {
            self.name.as_deref()
        }
    })* };
}

always_named!(Table, Column, Index, View, Trigger);
maybe_named!(Unique, Check, ForeignKey);

/// SQL that nobody but its author understands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RawSql {
    /// What to run; several statements may follow each other.
    pub sql: String,
    /// What undoes it, where its author says so.
    pub reverse: Option<String>,
}

/// Rows for a table.
#[derive(Clone, Debug, PartialEq)]
pub struct BulkInsert {
    /// The table's name.
    pub table: String,
    /// The columns that are given.
    pub columns: Vec<String>,
    /// The rows, each with one value per column.
    pub rows: Vec<Vec<Value>>,
}
