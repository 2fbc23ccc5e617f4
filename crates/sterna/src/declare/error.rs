//! Why a declaration cannot be used.

use thiserror::Error;

use crate::operations::BuildError;

/// Why a declaration cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum DeclarationError {
    /// It speaks of a column that the entity lacks.
    #[error(
        "{what} of table {table:?} names column {column:?}, which entity {entity} does not have"
    )]
    NoColumn {
        /// What names it: `index "idx-posts-slug"`.
        what: String,
        /// The table that is declared.
        table: String,
        /// The module of the entity that lacks it.
        entity: String,
        /// The column.
        column: String,
    },
    /// It makes nothing that SQLite can have.
    #[error("{what} of table {table:?} cannot be declared: {source}")]
    Impossible {
        /// What it makes: `index "idx-posts-slug"`.
        what: String,
        /// The table that is declared.
        table: String,
        /// Why not.
        source: BuildError,
    },
    /// The table has no AUTOINCREMENT that could be left out.
    #[error("the primary key of table {table:?} is no AUTOINCREMENT key")]
    NoAutoincrement {
        /// The table.
        table: String,
    },
    /// The table has no column whose type is an enum of strings.
    #[error("table {table:?} has no column of a string enum")]
    NoEnum {
        /// The table.
        table: String,
    },
    /// Its entity is not in the list, or comes later.
    #[error("a declaration is about entity {entity}, which is not listed before it")]
    NotListed {
        /// The module of the entity.
        entity: String,
    },
    /// It is not the statement of a view or trigger.
    #[error("{statement:?} makes no {kind}: {source}")]
    Unreadable {
        /// What it should make.
        kind: &'static str,
        /// The statement.
        statement: String,
        /// Why not.
        source: BuildError,
    },
}

impl DeclarationError {
    /// What to do about it.
    pub fn help(&self) -> &'static str {
        match self {
            Self::NoColumn { .. } => "name the column as the entity does: `Column::Title`",
            Self::Impossible { .. } | Self::Unreadable { .. } => "correct the declaration",
            Self::NoAutoincrement { .. } => "leave out `plain_rowid()`",
            Self::NotListed { .. } => "list the entity first: `.entity(post::Entity)`",
            Self::NoEnum { .. } => {
                "leave out `enum_checks()`, or name the enum: `t.column(…).enum_check::<Status>()`"
            }
        }
    }
}
