//! Databases in memory: empty, or with the same objects as another and no rows.
//!
//! A shadow shows what an operation does without doing it. What must stay absent: rows, and
//! anything that the stored texts do not say.

mod part;

use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbErr};
use sterna_schema::Unmanaged;

use super::inspect::{ObjectKind, StoredObject};
use super::{Catalogue, ReadError};

pub use part::part;

/// An empty database in memory, on exactly one connection that is never closed while the pool
/// lives: each connection to `:memory:` is a database of its own
/// (<https://www.sqlite.org/inmemorydb.html>).
///
/// # Errors
///
/// SQLite cannot open it.
pub async fn empty() -> Result<DatabaseConnection, DbErr> {
    let mut options = ConnectOptions::new("sqlite::memory:");
    options
        .min_connections(1)
        .max_connections(1)
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false)
        .sqlx_logging(false);
    Database::connect(options).await
}

/// A database in memory with the objects of a catalogue, from their stored texts and without
/// rows, and the list of what could not be copied: a virtual table whose module is missing, an
/// index over a function or collation that the application adds to its connections.
///
/// SQLite makes by itself what it names itself (`sqlite_sequence`), and a virtual table makes
/// its shadow tables.
///
/// # Errors
///
/// SQLite cannot open a database in memory.
pub async fn replicate(
    catalogue: &Catalogue,
) -> Result<(DatabaseConnection, Vec<Unmanaged>), ReadError> {
    let shadow = empty().await?;
    let objects = in_order(catalogue);
    if all_at_once(&shadow, &objects).await? {
        return Ok((shadow, Vec::new()));
    }
    let missing = one_by_one(&shadow, &objects).await;
    Ok((shadow, missing))
}

/// Creates all objects in one transaction, or none and says so.
async fn all_at_once(
    shadow: &DatabaseConnection,
    objects: &[(&StoredObject, &str)],
) -> Result<bool, DbErr> {
    if !objects.iter().all(|(_, sql)| can_be_run(sql)) {
        return Ok(false);
    }
    let script: String = objects
        .iter()
        .map(|(_, sql)| format!("{sql}\n;\n"))
        .collect();
    let whole = format!("BEGIN;\n{script}COMMIT;");
    let done = shadow.execute_unprepared(&whole).await.is_ok();
    if !done {
        shadow.execute_unprepared("ROLLBACK").await?;
    }
    Ok(done)
}

/// SQLite ends a text at a NUL (<https://www.sqlite.org/c3ref/prepare.html>), and SQLx waits
/// forever for the rest of it.
fn can_be_run(sql: &str) -> bool {
    !sql.contains('\0')
}

/// What is to be created, each after what it needs: a trigger may be older than the table that
/// a rebuild made anew.
fn in_order(catalogue: &Catalogue) -> Vec<(&StoredObject, &str)> {
    let is_own =
        |object: &&StoredObject| object.kind != ObjectKind::ShadowTable && !object.is_internal();
    let with_text = |object| {
        let object: &StoredObject = object;
        Some((object, object.sql.as_deref()?))
    };
    let mut objects: Vec<_> = catalogue
        .objects()
        .filter(is_own)
        .filter_map(with_text)
        .collect();
    objects.sort_by_key(|(object, _)| match object.kind {
        ObjectKind::Table | ObjectKind::VirtualTable | ObjectKind::ShadowTable => 0,
        ObjectKind::Index => 1,
        ObjectKind::View => 2,
        ObjectKind::Trigger => 3,
    });
    objects
}

async fn one_by_one(
    shadow: &DatabaseConnection,
    objects: &[(&StoredObject, &str)],
) -> Vec<Unmanaged> {
    let mut missing = Vec::new();
    for (object, sql) in objects {
        let reason = if can_be_run(sql) {
            let done = shadow.execute_unprepared(sql).await;
            done.err().map(|error| error.to_string())
        } else {
            Some("its text holds a NUL".to_owned())
        };
        missing.extend(reason.map(|reason| Unmanaged {
            name: object.name.clone(),
            kind: format!("{} that could not be copied: {reason}", object.kind.word()),
        }));
    }
    missing
}
