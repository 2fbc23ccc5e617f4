//! What a revision file imports: `use sterna::prelude::*;`.
//!
//! It holds all of `sea_orm_migration`'s prelude and its column helpers, the very same items, so
//! that code from a hand-written migration can stand beside them.

pub use sea_orm_migration::prelude::*;
pub use sea_orm_migration::schema::*;

pub use sea_orm_migration::sea_query::ForeignKeyAction::{
    Cascade, NoAction, Restrict, SetDefault, SetNull,
};

pub use sterna_schema::TableOptions;

pub use crate::operations::{
    AlterTable, ColumnExt, Operations, check, column, expression, foreign_key, index, primary_key,
    table, unique, unique_index,
};
pub use crate::revision::{Revision, Transaction};
