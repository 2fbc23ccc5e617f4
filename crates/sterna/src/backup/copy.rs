//! How a database is copied, and whether the copy is good.
//!
//! `VACUUM INTO` reads through SQLite, the `-wal` file included, within one read transaction, and
//! so copies one moment however many write meanwhile. It keeps the rowids of every table: SQLite
//! renumbers them in a plain VACUUM only (`DBFLAG_VacuumInto` in its `insert.c`), although the
//! manual promises that for tables with an INTEGER PRIMARY KEY alone
//! (<https://www.sqlite.org/lang_vacuum.html>); a test holds it.

use std::path::{Path, PathBuf};
use std::time::Duration;

use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, DbErr, Statement,
    Value,
};

use super::error::BackupError;
use crate::error::Error;
use crate::revisions::Revisions;

/// How long a copy is waited for that somebody else looks at, or an original that is written.
const PATIENCE: Duration = Duration::from_secs(10);

/// More of what is wrong than this helps nobody.
const FINDINGS: usize = 5;

/// What is copied.
pub(crate) struct Original {
    pub(crate) path: PathBuf,
    pub(crate) is_wal: bool,
}

/// What was found in a copy.
pub(crate) struct Copied {
    pub(crate) heads: Vec<String>,
    /// Applied heads that this program lacks.
    pub(crate) unknown: Vec<String>,
}

impl Original {
    /// The file behind a connection, links resolved.
    pub(crate) async fn of(db: &DatabaseConnection) -> Result<Self, BackupError> {
        let sql = "SELECT coalesce(file, '') FROM pragma_database_list WHERE name = 'main'";
        let file = texts(db, sql, []).await.map_err(reading)?;
        let path = file.into_iter().find(|path| !path.is_empty());
        let journal = texts(db, "PRAGMA journal_mode", [])
            .await
            .map_err(reading)?;
        Ok(Self {
            path: path.map(PathBuf::from).ok_or(BackupError::InMemory)?,
            is_wal: journal == ["wal"],
        })
    }
}

/// The time as file names show it, `20261121T101502Z`, moved by one of SQLite's modifiers.
pub(crate) async fn now(db: &DatabaseConnection, modifier: &str) -> Result<String, BackupError> {
    let sql = "SELECT strftime('%Y%m%dT%H%M%SZ', 'now', ?)";
    let now = texts(db, sql, [modifier.into()]).await.map_err(reading)?;
    Ok(now.concat())
}

/// Copies the database into an empty file.
pub(crate) async fn fill(
    db: &DatabaseConnection,
    to: &Path,
    is_wal: bool,
) -> Result<(), BackupError> {
    let failed = |reason| BackupError::Copy {
        path: to.to_owned(),
        reason,
    };
    let Some(name) = to.to_str() else {
        return Err(BackupError::NotText {
            path: to.to_owned(),
        });
    };
    texts(db, "VACUUM INTO ?", [name.into()])
        .await
        .map_err(failed)?;
    if is_wal {
        set_wal(to).await.map_err(failed)?;
    }
    Ok(())
}

/// Gives a file that nobody uses back the journal mode that is stored in it; `VACUUM INTO` and a
/// restore leave it in the other one (<https://www.sqlite.org/wal.html#persistence_of_wal_mode>).
pub(crate) async fn set_wal(path: &Path) -> Result<(), DbErr> {
    let db = open(path).await?;
    let set = texts(&db, "PRAGMA journal_mode = WAL", []).await;
    let closed = db.close().await;
    set?;
    closed
}

/// Looks into a file: it must be a database that SQLite finds nothing wrong with.
pub(crate) async fn checked(revisions: &Revisions, path: &Path) -> Result<Copied, BackupError> {
    let db = open(path).await.map_err(|error| unusable(path, error))?;
    let found = look_into(revisions, &db, path).await;
    // What was found counts, whatever closing says.
    drop(db.close().await);
    found
}

/// Looks into a database that is open already.
pub(crate) async fn look_into(
    revisions: &Revisions,
    db: &DatabaseConnection,
    path: &Path,
) -> Result<Copied, BackupError> {
    let sql = format!("PRAGMA integrity_check({FINDINGS})");
    let found = texts(db, &sql, [])
        .await
        .map_err(|error| unusable(path, error))?;
    if found != ["ok"] {
        return Err(BackupError::Damaged {
            path: path.to_owned(),
            found,
        });
    }
    let current = revisions.current(db).await?;
    Ok(Copied {
        heads: current.ids(),
        unknown: current.unknown().map(|head| head.id.clone()).collect(),
    })
}

/// Opens a file that is there, by one connection. It is opened for writing also where it is only
/// read: a connection that may not write leaves the `-wal` and `-shm` files that it had to make
/// (<https://www.sqlite.org/wal.html#read_only_databases>). The path goes around the URL, in which
/// some of its characters would be special.
pub(crate) async fn open(path: &Path) -> Result<DatabaseConnection, DbErr> {
    let path = path.to_owned();
    let mut options = ConnectOptions::new("sqlite:by-path");
    options
        .map_sqlx_sqlite_opts(move |sqlite| {
            sqlite
                .filename(&path)
                .create_if_missing(false)
                .busy_timeout(PATIENCE)
        })
        .sqlx_logging(false)
        .max_connections(1)
        .min_connections(1)
        .idle_timeout(None)
        .max_lifetime(None);
    Database::connect(options).await
}

/// The first column of each row, as text.
pub(crate) async fn texts(
    db: &DatabaseConnection,
    sql: &str,
    values: impl IntoIterator<Item = Value>,
) -> Result<Vec<String>, DbErr> {
    let statement = Statement::from_sql_and_values(DbBackend::Sqlite, sql, values);
    let rows = db.query_all_raw(statement).await?;
    rows.iter().map(|row| row.try_get_by_index(0)).collect()
}

fn reading(error: DbErr) -> BackupError {
    Error::database("reading the database", error).into()
}

pub(crate) fn unusable(path: &Path, reason: DbErr) -> BackupError {
    BackupError::Unusable {
        path: path.to_owned(),
        reason,
    }
}
