//! SQL that a revision runs as it stands.

use sea_orm::sea_query::{QueryStatementWriter, SqliteQueryBuilder};

use super::{BuildError, rendered::rendered};

/// What `op.execute` takes: SQL text, or a query of `sea_query` such as `Query::update()`.
///
/// `Kind` keeps the two apart and is always inferred.
pub trait IntoSql<Kind> {
    /// The SQL.
    ///
    /// # Errors
    ///
    /// `sea_query` has no words for it on SQLite.
    fn into_sql(self) -> Result<String, BuildError>;
}

/// Marks text.
#[derive(Debug)]
pub struct Text;

/// Marks a query.
#[derive(Debug)]
pub struct Query;

impl<T: Into<String>> IntoSql<Text> for T {
    fn into_sql(self) -> Result<String, BuildError> {
        Ok(self.into())
    }
}

impl<T: QueryStatementWriter> IntoSql<Query> for &T {
    fn into_sql(self) -> Result<String, BuildError> {
        rendered(|| self.to_string(SqliteQueryBuilder))
    }
}

impl<T: QueryStatementWriter> IntoSql<Query> for &mut T {
    fn into_sql(self) -> Result<String, BuildError> {
        (&*self).into_sql()
    }
}
