//! What SQLite itself finds wrong with a database: for a deploy, or an application's own answer
//! to whether it is well.

use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement};

use crate::error::Error;

/// More of what is wrong than this helps nobody.
const FINDINGS: usize = 10;

/// What `PRAGMA quick_check` finds; nothing where all is well. It reads the whole database, but
/// compares no index with its table (<https://www.sqlite.org/pragma.html#pragma_quick_check>).
///
/// # Errors
///
/// The database cannot be read.
pub async fn quick_check(db: &DatabaseConnection) -> Result<Vec<String>, Error> {
    let sql = format!("PRAGMA quick_check({FINDINGS})");
    let failed = |error| Error::database("checking the database", error);
    let rows = db
        .query_all_raw(Statement::from_string(DbBackend::Sqlite, sql))
        .await
        .map_err(failed)?;
    let found: Result<Vec<String>, _> = rows.iter().map(|row| row.try_get_by_index(0)).collect();
    let found = found.map_err(failed)?;
    Ok(if found == ["ok"] { Vec::new() } else { found })
}

/// How many rows refer to one that is not there
/// (<https://www.sqlite.org/pragma.html#pragma_foreign_key_check>).
///
/// # Errors
///
/// The database cannot be read.
pub async fn broken_references(db: &DatabaseConnection) -> Result<i64, Error> {
    let sql = "SELECT count(*) FROM pragma_foreign_key_check";
    let failed = |error| Error::database("checking foreign keys", error);
    let row = db
        .query_one_raw(Statement::from_string(DbBackend::Sqlite, sql))
        .await
        .map_err(failed)?;
    let count = row.map(|row| row.try_get_by_index(0)).transpose();
    Ok(count.map_err(failed)?.unwrap_or_default())
}
