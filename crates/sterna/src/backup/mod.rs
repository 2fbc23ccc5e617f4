//! Copies of a database that is in use: complete, checked, named after what they hold.
//!
//! | file | question |
//! |---|---|
//! | `copy` | how is a database copied, and is the copy good? |
//! | `name` | what is a copy called, and which files of a folder are copies? pure |
//! | `partial` | how does a file come to its name only when it is whole? |
//! | `losses` | which revisions destroy what a copy alone could bring back? pure |
//! | `error` | why was nothing copied or restored? |
//!
//! What must stay absent: opening the database's own file other than through SQLite. A process
//! that closes any descriptor of a file gives up all its POSIX locks on it, SQLite's included
//! (<https://www.sqlite.org/howtocorrupt.html#_posix_advisory_locks_canceled_by_a_separate_thread_doing_close_>).

pub(crate) mod copy;
mod error;
mod losses;
pub(crate) mod name;
pub(crate) mod partial;

use std::fs;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use sea_orm::DatabaseConnection;

pub use error::BackupError;
pub use losses::Loss;

use crate::revisions::Revisions;
use copy::{Copied, Original};
use name::{Family, Origin};
use partial::Partial;

/// A folder of backups, and how many of a database it keeps.
///
/// ```no_run
/// # async fn nightly(db: &sea_orm::DatabaseConnection) -> Result<(), sterna::backup::BackupError> {
/// # let revisions = sterna::Revisions::new(&[]);
/// let seven = std::num::NonZeroUsize::new(7).unwrap();
/// sterna::Backups::in_folder("backups").keep(seven).take(&revisions, db).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Backups {
    folder: PathBuf,
    keep: Option<NonZeroUsize>,
    origin: Origin,
}

/// A copy of a database that was found good.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Backup {
    /// The database, links resolved.
    pub database: PathBuf,
    /// The file: `content.20261121T101502Z.9c41d0be3f2a.db`.
    pub path: PathBuf,
    /// The applied heads that it holds.
    pub heads: Vec<String>,
    /// Its size.
    pub bytes: u64,
    /// How long it took to copy and to check.
    pub duration: Duration,
    /// Older copies that were deleted.
    pub removed: Vec<PathBuf>,
    /// Older copies that should have been deleted and could not be.
    pub stuck: Vec<PathBuf>,
}

impl Backups {
    /// Backups in this folder, which is made where it is missing. All of them are kept.
    pub fn in_folder(folder: impl Into<PathBuf>) -> Self {
        Self {
            folder: folder.into(),
            keep: None,
            origin: Origin::Asked,
        }
    }

    /// Backups that a program takes of its own accord. Their names say so
    /// (`content.20261121T101502Z-auto.9c41d0be3f2a.db`), and [`keep`](Self::keep) counts and
    /// deletes no others; without this, it leaves them in peace.
    #[must_use]
    pub fn automatic(self) -> Self {
        Self {
            origin: Origin::Automatic,
            ..self
        }
    }

    /// Keeps this many of each database, the newest. Older ones go once a new one is good; no
    /// file is touched that is not named like a backup of the same database.
    #[must_use]
    pub fn keep(self, newest: NonZeroUsize) -> Self {
        Self {
            keep: Some(newest),
            ..self
        }
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Copies the database as it is at one moment, while others read and write it, and checks the
    /// copy. Its file has another name until it is whole, good, and written to the disk.
    ///
    /// The copy has the database's rows, rowids, settings and journal mode; free pages are left
    /// out. Writers go on where the database is in WAL mode; otherwise they wait until it is
    /// copied. The file is flushed on the calling thread.
    ///
    /// # Errors
    ///
    /// The folder cannot be written, the disk is full, or the copy is not good; the folder is
    /// then as it was.
    pub async fn take(
        &self,
        revisions: &Revisions,
        db: &DatabaseConnection,
    ) -> Result<Backup, BackupError> {
        let started = Instant::now();
        let original = Original::of(db).await?;
        let family = Family::of(&original.path, self.origin);
        let folder = self.existing_folder()?;
        let now = copy::now(db, "+0 days").await?;
        let (partial, moment) = Partial::of_backup(&folder, &family, &now)?;
        copy::fill(db, partial.path(), original.is_wal).await?;
        let checked = copy::checked(revisions, partial.path()).await;
        let Copied { heads, .. } =
            checked.map_err(|error| error.of_the_original(&original.path))?;
        partial.take_after(&original.path)?;
        let path = partial.publish(&folder.join(family.name(&moment, &heads)))?;
        let bytes = fs::metadata(&path).map_or(0, |file| file.len());
        let mut backup = Backup {
            database: original.path,
            path,
            heads,
            bytes,
            duration: started.elapsed(),
            removed: Vec::new(),
            stuck: Vec::new(),
        };
        if let Some(newest) = self.keep {
            self.remove_older(newest, &mut backup);
        }
        remove_leftovers(&folder, &family, &copy::now(db, "-1 days").await?);
        Ok(backup)
    }

    fn existing_folder(&self) -> Result<PathBuf, BackupError> {
        let made = fs::create_dir_all(&self.folder);
        made.map_err(BackupError::io("making the folder", &self.folder))?;
        // SQLite takes a relative path as well, but a change of folder meanwhile must not matter.
        let absolute = std::path::absolute(&self.folder);
        absolute.map_err(BackupError::io("finding the folder", &self.folder))
    }

    /// Deletes all but the newest, as [`take`](Self::take) does where it is told to
    /// [`keep`](Self::keep) some: for a program that lets older backups go only once it has done
    /// what it took this one for.
    pub fn remove_older(&self, newest: NonZeroUsize, backup: &mut Backup) {
        let folder = backup.path.parent().unwrap_or(&self.folder);
        let mut copies = Family::of(&backup.database, self.origin).copies(folder);
        let older = copies.len().saturating_sub(newest.get());
        for path in copies.drain(..older) {
            // Clocks can be set back: the new one stays in any case.
            if path == backup.path {
                continue;
            }
            match fs::remove_file(&path) {
                Ok(()) => backup.removed.push(path),
                Err(_) => backup.stuck.push(path),
            }
        }
    }
}

/// What a backup that was killed had written goes after a day; it may be a running one before.
fn remove_leftovers(folder: &Path, family: &Family, a_day_ago: &str) {
    for path in family.partials_before(folder, a_day_ago) {
        // Whoever can delete it, does; a leftover harms nobody.
        partial::remove(&path);
    }
}

impl Revisions {
    /// Copies a database that is in use into this folder, and checks the copy; see
    /// [`Backups::take`].
    ///
    /// # Errors
    ///
    /// The copy cannot be made, or is not good.
    pub async fn backup(
        &self,
        db: &DatabaseConnection,
        folder: impl Into<PathBuf>,
    ) -> Result<Backup, BackupError> {
        Backups::in_folder(folder).take(self, db).await
    }
}
