//! Things that are the same under another name.
//!
//! A comparison sees a drop and an add; that they are one rename has to be said: by a
//! `renamed_from` mark on the entity, or by the person who runs the command. Here what was said
//! is held against the live schema and carried out on a shadow of it, natively, so that every
//! expression, index, trigger and view follows; what is compared afterwards is the rest.
//!
//! What must stay absent: guesses. [`likely_renames`] only points at what looks alike.

mod follow;
mod likely;
mod order;
mod resolve;

use std::str::FromStr;

use sterna::run::ExecuteError;
use sterna_dialect::sqlite::ReadError;
use thiserror::Error;

pub use likely::{Candidate, likely_renames};

pub(crate) use follow::renamed;

/// A rename as a person asks for it: `posts.title:headline` for a column, `posts:articles` for a
/// table. A new name that holds a colon is put into double quotes: `posts.title:"a:b"`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rename {
    /// What is renamed: `table.column` or `table`, by the names that the database has.
    pub what: String,
    /// The new name.
    pub to: String,
}

/// A column whose entity says what it was called before. It may say so for ever: where the
/// column has its new name already, or never had the old one, nothing happens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormerName {
    /// The table.
    pub table: String,
    /// The name that the column had.
    pub from: String,
    /// The name that it has.
    pub to: String,
}

/// A table whose declaration says what it was called before, on the same terms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormerTable {
    /// The name that the table had.
    pub from: String,
    /// The name that it has.
    pub to: String,
}

/// All that is known to be renamed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Renames {
    /// What a person asked for; it must fit.
    pub asked: Vec<Rename>,
    /// What declarations of tables say.
    pub tables: Vec<FormerTable>,
    /// What entities say of their columns.
    pub columns: Vec<FormerName>,
}

/// Why a rename cannot be carried out.
#[derive(Debug, Error)]
pub enum RenameError {
    /// The words do not say what becomes what.
    #[error("{0:?} does not read as `table.column:new_name` or `table:new_name`")]
    Unreadable(String),
    /// What is to be renamed is not there.
    #[error("there is no table or column {0:?} in the database")]
    Missing(String),
    /// The new name is taken.
    #[error("{what:?} cannot be renamed: there is {to:?} already")]
    Taken {
        /// What was to be renamed.
        what: String,
        /// The name.
        to: String,
    },
    /// The new name is one that no entity knows.
    #[error("{what:?} cannot be renamed: the entities know no {to:?}")]
    Unknown {
        /// What was to be renamed.
        what: String,
        /// The name.
        to: String,
    },
    /// SQLite refuses it on a copy of the schema.
    #[error("the rename fails on a copy of the schema")]
    Refused(#[from] Box<ExecuteError>),
    /// The copy could not be made or read.
    #[error("the schema could not be copied")]
    Copy(#[from] ReadError),
}

impl FromStr for Rename {
    type Err = RenameError;

    fn from_str(text: &str) -> Result<Self, RenameError> {
        let parts = quoted(text).or_else(|| {
            let (what, to) = text.rsplit_once(':')?;
            Some((what, to.to_owned()))
        });
        match parts {
            Some((what, to)) if !what.is_empty() && !to.is_empty() => Ok(Self {
                what: what.to_owned(),
                to,
            }),
            _ => Err(RenameError::Unreadable(text.to_owned())),
        }
    }
}

/// What becomes which name, where the name is quoted as in SQL.
fn quoted(text: &str) -> Option<(&str, String)> {
    let (what, to) = text.strip_suffix('"')?.split_once(":\"")?;
    Some((what, to.replace("\"\"", "\"")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rename_is_read_from_the_command_line() {
        let rename: Rename = "posts.title:headline".parse().unwrap();
        assert_eq!(
            (rename.what.as_str(), rename.to.as_str()),
            ("posts.title", "headline")
        );
        let odd: Rename = "a:b.c:\"d:\"\"e\"".parse().unwrap();
        assert_eq!((odd.what.as_str(), odd.to.as_str()), ("a:b.c", "d:\"e"));
        for text in ["posts", "posts:", ":headline", "posts:\"\"", ""] {
            assert!(text.parse::<Rename>().is_err(), "{text}");
        }
    }
}
