//! Columns: `sea_query`'s `ColumnDef`, as SeaORM's column helpers make it.
//!
//! A definition becomes a noun by one path: `sea_query` writes it into a `CREATE TABLE`, and the
//! dialect's parser reads that text back, as it would read a database.

use sea_orm::sea_query::{ColumnDef, SqliteQueryBuilder, Table as Statement};
use sterna_dialect::sqlite::parse;
use sterna_schema::{Column, Table, same_name};

use super::{
    BuildError,
    rendered::{check_type, rendered},
};

/// What describes a column: `sea_query`'s `ColumnDef`, owned or as its builders hand it on.
pub trait IntoColumn {
    /// The definition.
    fn into_column_def(self) -> ColumnDef;
}

impl IntoColumn for ColumnDef {
    fn into_column_def(self) -> ColumnDef {
        self
    }
}

impl IntoColumn for &mut ColumnDef {
    fn into_column_def(self) -> ColumnDef {
        self.take()
    }
}

/// What `ColumnDef` has no words for.
pub trait ColumnExt: IntoColumn + Sized {
    /// Compares text by this collation: `NOCASE`, `RTRIM`, or one of the application's own.
    fn collate(self, collation: &str) -> ColumnDef {
        let name = sterna_dialect::sqlite::quote::identifier(collation);
        with_extra(self, &format!("COLLATE {name}"))
    }

    /// Takes this SQL expression as default, as it stands: `CURRENT_TIMESTAMP`, `(1 + 1)`.
    fn default_sql(self, expression: &str) -> ColumnDef {
        with_extra(self, &format!("DEFAULT {expression}"))
    }

    /// Computes the column from this SQL expression when it is read.
    fn generated_virtual(self, expression: &str) -> ColumnDef {
        with_extra(self, &format!("GENERATED ALWAYS AS ({expression}) VIRTUAL"))
    }

    /// Computes the column from this SQL expression when the row is written.
    fn generated_stored(self, expression: &str) -> ColumnDef {
        with_extra(self, &format!("GENERATED ALWAYS AS ({expression}) STORED"))
    }

    /// Does this when an INSERT breaks NOT NULL: `IGNORE`, `REPLACE`, `FAIL` or `ROLLBACK`.
    fn on_null_conflict(self, resolution: &str) -> ColumnDef {
        with_extra(self, &format!("NOT NULL ON CONFLICT {resolution}"))
    }
}

impl<T: IntoColumn> ColumnExt for T {}

fn with_extra(column: impl IntoColumn, more: &str) -> ColumnDef {
    let mut column = column.into_column_def();
    let extra = match &column.get_column_spec().extra {
        Some(extra) => format!("{extra} {more}"),
        None => more.to_owned(),
    };
    column.extra(extra);
    column
}

/// The table that has these columns and no others, with what their definitions say inline: keys,
/// uniques, CHECKs, foreign keys.
pub(super) fn table_of(name: &str, columns: Vec<ColumnDef>) -> Result<Table, BuildError> {
    columns.iter().try_for_each(check_type)?;
    if columns.is_empty() {
        return Err(BuildError(format!("table {name:?} has no column")));
    }
    let mut statement = Statement::create();
    statement.table(name.to_owned());
    for column in &columns {
        statement.col(column.clone());
    }
    let sql = rendered(|| statement.to_string(SqliteQueryBuilder))?;
    let mut table = parse::table(&sql)?;
    know_types(&mut table, &columns)?;
    Ok(table)
}

/// Keeps SeaORM's types beside the declared ones; a definition whose text turned out to be more
/// than one column, or another, is refused.
pub(super) fn know_types(table: &mut Table, columns: &[ColumnDef]) -> Result<(), BuildError> {
    let same_length = table.columns.len() == columns.len();
    let mut pairs = table.columns.iter().zip(columns);
    let same =
        same_length && pairs.all(|(noun, def)| same_name(&noun.name, &def.get_column_name()));
    if !same {
        return Err(BuildError(format!(
            "the columns of table {:?} do not read as they were written",
            table.name
        )));
    }
    for (noun, def) in table.columns.iter_mut().zip(columns) {
        if let Some(kind) = def.get_column_type() {
            noun.declared = noun.declared.clone().known_as(kind.clone());
        }
    }
    Ok(())
}

/// One column, and the constraints that its definition says inline.
pub(super) fn column_of(table: &str, column: ColumnDef) -> Result<(Column, Table), BuildError> {
    let mut inline = table_of(table, vec![column])?;
    let noun = inline.columns.remove(0);
    Ok((noun, inline))
}
