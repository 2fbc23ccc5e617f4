//! One deploy or restore of a database at a time, and a trace of one that was killed.
//!
//! SQLite's lock cannot do this: it ends with a transaction, and nobody holds one while another
//! program asks whether the application is well. So there is a file beside the database while
//! work is going on, locked by whoever works. A process that dies leaves the file without the
//! lock, and what it says is what was going on.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Seek as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::held::beside;
use super::holders::holders;
use crate::backup::BackupError;
use crate::backup::partial::flush_folder;

/// What a database that is being put in place is called until it is.
pub(super) const RESTORING: &str = ".restoring";

/// SQLite's own files beside a database are called `-wal`, `-shm` and `-journal`.
const SUFFIX: &str = "-sterna";

/// How often a claim is tried again.
const PAUSE: Duration = Duration::from_millis(100);

/// The right to replace a database, which one process at a time has.
#[derive(Debug)]
pub struct Claim {
    database: PathBuf,
    path: PathBuf,
    file: File,
    left_behind: Option<String>,
    /// Whether the file stays, for whoever comes next.
    stays: bool,
}

impl Claim {
    /// Claims the database, waiting at most so long for another process that has claimed it. The
    /// file need not be there; a link is followed.
    ///
    /// # Errors
    ///
    /// Another process has it, or the database's folder cannot be written.
    pub async fn take(database: &Path, patience: Duration) -> Result<Self, BackupError> {
        let database = resolved(database)?;
        let path = beside(&database, SUFFIX);
        let started = Instant::now();
        loop {
            let file = open(&path).map_err(BackupError::io("creating", &path))?;
            match file.try_lock() {
                // The one before may have deleted the file between the two lines above.
                Ok(()) if is_still(&file, &path) => {
                    let left_behind = fs::read_to_string(&path).ok();
                    return Ok(Self {
                        database,
                        path,
                        file,
                        left_behind: left_behind.filter(|words| !words.is_empty()),
                        stays: false,
                    });
                }
                Ok(()) => {}
                Err(TryLockError::WouldBlock) if started.elapsed() >= patience => {
                    let holders = holders(&path).known;
                    let path = database;
                    return Err(BackupError::Claimed { path, holders });
                }
                Err(TryLockError::WouldBlock) => {
                    // Whoever waits is not to be taken for the one who has it.
                    drop(file);
                    tokio::time::sleep(PAUSE).await;
                }
                Err(TryLockError::Error(error)) => {
                    return Err(BackupError::io("locking", &path)(error));
                }
            }
        }
    }

    /// The database, links resolved.
    pub fn database(&self) -> &Path {
        &self.database
    }

    /// What a process was doing that was killed with the claim.
    pub fn left_behind(&self) -> Option<&str> {
        self.left_behind.as_deref()
    }

    /// Writes down what is going on, for whoever comes after a kill.
    ///
    /// # Errors
    ///
    /// The file cannot be written.
    pub fn note(&self, words: &str) -> Result<(), BackupError> {
        let write = || -> io::Result<()> {
            let mut file = &self.file;
            file.rewind()?;
            file.set_len(0)?;
            file.write_all(words.as_bytes())?;
            file.sync_all()
        };
        write().map_err(BackupError::io("writing", &self.path))?;
        flush_folder(&self.path)
    }

    /// Gives it up where nothing was done: what a killed process left goes on to be told.
    pub fn hand_back(mut self) {
        if let Some(words) = self.left_behind.take() {
            self.stays = self.note(&words).is_ok();
        }
    }

    /// Gives it up; nothing stays behind.
    pub fn release(self) {
        drop(self);
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        if self.stays {
            return;
        }
        // While the lock is held. A file that cannot be deleted says nothing from here on.
        drop(self.file.set_len(0));
        drop(fs::remove_file(&self.path));
    }
}

/// What was going on when a deploy or a restore of this database was killed, if one was.
pub fn interrupted(database: &Path) -> Option<String> {
    let database = resolved(database).ok()?;
    let path = beside(&database, SUFFIX);
    // Most databases have no such file, and asking must not make one.
    let file = File::open(&path).ok()?;
    file.try_lock_shared().ok()?;
    let words = fs::read_to_string(&path).ok()?;
    (!words.is_empty()).then_some(words)
}

/// The path without links; the file itself need not be there.
fn resolved(database: &Path) -> Result<PathBuf, BackupError> {
    let absolute = std::path::absolute(database);
    let absolute = absolute.map_err(BackupError::io("finding", database))?;
    match fs::canonicalize(&absolute) {
        Ok(path) => Ok(path),
        Err(error) if error.kind() == io::ErrorKind::NotFound && !absolute.is_symlink() => {
            let (Some(folder), Some(name)) = (absolute.parent(), absolute.file_name()) else {
                return Err(BackupError::io("finding", database)(error));
            };
            let folder = fs::canonicalize(folder);
            Ok(folder
                .map_err(BackupError::io("finding the folder of", database))?
                .join(name))
        }
        Err(error) => Err(BackupError::io("finding", database)(error)),
    }
}

fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Whether the name still stands for the file. Where that cannot be told a file that is open
/// cannot be deleted either.
#[cfg(unix)]
fn is_still(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let place = |found: fs::Metadata| (found.dev(), found.ino());
    let ours = file.metadata().map(place);
    ours.ok() == fs::metadata(path).map(place).ok()
}

#[cfg(not(unix))]
fn is_still(_: &File, _: &Path) -> bool {
    true
}
