//! Questions to a database, and values as SQL that means exactly them.

use sea_orm::{ConnectionTrait, DbErr, QueryResult, Statement};
use sterna_dialect::sqlite::quote::identifier;

/// All rows of an answer.
pub(super) async fn ask<C: ConnectionTrait>(
    db: &C,
    sql: String,
) -> Result<Vec<QueryResult>, DbErr> {
    let statement = Statement::from_string(db.get_database_backend(), sql);
    db.query_all_raw(statement).await
}

/// The integers of an answer's only row.
pub(super) async fn integers<C: ConnectionTrait>(
    db: &C,
    sql: String,
    columns: usize,
) -> Result<Vec<i64>, DbErr> {
    let rows = ask(db, sql).await?;
    let of = |row: &QueryResult| {
        let number = |column| row.try_get_by_index::<Option<i64>>(column);
        (0..columns)
            .map(|column| Ok(number(column)?.unwrap_or_default()))
            .collect()
    };
    rows.first().map_or_else(|| Ok(Vec::new()), of)
}

/// An expression for a value as SQL. `quote` ends a text at its first NUL
/// (<https://www.sqlite.org/lang_corefunc.html#quote>).
pub(super) fn as_sql(column: &str) -> String {
    format!(
        "CASE WHEN typeof({column}) = 'text' AND instr({column}, char(0)) \
         THEN 'CAST(x''' || hex({column}) || ''' AS TEXT)' ELSE quote({column}) END"
    )
}

/// The values of these columns as SQL, one a column of the answer.
pub(super) fn all_as_sql<'a>(columns: impl IntoIterator<Item = &'a str>) -> String {
    let columns = columns.into_iter().map(|name| as_sql(&identifier(name)));
    columns.collect::<Vec<_>>().join(", ")
}

/// A row of [`all_as_sql`] as one text: `1, 'a', NULL`. Nothing for a row with a text that is not
/// UTF-8, which cannot be written down.
pub(super) fn values(row: &QueryResult, columns: usize) -> Option<String> {
    let value = |column| row.try_get_by_index::<String>(column).ok();
    let values: Option<Vec<_>> = (0..columns).map(value).collect();
    Some(values?.join(", "))
}
