//! Opening a database, with an error that says what stands in the way.
//!
//! This is the only room of the commands that makes connections to a user's database.

use std::path::{Path, PathBuf};
use std::time::Duration;
use std::{fs, io};

use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbErr, RuntimeErr};
use thiserror::Error;

use crate::address::Address;

/// What the database is opened for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opening {
    /// To look into it: it must be there, and somebody who writes is soon done.
    Read,
    /// To change it: it must be there.
    Write,
    /// To change it: the folder and the file are made where they are missing.
    Create,
}

/// What to do while another process keeps the database locked.
#[derive(Clone, Copy)]
pub struct Patience<'a> {
    /// How long to wait.
    pub longest: Duration,
    /// Is told once, when the wait begins to be noticed.
    pub tell: &'a dyn Fn(Duration),
}

impl Patience<'_> {
    /// As long as a person waits for an answer, without a word.
    pub const SHORT: Self = Self {
        longest: Duration::from_secs(5),
        tell: &|_| {},
    };
}

/// From here on a wait is noticed.
const NOTICED: Duration = Duration::from_millis(500);

/// Why a database cannot be used. Each knows the file.
#[derive(Debug, Error)]
pub enum DatabaseError {
    /// There is no file, or not even its folder.
    #[error("there is no database at {}", shown(.path))]
    Missing {
        /// The file.
        path: PathBuf,
    },
    /// The path is a folder.
    #[error("{} is a folder, not a database", shown(.path))]
    Folder {
        /// The path.
        path: PathBuf,
    },
    /// The folder for the file cannot be made.
    #[error("cannot create the folder {}", shown(.path))]
    CannotCreate {
        /// The folder.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The file holds something else, or is encrypted, or damaged.
    #[error("{} is not a SQLite database", shown(.path))]
    NotADatabase {
        /// The file.
        path: PathBuf,
    },
    /// The file system does not let us.
    #[error("no permission to open {}", shown(.path))]
    NoPermission {
        /// The file.
        path: PathBuf,
    },
    /// The operating system does not take the path: a name is too long, a link leads nowhere.
    #[error("cannot open {}", shown(.path))]
    BadPath {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// Another process holds the database.
    #[error("{} is locked by another process", shown(.path))]
    Locked {
        /// The file.
        path: PathBuf,
    },
    /// Anything else that SQLite says.
    #[error("cannot open {address}")]
    Other {
        /// The database.
        address: Address,
        /// What SQLite says.
        source: DbErr,
    },
}

fn shown(path: &Path) -> String {
    crate::output::escape(&path.to_string_lossy())
}

/// Whether there is a database already. One in memory never is.
pub fn exists(address: &Address) -> bool {
    address.path().is_some_and(Path::exists)
}

/// Opens the database and asks it for a first page, so that what is no database is noticed here.
///
/// # Errors
///
/// It cannot be used; see [`DatabaseError`].
pub async fn open(
    address: &Address,
    opening: Opening,
    patience: Patience<'_>,
) -> Result<DatabaseConnection, DatabaseError> {
    if let Some(path) = address.path() {
        prepare(path, opening, address.is_read_only())?;
    }
    let db = connect_patiently(address, opening, patience).await;
    db.map_err(|source| explain(address, source))
}

/// Tries for a moment, and tells before it waits for longer.
async fn connect_patiently(
    address: &Address,
    opening: Opening,
    patience: Patience<'_>,
) -> Result<DatabaseConnection, DbErr> {
    let moment = NOTICED.min(patience.longest);
    match connect(address, opening, moment).await {
        Err(error) if matches!(primary_code(&error), Some(BUSY | LOCKED)) => {
            (patience.tell)(patience.longest);
            connect(address, opening, patience.longest).await
        }
        Err(error) => Err(error),
        Ok(db) => {
            wait_at_most(&db, patience.longest).await?;
            Ok(db)
        }
    }
}

fn prepare(path: &Path, opening: Opening, read_only: bool) -> Result<(), DatabaseError> {
    if path.is_dir() {
        return Err(DatabaseError::Folder {
            path: path.to_owned(),
        });
    }
    match (opening, path.parent()) {
        (Opening::Read | Opening::Write, _) => require(path),
        (Opening::Create, _) if read_only => require(path),
        (Opening::Create, Some(folder)) => create_folder(folder),
        (Opening::Create, None) => Ok(()),
    }
}

fn require(path: &Path) -> Result<(), DatabaseError> {
    match fs::metadata(path) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
            Err(DatabaseError::NoPermission {
                path: path.to_owned(),
            })
        }
        Err(_) => Err(DatabaseError::Missing {
            path: path.to_owned(),
        }),
    }
}

fn create_folder(folder: &Path) -> Result<(), DatabaseError> {
    fs::create_dir_all(folder).map_err(|source| DatabaseError::CannotCreate {
        path: folder.to_owned(),
        source,
    })
}

async fn connect(
    address: &Address,
    opening: Opening,
    wait: Duration,
) -> Result<DatabaseConnection, DbErr> {
    let db = Database::connect(options(address, opening, wait)).await?;
    db.execute_unprepared("PRAGMA schema_version").await?;
    Ok(db)
}

/// <https://www.sqlite.org/pragma.html#pragma_busy_timeout>
async fn wait_at_most(db: &DatabaseConnection, longest: Duration) -> Result<(), DbErr> {
    let milliseconds = i32::try_from(longest.as_millis()).unwrap_or(i32::MAX);
    let sql = format!("PRAGMA busy_timeout = {milliseconds}");
    db.execute_unprepared(&sql).await.map(drop)
}

/// One connection: a migration is one transaction, and in memory each connection would be a
/// database of its own. The path goes around the URL, in which some of its characters would be
/// special.
fn options(address: &Address, opening: Opening, wait: Duration) -> ConnectOptions {
    let mut options = match address {
        Address::Memory => ConnectOptions::new("sqlite::memory:"),
        Address::File { path, read_only } => {
            let (path, read_only) = (path.clone(), *read_only);
            let mut options = ConnectOptions::new("sqlite:by-path");
            options.map_sqlx_sqlite_opts(move |sqlite| {
                sqlite
                    .filename(&path)
                    .read_only(read_only)
                    .busy_timeout(wait)
                    .create_if_missing(opening == Opening::Create && !read_only)
            });
            options
        }
    };
    options
        .sqlx_logging(false)
        // The pool must not give up before SQLite does.
        .acquire_timeout(wait + Duration::from_secs(5))
        .max_connections(1)
        .min_connections(1)
        .idle_timeout(None)
        .max_lifetime(None);
    options
}

/// SQLite's result codes, in our words (<https://www.sqlite.org/rescode.html>).
fn explain(address: &Address, source: DbErr) -> DatabaseError {
    let Some(path) = address.path().map(Path::to_owned) else {
        let address = address.clone();
        return DatabaseError::Other { address, source };
    };
    match primary_code(&source) {
        Some(BUSY | LOCKED) => DatabaseError::Locked { path },
        Some(NOT_A_DATABASE) => DatabaseError::NotADatabase { path },
        Some(PERMISSION | READ_ONLY) => DatabaseError::NoPermission { path },
        Some(CANNOT_OPEN) => cannot_open(path),
        _ => DatabaseError::Other {
            address: address.clone(),
            source,
        },
    }
}

/// SQLite says no more than that it cannot; the system knows why.
fn cannot_open(path: PathBuf) -> DatabaseError {
    use io::ErrorKind::{NotFound, PermissionDenied};
    match fs::metadata(&path) {
        Err(source) if !matches!(source.kind(), NotFound | PermissionDenied) => {
            DatabaseError::BadPath { path, source }
        }
        _ => DatabaseError::NoPermission { path },
    }
}

const PERMISSION: u8 = 3;
const BUSY: u8 = 5;
const LOCKED: u8 = 6;
const READ_ONLY: u8 = 8;
const CANNOT_OPEN: u8 = 14;
const NOT_A_DATABASE: u8 = 26;

/// The primary result code: the lowest byte of an extended one.
fn primary_code(error: &DbErr) -> Option<u8> {
    let (DbErr::Conn(RuntimeErr::SqlxError(error))
    | DbErr::Exec(RuntimeErr::SqlxError(error))
    | DbErr::Query(RuntimeErr::SqlxError(error))) = error
    else {
        return None;
    };
    let code: i64 = error.as_database_error()?.code()?.parse().ok()?;
    u8::try_from(code & 0xff).ok()
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;

    async fn open(
        address: &Address,
        opening: Opening,
    ) -> Result<DatabaseConnection, DatabaseError> {
        super::open(address, opening, Patience::SHORT).await
    }

    fn at(path: PathBuf) -> Address {
        Address::File {
            path,
            read_only: false,
        }
    }

    async fn failure(path: PathBuf) -> DatabaseError {
        open(&at(path), Opening::Read)
            .await
            .expect_err("cannot be opened")
    }

    #[tokio::test]
    async fn a_missing_folder_and_file_are_made_only_on_request() {
        let folder = TempDir::new().expect("a temporary folder");
        let path = folder.path().join("new/odd ? 100% name #1.db");
        assert!(matches!(
            failure(path.clone()).await,
            DatabaseError::Missing { .. }
        ));
        assert!(!path.parent().expect("a folder").exists());
        let db = open(&at(path.clone()), Opening::Create)
            .await
            .expect("opened");
        db.execute_unprepared("CREATE TABLE t (a)")
            .await
            .expect("created");
        assert!(path.is_file(), "the very name, no other");
        assert!(exists(&at(path.clone())));
        open(&at(path), Opening::Read).await.expect("opened again");
    }

    #[tokio::test]
    async fn what_is_no_database_says_so() {
        let folder = TempDir::new().expect("a temporary folder");
        let path = folder.path().join("notes.txt");
        fs::write(
            &path,
            "not a database, but long enough to be taken for one. ".repeat(40),
        )
        .expect("a written file");
        assert!(matches!(
            failure(path).await,
            DatabaseError::NotADatabase { .. }
        ));
        let error = failure(folder.path().to_owned()).await;
        assert!(matches!(error, DatabaseError::Folder { .. }));
    }

    #[tokio::test]
    async fn an_empty_file_is_an_empty_database() {
        let folder = TempDir::new().expect("a temporary folder");
        let path = folder.path().join("empty.db");
        fs::write(&path, "").expect("a written file");
        open(&at(path), Opening::Read).await.expect("opened");
    }

    #[tokio::test]
    async fn a_file_in_the_place_of_the_folder_is_named() {
        let folder = TempDir::new().expect("a temporary folder");
        fs::write(folder.path().join("data"), "").expect("a written file");
        let address = at(folder.path().join("data/app.db"));
        let error = open(&address, Opening::Create)
            .await
            .expect_err("no folder");
        assert!(matches!(error, DatabaseError::CannotCreate { .. }));
    }

    #[tokio::test]
    async fn a_name_that_is_too_long_is_no_lack_of_permission() {
        let folder = TempDir::new().expect("a temporary folder");
        let address = at(folder.path().join("x".repeat(1_000)));
        let error = open(&address, Opening::Create).await.expect_err("too long");
        assert!(matches!(error, DatabaseError::BadPath { .. }), "{error:?}");
    }

    #[tokio::test]
    async fn memory_keeps_its_tables_while_it_is_open() {
        let db = open(&Address::Memory, Opening::Read).await.expect("opened");
        db.execute_unprepared("CREATE TABLE t (a)")
            .await
            .expect("created");
        db.execute_unprepared("INSERT INTO t VALUES (1)")
            .await
            .expect("inserted");
    }

    #[tokio::test]
    async fn a_lock_is_waited_for_and_told() {
        let folder = TempDir::new().expect("a temporary folder");
        let address = at(folder.path().join("app.db"));
        let holder = open(&address, Opening::Create).await.expect("opened");
        holder
            .execute_unprepared("BEGIN EXCLUSIVE")
            .await
            .expect("locked");
        let told = std::cell::Cell::new(0);
        let patience = Patience {
            longest: Duration::from_millis(700),
            tell: &|_| told.set(told.get() + 1),
        };
        let error = super::open(&address, Opening::Write, patience)
            .await
            .expect_err("locked");
        assert!(matches!(error, DatabaseError::Locked { .. }));
        assert_eq!(told.get(), 1);
        holder.execute_unprepared("COMMIT").await.expect("unlocked");
        super::open(&address, Opening::Write, patience)
            .await
            .expect("opened");
        assert_eq!(told.get(), 1, "there was no wait");
    }
}
