//! What can be wrong with a folder of revisions. A build error is one line, so each of these says
//! what stands in the way and what to do.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// Why the revision modules could not be collected.
#[derive(Debug)]
#[non_exhaustive]
pub enum CollectError {
    /// Cargo's variables are missing.
    NotABuildScript {
        /// The variable that is not set.
        variable: &'static str,
    },
    /// A file or the folder could not be read or written.
    Io {
        /// Which one.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A folder lies among the revisions.
    Subfolder {
        /// The folder.
        path: PathBuf,
    },
    /// The file's name cannot be the name of a module.
    ModuleName {
        /// The file.
        path: PathBuf,
    },
    /// The file has no `pub const REVISION`.
    NoRevision {
        /// The file.
        path: PathBuf,
    },
    /// The path is not Unicode, so that no Rust source can name it.
    NotUnicode {
        /// The path.
        path: PathBuf,
    },
}

impl CollectError {
    pub(crate) fn io(path: &Path, source: io::Error) -> Self {
        Self::Io {
            path: path.to_owned(),
            source,
        }
    }
}

impl fmt::Display for CollectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotABuildScript { variable } => write!(
                f,
                "{variable} is not set: `sterna_build::collect` is for build.rs, where cargo sets it"
            ),
            Self::Io { path, source } => write!(f, "cannot use {}: {source}", path.display()),
            Self::Subfolder { path } => write!(
                f,
                "{} is a folder: revisions lie directly in the versions folder, so move its files up",
                path.display()
            ),
            Self::ModuleName { path } => write!(
                f,
                "{} is no name for a Rust module: rename the file (letters, digits and `_`, not starting \
                 with a digit), or move it elsewhere if it is no revision",
                path.display()
            ),
            Self::NoRevision { path } => write!(
                f,
                "{} has no `pub const REVISION`: every Rust file of the versions folder is a revision, \
                 so add one or move the file elsewhere",
                path.display()
            ),
            Self::NotUnicode { path } => write!(
                f,
                "{} is not Unicode, and Rust source must name it: rename it",
                path.display()
            ),
        }
    }
}

impl std::error::Error for CollectError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io { source, .. } => Some(source),
            _ => None,
        }
    }
}
