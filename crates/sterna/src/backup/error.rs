//! Why a database was not copied, or not restored.

use std::io;
use std::path::{Path, PathBuf};

use sea_orm::DbErr;
use thiserror::Error;

use crate::error::{Error, result_code, shown, words};
use crate::restore::Holder;

/// Why a database was not copied, or not restored. It is as it was.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum BackupError {
    /// The database did not do what it was asked.
    #[error(transparent)]
    Engine(#[from] Error),
    /// There is no file to copy.
    #[error("a database in memory has no file")]
    InMemory,
    /// The file system did not do what it was asked.
    #[error("{doing} {}: {source}", text(.path))]
    File {
        /// What was going on: `making the folder`.
        doing: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
    /// SQLite takes paths as text.
    #[error("the path {} is not UTF-8", text(.path))]
    NotText {
        /// The path.
        path: PathBuf,
    },
    /// The copy could not be written, or the database not be read to its end.
    #[error("copying the database to {}: {}", text(.path), words(.reason))]
    Copy {
        /// The copy.
        path: PathBuf,
        /// SQLite's reason.
        reason: DbErr,
    },
    /// The file is not one that SQLite can use.
    #[error("{} cannot be used: {}", text(.path), words(.reason))]
    Unusable {
        /// The file.
        path: PathBuf,
        /// SQLite's reason.
        reason: DbErr,
    },
    /// There is nothing in the file, or it is none.
    #[error("{} is no database: it is empty, or not a file", text(.path))]
    NoDatabase {
        /// The file.
        path: PathBuf,
    },
    /// SQLite's own check finds fault with the file.
    #[error("{} is damaged: {}", text(.path), shown(&.found.join("; ")))]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What SQLite found.
        found: Vec<String>,
    },
    /// The copy was made by another version of this program.
    #[error("{} is at {}, which this program does not know", text(.path), shown(&.unknown.join(", ")))]
    UnknownRevision {
        /// The copy.
        path: PathBuf,
        /// The applied heads that this program lacks.
        unknown: Vec<String>,
    },
    /// A database cannot take its own place.
    #[error("{} is the database itself", text(.path))]
    Itself {
        /// The file.
        path: PathBuf,
    },
    /// Other processes have the database open.
    #[error("{} is open in {}", text(.path), listed(.holders))]
    InUse {
        /// The database.
        path: PathBuf,
        /// The processes.
        holders: Vec<Holder>,
    },
    /// Other processes have the database open, and the system does not say which.
    #[error("{} is open in another process", text(.path))]
    Busy {
        /// The database.
        path: PathBuf,
    },
    /// Others wrote to the database, and it is not replaced by a copy that lacks that.
    #[error("others have written to {} since it was copied", text(.path))]
    Written {
        /// The database.
        path: PathBuf,
    },
    /// Another deploy or restore works on the database.
    #[error("another deploy or restore of {} is running{}", text(.path), in_those(.holders))]
    Claimed {
        /// The database.
        path: PathBuf,
        /// The process, where the system tells.
        holders: Vec<Holder>,
    },
}

impl BackupError {
    /// What the file system said while something was done with a path.
    pub(crate) fn io(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::File {
            doing,
            path,
            source,
        }
    }

    /// What is wrong with a copy that was just made is wrong with the database, which is there to
    /// be looked at.
    pub(crate) fn of_the_original(self, database: &Path) -> Self {
        match self {
            Self::Damaged { found, .. } => Self::Damaged {
                path: database.to_owned(),
                found,
            },
            error => error,
        }
    }

    /// What to do about it.
    pub fn help(&self) -> Option<String> {
        let text = match self {
            Self::Engine(error) => return error.help(),
            Self::File { path, source, .. } => return Some(file_help(path, source)),
            Self::InMemory => "name a database in a file",
            Self::NotText { .. } => "SQLite takes paths as UTF-8: use another folder",
            Self::Copy { reason, .. } if result_code(reason) == Some(FULL) => {
                "nothing was changed; make room, or let the copy go to another disk: `--to`, or \
                 `backups` in sterna.toml"
            }
            Self::Copy { reason, .. } if result_code(reason) == Some(CORRUPT) => DAMAGED_HELP,
            Self::Copy { .. } => {
                "nothing was changed; look at the folder of the copy, and at the database with \
                 `PRAGMA integrity_check`"
            }
            Self::Unusable { .. } | Self::NoDatabase { .. } => {
                "name a file that SQLite can open; nothing was changed"
            }
            Self::Damaged { .. } => DAMAGED_HELP,
            Self::UnknownRevision { .. } => {
                "use the version of this program that made the copy; nothing was changed"
            }
            Self::Itself { .. } => "name a copy",
            Self::InUse { .. } | Self::Busy { .. } => {
                "stop what has it open, since it would go on with the old file; nothing was changed"
            }
            Self::Written { .. } => {
                "`restore` replaces it all the same, once what they wrote may go"
            }
            Self::Claimed { .. } => "nothing was changed; wait until it is done, then try again",
        };
        Some(text.to_owned())
    }
}

/// What to do where the file system is in the way.
fn file_help(path: &Path, source: &io::Error) -> String {
    let folder = path.parent().filter(|folder| *folder != Path::new(""));
    let folder = text(folder.unwrap_or(Path::new(".")));
    let advice = match source.kind() {
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            format!("run it as the user whom {folder} belongs to, or let this one write there")
        }
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            format!("make room in {folder}")
        }
        io::ErrorKind::NotFound => format!("look which files {folder} holds"),
        _ => format!("look at {folder}, its owner and its room"),
    };
    format!("nothing was changed; {advice}")
}

const DAMAGED_HELP: &str = "nothing was changed; `PRAGMA integrity_check` in the sqlite3 shell says \
    all that is wrong: where that is indexes alone, `REINDEX` makes them again; else look for an \
    older copy that is whole";

/// `SQLITE_FULL` and `SQLITE_CORRUPT` (<https://www.sqlite.org/rescode.html>).
const FULL: i32 = 13;
const CORRUPT: i32 = 11;

fn text(path: &Path) -> String {
    shown(&path.to_string_lossy())
}

fn in_those(holders: &[Holder]) -> String {
    match holders {
        [] => String::new(),
        holders => format!(": {}", listed(holders)),
    }
}

fn listed(holders: &[Holder]) -> String {
    let words: Vec<_> = holders.iter().map(ToString::to_string).collect();
    words.join(", ")
}
