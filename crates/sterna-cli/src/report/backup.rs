//! A copy of the database, and a database that a copy has replaced.

use serde::Serialize;

use crate::error::Error;
use crate::precaution::shown;
use crate::project::Project;

/// A backup that was taken.
#[derive(Clone, Debug, Serialize)]
pub struct BackedUp {
    /// The database.
    pub database: String,
    /// The copy.
    pub path: String,
    /// The applied heads that it holds.
    pub heads: Vec<String>,
    /// Its size.
    pub bytes: u64,
    /// How long it took to copy and to check.
    pub milliseconds: u64,
    /// Older backups that were deleted.
    pub removed: Vec<String>,
}

impl BackedUp {
    /// The facts of a backup.
    ///
    /// # Errors
    ///
    /// No database is named.
    pub fn new(project: &Project<'_>, backup: &sterna::Backup) -> Result<Self, Error> {
        let removed = backup.removed.iter().map(|path| shown(project, path));
        Ok(Self {
            database: project.database_name()?,
            path: shown(project, &backup.path),
            heads: backup.heads.clone(),
            bytes: backup.bytes,
            milliseconds: u64::try_from(backup.duration.as_millis()).unwrap_or(u64::MAX),
            removed: removed.collect(),
        })
    }
}

/// A database that a copy has replaced.
#[derive(Debug, Serialize)]
pub struct Restored {
    /// The database.
    pub database: String,
    /// The copy.
    pub copy: String,
    /// The applied heads that the database has now.
    pub heads: Vec<String>,
    /// Whether these are all heads that there are.
    pub at_head: bool,
    /// Where the replaced file is now.
    pub replaced: Option<String>,
}
