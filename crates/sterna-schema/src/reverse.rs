//! Undoing an operation.

use thiserror::Error;

use crate::{Alteration, Dropped, Operation, RawSql};

/// Why an operation cannot be reversed.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum OneWay {
    /// Raw SQL, whose author said nothing of the way back.
    #[error("raw SQL has no way back unless it is given one")]
    RawSql,
    /// Inserted rows: which of them are there by then is not known.
    #[error("inserted rows are not taken out again")]
    BulkInsert,
    /// A drop by name that was not resolved against a schema.
    #[error("the definition of {0} is not known")]
    Unresolved(String),
}

impl Operation {
    /// The operation that takes the schema back.
    ///
    /// # Errors
    ///
    /// Raw SQL and rows may be one-way; a drop by name must be resolved first.
    pub fn reverse(&self) -> Result<Self, OneWay> {
        Ok(match self {
            Self::CreateTable(table) => Self::DropTable(Dropped::Known(table.clone())),
            Self::DropTable(table) => Self::CreateTable(definition(table)?),
            Self::RenameTable { from, to } => Self::RenameTable {
                from: to.clone(),
                to: from.clone(),
            },
            Self::AlterTable { table, alterations } => Self::AlterTable {
                table: table.clone(),
                alterations: alterations
                    .iter()
                    .rev()
                    .map(Alteration::reverse)
                    .collect::<Result<_, _>>()?,
            },
            Self::CreateView(view) => Self::DropView(Dropped::Known(view.clone())),
            Self::DropView(view) => Self::CreateView(definition(view)?),
            Self::CreateTrigger(trigger) => Self::DropTrigger(Dropped::Known(trigger.clone())),
            Self::DropTrigger(trigger) => Self::CreateTrigger(definition(trigger)?),
            Self::Execute(RawSql { sql, reverse }) => Self::Execute(RawSql {
                sql: reverse.clone().ok_or(OneWay::RawSql)?,
                reverse: Some(sql.clone()),
            }),
            Self::BulkInsert(_) => return Err(OneWay::BulkInsert),
        })
    }
}

impl Alteration {
    /// The alteration that takes the table back.
    ///
    /// # Errors
    ///
    /// A drop by name must be resolved first.
    pub fn reverse(&self) -> Result<Self, OneWay> {
        Ok(match self {
            Self::AddColumn { column, backfill } => Self::DropColumn {
                column: Dropped::Known(column.clone()),
                backfill: backfill.clone(),
            },
            Self::DropColumn { column, backfill } => Self::AddColumn {
                column: definition(column)?,
                backfill: backfill.clone(),
            },
            Self::RenameColumn { from, to } => Self::RenameColumn {
                from: to.clone(),
                to: from.clone(),
            },
            Self::AlterColumn {
                from,
                to,
                convert,
                restore,
            } => Self::AlterColumn {
                from: to.clone(),
                to: from.clone(),
                convert: restore.clone(),
                restore: convert.clone(),
            },
            Self::SetPrimaryKey { from, to } => Self::SetPrimaryKey {
                from: to.clone(),
                to: from.clone(),
            },
            Self::SetOptions { from, to } => Self::SetOptions {
                from: *to,
                to: *from,
            },
            Self::AddUnique(unique) => Self::DropUnique(Dropped::Known(unique.clone())),
            Self::DropUnique(unique) => Self::AddUnique(definition(unique)?),
            Self::AddCheck(check) => Self::DropCheck(Dropped::Known(check.clone())),
            Self::DropCheck(check) => Self::AddCheck(definition(check)?),
            Self::AddForeignKey(key) => Self::DropForeignKey(Dropped::Known(key.clone())),
            Self::DropForeignKey(key) => Self::AddForeignKey(definition(key)?),
            Self::CreateIndex(index) => Self::DropIndex(Dropped::Known(index.clone())),
            Self::DropIndex(index) => Self::CreateIndex(definition(index)?),
        })
    }
}

fn definition<T: Clone>(dropped: &Dropped<T>) -> Result<T, OneWay> {
    match dropped {
        Dropped::Known(object) => Ok(object.clone()),
        Dropped::Named(name) => Err(OneWay::Unresolved(name.clone())),
    }
}
