//! Names of tables, and `sea_query`'s statements that hold nothing else.

use sea_orm::sea_query::{IntoIden, SqliteQueryBuilder, TableDropStatement};
use sterna_dialect::sqlite::quote;

use super::{BuildError, rendered::rendered};

/// What names a table: a string, an identifier of `sea_query`, or its `Table::drop()` statement.
///
/// `Kind` keeps the two apart and is always inferred.
pub trait IntoTableName<Kind> {
    /// The name.
    ///
    /// # Errors
    ///
    /// The statement names no table, or several.
    fn into_table_name(self) -> Result<String, BuildError>;
}

/// Marks what is a name by itself.
#[derive(Debug)]
pub struct ByName;

/// Marks a statement that holds the name.
#[derive(Debug)]
pub struct ByStatement;

impl<T: IntoIden> IntoTableName<ByName> for T {
    fn into_table_name(self) -> Result<String, BuildError> {
        Ok(self.into_iden().to_string())
    }
}

impl IntoTableName<ByStatement> for &TableDropStatement {
    fn into_table_name(self) -> Result<String, BuildError> {
        let sql = rendered(|| self.to_string(SqliteQueryBuilder))?;
        let name = sql
            .trim_start_matches("DROP TABLE ")
            .trim_start_matches("IF EXISTS ");
        let unquoted = quote::unquoted(name.trim());
        if quote::identifier(&unquoted) == name.trim() {
            return Ok(unquoted.into_owned());
        }
        Err(BuildError(format!(
            "{sql:?} does not name one table of the main database"
        )))
    }
}

impl IntoTableName<ByStatement> for TableDropStatement {
    fn into_table_name(self) -> Result<String, BuildError> {
        (&self).into_table_name()
    }
}

impl IntoTableName<ByStatement> for &mut TableDropStatement {
    fn into_table_name(self) -> Result<String, BuildError> {
        (&*self).into_table_name()
    }
}
