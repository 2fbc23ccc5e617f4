//! The changes of one table.

use serde::{Deserialize, Serialize};

use crate::{
    Check, Column, Dropped, Expression, ForeignKey, Index, PrimaryKey, TableOptions, Unique,
};

/// One change inside [`crate::Operation::AlterTable`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Alteration {
    /// Adds a column, after the others.
    AddColumn {
        /// The column.
        column: Column,
        /// What rows that exist get, where it is not the default.
        backfill: Option<Expression>,
    },
    /// Drops a column and its values.
    DropColumn {
        /// The column.
        column: Dropped<Column>,
        /// What rows get when the drop is reversed: the values themselves are gone.
        backfill: Option<Expression>,
    },
    /// Gives a column another name, everywhere in the schema.
    RenameColumn {
        /// The name it has.
        from: String,
        /// The name it gets.
        to: String,
    },
    /// Changes a column's type, nullability, default, collation or generated expression.
    AlterColumn {
        /// The column as it is.
        from: Box<Column>,
        /// The column as it becomes; its name is the same.
        to: Box<Column>,
        /// How values follow.
        convert: Conversion,
        /// How values follow when the change is reversed.
        restore: Conversion,
    },
    /// Changes, adds or drops the primary key.
    SetPrimaryKey {
        /// The key as it is.
        from: Option<PrimaryKey>,
        /// The key as it becomes.
        to: Option<PrimaryKey>,
    },
    /// Adds a UNIQUE constraint.
    AddUnique(Unique),
    /// Drops a UNIQUE constraint.
    DropUnique(Dropped<Unique>),
    /// Adds a CHECK.
    AddCheck(Check),
    /// Drops a CHECK.
    DropCheck(Dropped<Check>),
    /// Adds a foreign key.
    AddForeignKey(ForeignKey),
    /// Drops a foreign key.
    DropForeignKey(Dropped<ForeignKey>),
    /// Changes the table's options.
    SetOptions {
        /// The options as they are.
        from: TableOptions,
        /// The options as they become.
        to: TableOptions,
    },
    /// Creates an index.
    CreateIndex(Index),
    /// Drops an index.
    DropIndex(Dropped<Index>),
}

/// How the values of a column follow a change of it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Conversion {
    /// What NULL becomes, when the column becomes NOT NULL.
    pub backfill: Option<Expression>,
    /// What every value becomes, written over the old columns: `CAST(price AS INTEGER)`.
    pub using: Option<Expression>,
}
