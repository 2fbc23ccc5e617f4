//! A database that is about to be replaced: locked, in one file, and kept under another name.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr};

use super::holders::holders;
use super::watch::Watch;
use crate::backup::BackupError;
use crate::backup::copy::{open, set_wal, texts, unusable};
use crate::backup::partial::flush_folder;
use crate::error::{Error, is_busy, is_read_only, result_code};

/// A database that nobody else uses until this is released.
pub(super) struct Held {
    path: PathBuf,
    lock: Lock,
}

enum Lock {
    /// SQLite holds its exclusive lock on that connection.
    Exclusive {
        db: DatabaseConnection,
        was_wal: bool,
    },
    /// The file is none that SQLite can lock.
    Damaged,
}

/// What SQLite may have written beside a database.
const SIDE_FILES: [&str; 3] = ["-wal", "-journal", "-shm"];

/// For how many milliseconds a process may be about to end that still has the database open.
const PATIENCE: u32 = 2_000;

/// `SQLITE_CORRUPT` and `SQLITE_NOTADB` (<https://www.sqlite.org/rescode.html>).
const BEYOND_REPAIR: [i32; 2] = [11, 26];

impl Held {
    /// Locks the database out of everybody's reach and folds its `-wal` file into it; not if
    /// somebody else has written since it is watched.
    pub(super) async fn take(path: &Path, watch: Option<Watch>) -> Result<Self, BackupError> {
        refuse_if_open(path)?;
        let lock = match lock(path, watch).await {
            Ok(lock) => lock,
            Err(Unlocked::Busy) => {
                refuse_if_open(path)?;
                let path = path.to_owned();
                return Err(BackupError::Busy { path });
            }
            Err(Unlocked::Written) => {
                let path = path.to_owned();
                return Err(BackupError::Written { path });
            }
            Err(Unlocked::ReadOnly(source)) => return Err(Error::ReadOnly { source }.into()),
            Err(Unlocked::Damaged) => Lock::Damaged,
            Err(Unlocked::Other(error)) => return Err(unusable(path, error)),
        };
        Ok(Self {
            path: path.to_owned(),
            lock,
        })
    }

    pub(super) fn is_damaged(&self) -> bool {
        matches!(self.lock, Lock::Damaged)
    }

    /// Gives the database a second name, which it has once the first one is another file's.
    pub(super) async fn keep(&self, replaced: &Path) -> Result<(), BackupError> {
        match &self.lock {
            Lock::Exclusive { db, .. } => {
                if fs::hard_link(&self.path, replaced).is_err() {
                    copy_to(db, replaced).await?;
                }
            }
            Lock::Damaged => self.keep_damaged(replaced)?,
        }
        flush_folder(replaced)
    }

    /// What SQLite cannot read is kept byte by byte, with what lies beside it; that must not meet
    /// the new file.
    fn keep_damaged(&self, replaced: &Path) -> Result<(), BackupError> {
        let both = |end: &str| (beside(&self.path, end), beside(replaced, end));
        let copied = fs::copy(&self.path, replaced);
        copied.map_err(BackupError::io("keeping the replaced file as", replaced))?;
        for (from, to) in SIDE_FILES.map(both) {
            match fs::rename(&from, &to) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    return Err(BackupError::io("keeping", &from)(error));
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Lets go of the old file, which is as it was wherever it is now.
    pub(super) async fn release(self, replaced: &Path, is_replaced: bool) {
        let Lock::Exclusive { db, was_wal } = self.lock else {
            return;
        };
        drop(db.close().await);
        let old = if is_replaced { replaced } else { &self.path };
        if was_wal {
            // Its rows are all there; the application sets the mode again where this fails.
            drop(set_wal(old).await);
        }
        if !is_replaced {
            drop(fs::remove_file(replaced));
        }
    }
}

/// Every process that has it open would go on with the old file, also one that is idle, which
/// holds no lock unless the database is in WAL mode.
fn refuse_if_open(path: &Path) -> Result<(), BackupError> {
    let holders = holders(path).known;
    if holders.is_empty() {
        return Ok(());
    }
    Err(BackupError::InUse {
        path: path.to_owned(),
        holders,
    })
}

async fn lock(path: &Path, watch: Option<Watch>) -> Result<Lock, Unlocked> {
    let db = match &watch {
        Some(watch) => watch.database().clone(),
        None => open(path).await?,
    };
    let locked = lock_on(&db, watch.as_ref()).await;
    if locked.is_err() {
        // Closing gives up what was locked of it.
        drop(db.clone().close().await);
    }
    let was_wal = locked?;
    // No connection writes it any longer; it would be a journal of nothing.
    drop(fs::remove_file(beside(path, "-journal")));
    Ok(Lock::Exclusive { db, was_wal })
}

/// Takes SQLite's exclusive lock and keeps it when the transaction ends
/// (<https://www.sqlite.org/pragma.html#pragma_locking_mode>); in WAL mode that keeps out writers.
/// Leaving WAL mode keeps out everybody. In the end no file beside the database is this
/// connection's, so that closing it deletes none of those that a new database may have by then.
/// Says whether it was in WAL mode.
async fn lock_on(db: &DatabaseConnection, watch: Option<&Watch>) -> Result<bool, Unlocked> {
    let was_wal = texts(db, "PRAGMA journal_mode", []).await? == ["wal"];
    // SQLite lets a user have that lock who may only read the file, and refuses the first write. To
    // replace the file would give it to another owner, and keep out the application.
    let sql = format!(
        "PRAGMA busy_timeout = {PATIENCE}; PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; \
         PRAGMA user_version = 1; ROLLBACK"
    );
    db.execute_unprepared(&sql).await?;
    if let Some(watch) = watch {
        match watch.others_wrote().await {
            Ok(false) => {}
            Ok(true) | Err(_) => return Err(Unlocked::Written),
        }
    }
    if was_wal {
        texts(db, "PRAGMA journal_mode = DELETE", []).await?;
    }
    texts(db, "PRAGMA journal_mode = MEMORY", []).await?;
    Ok(was_wal)
}

/// Why there is no lock.
enum Unlocked {
    Busy,
    Written,
    ReadOnly(DbErr),
    Damaged,
    Other(DbErr),
}

impl From<DbErr> for Unlocked {
    fn from(error: DbErr) -> Self {
        match result_code(&error) {
            Some(code) if BEYOND_REPAIR.contains(&code) => Self::Damaged,
            _ if is_busy(&error) => Self::Busy,
            _ if is_read_only(&error) => Self::ReadOnly(error),
            _ => Self::Other(error),
        }
    }
}

/// Where a file system has no second names, the database is copied through its own connection:
/// another descriptor of the file would give up the lock when it is closed.
async fn copy_to(db: &DatabaseConnection, replaced: &Path) -> Result<(), BackupError> {
    let path = replaced.to_owned();
    let Some(name) = replaced.to_str() else {
        return Err(BackupError::NotText { path });
    };
    let copied = texts(db, "VACUUM INTO ?", [name.into()]).await;
    copied.map_err(|reason| BackupError::Copy { path, reason })?;
    Ok(())
}

/// The path with something behind its last character.
pub(super) fn beside(path: &Path, end: &str) -> PathBuf {
    let mut path = path.as_os_str().to_owned();
    path.push(end);
    path.into()
}
