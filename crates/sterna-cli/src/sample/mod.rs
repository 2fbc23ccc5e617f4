//! Sample rows: a few plausible rows for each table that has none, so that revisions are tried on
//! more than an empty database.
//!
//! What a table asks of its rows is read from the schema: types, NOT NULL, foreign keys, uniques,
//! and the values that a CHECK names. SQLite has the last word: a row that it refuses is tried
//! again with other values, and a table that takes none is reported with SQLite's reason.

mod order;
mod values;

use sea_orm::TransactionTrait;
use sea_orm::{ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbErr, Statement};
use sterna_dialect::sqlite::quote;
use sterna_schema::{Schema, Table};

use order::parents_first;
use values::{ROWS, row};

/// What came of it.
#[derive(Debug, Default)]
pub struct Sample {
    /// How many rows all tables have.
    pub rows: u64,
    /// Tables that take no row, with the reason.
    pub empty: Vec<(String, String)>,
}

/// Puts rows into the tables that have none, but for those left out.
///
/// # Errors
///
/// The database cannot be written at all.
pub async fn fill(
    db: &DatabaseConnection,
    schema: &Schema,
    left_out: &[String],
) -> Result<Sample, DbErr> {
    let transaction = db.begin().await?;
    let mut sample = Sample::default();
    for table in parents_first(schema) {
        if left_out.contains(&table.name) {
            continue;
        }
        let mut rows = count(&transaction, &table.name).await?;
        if rows == 0 {
            match insert(&transaction, table).await? {
                Ok(inserted) => rows = inserted,
                Err(reason) => sample.empty.push((table.name.clone(), reason)),
            }
        }
        sample.rows += rows;
    }
    transaction.commit().await?;
    Ok(sample)
}

/// Deletes the rows of all tables, but for those left out.
///
/// # Errors
///
/// SQLite refuses to delete some of them; all of them stay then.
pub async fn clear(
    db: &DatabaseConnection,
    schema: &Schema,
    left_out: &[String],
) -> Result<(), DbErr> {
    let transaction = db.begin().await?;
    for table in parents_first(schema).into_iter().rev() {
        if !left_out.contains(&table.name) {
            let sql = format!("DELETE FROM {}", quote::identifier(&table.name));
            transaction.execute_unprepared(&sql).await?;
        }
    }
    transaction.commit().await
}

/// How many rows a table has.
///
/// # Errors
///
/// The table cannot be read.
pub async fn count<C: ConnectionTrait>(db: &C, table: &str) -> Result<u64, DbErr> {
    let sql = format!("SELECT count(*) FROM {}", quote::identifier(table));
    let statement = Statement::from_string(db.get_database_backend(), sql);
    let row = db.query_one_raw(statement).await?;
    let count: Option<i64> = row.map(|row| row.try_get_by_index(0)).transpose()?;
    Ok(count.unwrap_or(0).unsigned_abs())
}

/// The number of rows that went in, or why none did.
async fn insert(db: &DatabaseTransaction, table: &Table) -> Result<Result<u64, String>, DbErr> {
    let mut reason = None;
    for number in 1..=ROWS {
        for attempt in row(table, number) {
            match db.execute_unprepared(&attempt).await {
                Ok(_) => break,
                // What the most plausible row lacks says more than what a guess lacks.
                Err(error) => drop(reason.get_or_insert_with(|| last_words(&error))),
            }
        }
    }
    // A trigger may have put some there, or taken them away.
    Ok(match count(db, &table.name).await? {
        0 => Err(reason.unwrap_or_else(|| "every column is generated".to_owned())),
        rows => Ok(rows),
    })
}

/// SQLite's own words, without those around them.
fn last_words(error: &DbErr) -> String {
    let words = error.to_string();
    let last = words.rsplit(") ").next().unwrap_or(&words);
    last.to_owned()
}

#[cfg(test)]
mod tests;
