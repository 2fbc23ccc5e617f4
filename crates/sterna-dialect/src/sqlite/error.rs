//! Why something could not be read.

use sea_orm::DbErr;
use thiserror::Error;

/// Why a text or a database could not be read.
#[derive(Debug, Error)]
pub enum ReadError {
    /// The text is not what SQLite's grammar allows.
    #[error("the text is not valid SQL: {reason}")]
    Syntax {
        /// The parser's reason, in its words.
        reason: String,
    },
    /// The text is valid SQL, but not the kind of SQL that was asked for.
    #[error("expected {expected}")]
    Unexpected {
        /// What was asked for: "a CREATE TABLE statement", "one expression", …
        expected: &'static str,
    },
    /// The tokens and the syntax tree of the text disagree, so positions cannot be trusted.
    #[error("the tokens and the syntax tree of the text disagree at {at}")]
    Misaligned {
        /// Where they part: a column, a constraint.
        at: String,
    },
    /// The text nests deeper than SQLite itself would accept.
    #[error("the text nests more than {limit} levels deep")]
    TooDeep {
        /// The deepest nesting that is read.
        limit: usize,
    },
    /// An object of the database could not be read.
    #[error("the {kind} {name:?} could not be read")]
    Object {
        /// What it is: "table", "index", "view", "trigger".
        kind: &'static str,
        /// Its name.
        name: String,
        /// Why.
        source: Box<ReadError>,
    },
    /// The database did not answer.
    #[error("the schema could not be queried")]
    Database(#[from] DbErr),
}
