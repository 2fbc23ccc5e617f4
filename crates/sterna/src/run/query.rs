//! Questions to a database with one answer.

use sea_orm::{ConnectionTrait, DbErr, Statement, Value};

use super::connection::Connection;

/// A statement with values for its `?`.
pub(super) fn statement(
    connection: &Connection,
    sql: impl Into<String>,
    values: impl IntoIterator<Item = Value>,
) -> Statement {
    Statement::from_sql_and_values(connection.get_database_backend(), sql, values)
}

/// The one integer that the query asks for; NULL and no row are 0.
pub(super) async fn integer(connection: &Connection, sql: &str) -> Result<i64, DbErr> {
    first(connection, statement(connection, sql, [])).await
}

/// The same for a statement with values.
pub(super) async fn first(connection: &Connection, statement: Statement) -> Result<i64, DbErr> {
    let row = connection.query_one_raw(statement).await?;
    let number = row
        .map(|row| row.try_get_by_index::<Option<i64>>(0))
        .transpose()?;
    Ok(number.flatten().unwrap_or_default())
}

/// The first column of each row, as text.
pub(super) async fn texts(
    connection: &Connection,
    sql: &str,
    values: impl IntoIterator<Item = Value>,
) -> Result<Vec<String>, DbErr> {
    let rows = connection
        .query_all_raw(statement(connection, sql, values))
        .await?;
    rows.into_iter()
        .map(|row| row.try_get_by_index::<String>(0))
        .collect()
}
