//! What a table promises about its rows.

use serde::{Deserialize, Serialize};

use crate::{Expression, IndexColumn};

/// The primary key of a table.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PrimaryKey {
    /// The constraint's name, if it has one.
    pub name: Option<String>,
    /// Its columns, in key order.
    pub columns: Vec<IndexColumn>,
    /// SQLite's `AUTOINCREMENT`: a deleted rowid is never used again.
    pub autoincrement: bool,
    /// What a row that breaks it does, where it does not abort.
    pub on_conflict: Option<ConflictResolution>,
}

/// A UNIQUE constraint, written in the table. (A unique *index* is an [`crate::Index`].)
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Unique {
    /// The constraint's name, if it has one.
    pub name: Option<String>,
    /// Its columns, in order.
    pub columns: Vec<IndexColumn>,
    /// What a row that breaks it does, where it does not abort.
    pub on_conflict: Option<ConflictResolution>,
}

/// A CHECK, named or not, of a column or of the table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Check {
    /// The constraint's name, if it has one.
    pub name: Option<String>,
    /// What must not be false.
    pub expression: Expression,
}

/// A foreign key.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ForeignKey {
    /// The constraint's name, if it has one.
    pub name: Option<String>,
    /// The columns of this table.
    pub columns: Vec<String>,
    /// The table referred to.
    pub table: String,
    /// The columns referred to, in the order of `columns`. Empty only while it is not known
    /// which key `REFERENCES table` without columns means.
    pub references: Vec<String>,
    /// What happens to these rows when the row they refer to is deleted.
    pub on_delete: Action,
    /// What happens to these rows when the key they refer to changes.
    pub on_update: Action,
    /// When it is checked.
    pub deferral: Deferral,
}

impl ForeignKey {
    /// Whether both join the same columns to the same columns, whatever else they say.
    pub fn joins_like(&self, other: &Self) -> bool {
        let same = |left: &[String], right: &[String]| {
            left.len() == right.len() && left.iter().zip(right).all(|(l, r)| crate::same_name(l, r))
        };
        crate::same_name(&self.table, &other.table)
            && same(&self.columns, &other.columns)
            && same(&self.references, &other.references)
    }
}

/// What a foreign key does when the row it refers to goes or changes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Action {
    /// Nothing is done; the change fails if the row is still referred to.
    #[default]
    NoAction,
    /// The change fails at once, even where the check is deferred.
    Restrict,
    /// The referring columns become NULL.
    SetNull,
    /// The referring columns get their default.
    SetDefault,
    /// The referring rows go, or change, with it.
    Cascade,
}

impl Action {
    /// The words of the SQL standard.
    pub fn sql(self) -> &'static str {
        match self {
            Self::NoAction => "NO ACTION",
            Self::Restrict => "RESTRICT",
            Self::SetNull => "SET NULL",
            Self::SetDefault => "SET DEFAULT",
            Self::Cascade => "CASCADE",
        }
    }
}

/// When a foreign key is checked. On SQLite only `DEFERRABLE INITIALLY DEFERRED` defers
/// (<https://www.sqlite.org/foreignkeys.html#fk_deferred>); every other wording is immediate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Deferral {
    /// At the end of each statement.
    #[default]
    Immediate,
    /// At the end of the transaction.
    Deferred,
}

/// SQLite's `ON CONFLICT` (<https://www.sqlite.org/lang_conflict.html>); absent means ABORT.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ConflictResolution {
    /// Undo the transaction.
    Rollback,
    /// Stop, but keep what the statement did so far.
    Fail,
    /// Skip the row.
    Ignore,
    /// Delete the rows in the way.
    Replace,
}

impl ConflictResolution {
    /// SQLite's word for it.
    pub fn sql(self) -> &'static str {
        match self {
            Self::Rollback => "ROLLBACK",
            Self::Fail => "FAIL",
            Self::Ignore => "IGNORE",
            Self::Replace => "REPLACE",
        }
    }
}
