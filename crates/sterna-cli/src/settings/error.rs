//! Why the settings cannot be used.

use std::io;
use std::path::PathBuf;

use thiserror::Error;

use super::FILE;
use crate::address::AddressError;
use crate::output::escape;

/// Who named the database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UrlSource {
    /// `--database-url`.
    Argument,
    /// The environment's variable of that name.
    Variable(String),
    /// `.env` at the root.
    DotEnv(String),
    /// `sterna.toml`.
    File,
}

/// Why the settings cannot be used.
#[derive(Debug, Error)]
pub enum SettingsError {
    /// A file that is there but cannot be read.
    #[error("cannot read {}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A file that is not TOML, or a value of the wrong kind.
    #[error("{}, line {line}: {message}", path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What is wrong there.
        message: String,
    },
    /// A key that means nothing.
    #[error("{}, line {line}: there is no setting `{key}`", path.display())]
    UnknownKey {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// The key.
        key: String,
    },
    /// A `.env` with a line that is not `NAME=value`. The line may hold a secret: it is not shown.
    #[error("{}: not every line is of the form NAME=value", path.display())]
    DotEnv {
        /// The file.
        path: PathBuf,
    },
    /// Nobody says which database.
    #[error("no database is named")]
    NoDatabase {
        /// The variable that was looked for.
        variable: String,
    },
    /// What is named is no address.
    #[error("{}: {error}", source_name(.origin))]
    Address {
        /// Who named it.
        origin: UrlSource,
        /// What is wrong with it.
        error: AddressError,
    },
    /// A table cannot have the name that is set.
    #[error("{key} in {FILE}: {problem}")]
    Table {
        /// The setting.
        key: &'static str,
        /// What is wrong with the name.
        problem: TableProblem,
    },
    /// Two tables of one name.
    #[error("version_table and history_table are both `{}`", escape(.table))]
    OneTable {
        /// The name.
        table: String,
    },
    /// A command that writes files, outside a project.
    #[error("there is no {FILE} here or in a folder above")]
    NoProject,
}

/// Why a table cannot have a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum TableProblem {
    /// Nothing but blanks.
    #[error("the name is empty")]
    Empty,
    /// A character that ends a text in SQLite.
    #[error("the name holds a NUL")]
    Nul,
    /// <https://www.sqlite.org/lang_createtable.html>
    #[error("SQLite keeps names that begin with `sqlite_` to itself")]
    Reserved,
}

impl TableProblem {
    /// What is wrong with a name, if anything is.
    pub fn of(name: &str) -> Option<Self> {
        let start = name.get(..7).unwrap_or_default();
        if name.trim().is_empty() {
            Some(Self::Empty)
        } else if name.contains('\0') {
            Some(Self::Nul)
        } else {
            start
                .eq_ignore_ascii_case("sqlite_")
                .then_some(Self::Reserved)
        }
    }
}

fn source_name(origin: &UrlSource) -> String {
    match origin {
        UrlSource::Argument => "--database-url".to_owned(),
        UrlSource::Variable(name) => format!("the variable {name}"),
        UrlSource::DotEnv(name) => format!("{name} in .env"),
        UrlSource::File => format!("database_url in {FILE}"),
    }
}
