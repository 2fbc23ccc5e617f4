//! What a comparison found: operations, and all that is said beside them.
//!
//! Only data. How it is put into words for a terminal is [`crate::describe`]'s business.

use sterna_schema::Operation;

/// What takes one schema to another.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Difference {
    /// The changes, in an order that runs.
    pub operations: Vec<Operation>,
    /// What only `from` has and keeps.
    pub kept: Vec<Kept>,
    /// What a reader should know, though nothing is done about it.
    pub notes: Vec<Note>,
}

impl Difference {
    /// Whether nothing has to be done.
    pub fn is_empty(&self) -> bool {
        self.operations.is_empty()
    }
}

/// The kinds of object that have a name of their own in a schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ObjectKind {
    /// A table.
    Table,
    /// An index, made by `CREATE INDEX`.
    Index,
    /// A view.
    View,
    /// A trigger.
    Trigger,
}

impl ObjectKind {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::Index => "index",
            Self::View => "view",
            Self::Trigger => "trigger",
        }
    }
}

/// An object that only `from` has, and that is left alone and reported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// What it is: "table", "index", "check", "virtual table", …
    pub kind: String,
    /// Its name.
    pub name: String,
    /// The table it belongs to, if it is no table itself.
    pub table: Option<String>,
}

impl Kept {
    /// The kind of a CHECK, which may have no name: it is called by what it says then.
    pub const CHECK: &'static str = "check";
}

/// Something worth knowing that no operation stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// The columns of a table end up in another order than is wanted. New columns go to the end.
    ColumnOrder {
        /// The table.
        table: String,
        /// The order the columns have once the operations ran.
        have: Vec<String>,
        /// The order of `to`.
        want: Vec<String>,
    },
    /// An index that would have been kept goes, because a column it is over goes.
    IndexGoesWithColumn {
        /// The table.
        table: String,
        /// The index.
        index: String,
        /// The column.
        column: String,
    },
    /// A table of `to` that `from` has as something else, which is left alone: a virtual table,
    /// or one that could not be read.
    LeftAlone {
        /// What it is.
        kind: String,
        /// Its name.
        name: String,
    },
    /// Something that only `to` has and that no operation can make, such as a virtual table.
    OnlyThere {
        /// What it is.
        kind: String,
        /// Its name.
        name: String,
    },
}
