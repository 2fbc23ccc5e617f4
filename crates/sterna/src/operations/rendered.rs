//! SQL text out of `sea_query`'s statements.

use std::panic::{AssertUnwindSafe, catch_unwind};

use sea_orm::sea_query::{ColumnDef, ColumnType};
use sterna_dialect::sqlite::types;

use super::BuildError;

/// What `render` writes.
///
/// `sea_query` panics where SQLite has no words for a statement, and keeps private what one would
/// have to look at to know before; a revision must not bring its application down.
pub(super) fn rendered(render: impl FnOnce() -> String) -> Result<String, BuildError> {
    catch_unwind(AssertUnwindSafe(render)).map_err(|panic| {
        let said = panic
            .downcast_ref::<String>()
            .map(String::as_str)
            .or_else(|| panic.downcast_ref::<&str>().copied());
        BuildError(format!(
            "sea_query cannot write it for SQLite: {}",
            said.unwrap_or("it panicked")
        ))
    })
}

/// Refuses a type that SQLite has no word for, before `sea_query` panics over it.
pub(super) fn check_type(column: &ColumnDef) -> Result<(), BuildError> {
    let Some(kind) = column.get_column_type() else {
        return Ok(());
    };
    if !types::can_declare(kind) {
        return Err(BuildError(format!(
            "column {:?} has the type {}, which SQLite cannot declare",
            column.get_column_name(),
            type_name(kind)
        )));
    }
    Ok(())
}

fn type_name(kind: &ColumnType) -> String {
    let debug = format!("{kind:?}");
    debug
        .split(['(', ' ', '{'])
        .next()
        .unwrap_or_default()
        .to_owned()
}
