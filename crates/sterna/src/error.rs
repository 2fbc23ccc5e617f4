//! What can stand in the way, as data: what was asked, what is in the way, what to type next.

use std::fmt;
use std::time::Duration;

use sea_orm::sqlx::error::DatabaseError;
use sea_orm::{DbErr, RuntimeErr};
use sterna_dialect::plan::{PlanError, Refusal};
use sterna_dialect::sqlite::ReadError;
use sterna_dialect::sqlite::broken::Broken;
use thiserror::Error;

use crate::graph::{Direction, GraphError, RevisionProblem};
use crate::operations::BuildError;
use crate::revision::Revision;

/// Why a run did not happen. Unless it says otherwise, the database is as it was.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum Error {
    /// The revisions do not form a graph.
    #[error("{}", lines(.0))]
    Revisions(Vec<RevisionProblem>),
    /// A target, or what the database names, is none of the revisions.
    #[error(transparent)]
    Graph(#[from] GraphError),
    /// The connection is not to SQLite through sqlx.
    #[error("the connection is not to a SQLite database through sqlx")]
    NotSqlite,
    /// A migrator that was taken over needs a second connection to the same database.
    #[error("the migrations of sea-orm-migration cannot run in a private database in memory")]
    PrivateMemory,
    /// The database did not do what it was asked.
    #[error("{doing}: {}", words(.source))]
    Database {
        /// What was going on: `reading sterna_version`.
        doing: String,
        /// SQLite's reason.
        source: DbErr,
    },
    /// The stored schema could not be read.
    #[error("reading the schema: {0}")]
    Unreadable(#[source] ReadError),
    /// Somebody else kept the write lock.
    #[error("another connection kept the database locked for {}", seconds(.waited))]
    Locked {
        /// How long this one waited.
        waited: Duration,
    },
    /// The file or its folder cannot be written.
    #[error("the database cannot be written: {}", words(.source))]
    ReadOnly {
        /// SQLite's reason.
        source: DbErr,
    },
    /// Another process migrated the database between two transactions of this run.
    #[error(
        "the database was at {expected:?} and is now at {found:?}: another process migrated it meanwhile"
    )]
    Moved {
        /// The heads that this run had left.
        expected: Vec<String>,
        /// The heads that it found.
        found: Vec<String>,
    },
    /// The version table names a revision twice.
    #[error("table {table} names revision {id:?} more than once")]
    DoubledVersion {
        /// The version table.
        table: String,
        /// The revision.
        id: String,
    },
    /// A row of the version table holds no id.
    #[error("table {table} has a row that names no revision")]
    EmptyVersion {
        /// The version table.
        table: String,
    },
    /// A view or an index has the name of a table of Sterna.
    #[error("{name} is {kind}, and should be a table of Sterna's")]
    NameTaken {
        /// The name.
        name: String,
        /// What has it: `a view`, `an index`.
        kind: String,
    },
    /// There is something else under the name of a table of Sterna.
    #[error("table {table} is not one of Sterna's: it has no column {column}")]
    ForeignTable {
        /// The table.
        table: String,
        /// The column that it should have.
        column: &'static str,
    },
    /// A step of a revision failed.
    #[error(transparent)]
    Step(Box<StepError>),
    /// Foreign keys do not hold any longer after raw SQL or code ran without their check.
    #[error("{after} rows break a foreign key, and {before} did before: raw SQL or code of {} left them", .revisions.join(", "))]
    ForeignKeys {
        /// How many rows broke one before.
        before: i64,
        /// How many do after.
        after: i64,
        /// The revisions with raw SQL or code.
        revisions: Vec<String>,
    },
    /// The database is not at the heads of this program's revisions.
    #[error("{}", mismatch(.current, .heads, .unknown))]
    Mismatch {
        /// The applied heads.
        current: Vec<String>,
        /// The heads of the revisions.
        heads: Vec<String>,
        /// How many revisions are not applied yet.
        pending: usize,
        /// The applied heads that this program lacks.
        unknown: Vec<String>,
    },
}

/// Why a step of a revision did not happen.
#[derive(Debug, Error)]
#[error("{} {} ({}): {operation}: {problem}", verb(*.direction), .revision.id, shown(.revision.message))]
#[non_exhaustive]
pub struct StepError {
    /// The revision.
    pub revision: &'static Revision,
    /// Up or down.
    pub direction: Direction,
    /// The step in a line: `alter table posts: add column slug`.
    pub operation: String,
    /// What is wrong.
    #[source]
    pub problem: Problem,
    /// Whether a part of the revision stays: it runs outside of a transaction.
    pub partly_done: bool,
}

/// What is wrong with a step.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum Problem {
    /// A builder of the revision file could not make sense of something.
    #[error(transparent)]
    Invalid(#[from] BuildError),
    /// There is no way in this direction.
    #[error("{0}")]
    OneWay(String),
    /// No plan could be made.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// The schema could not be read again after an earlier step.
    #[error("reading the schema: {0}")]
    Unreadable(#[from] ReadError),
    /// The rows forbid it.
    #[error("{found}{}", such_as(.examples))]
    Refused {
        /// What was found, in words.
        found: String,
        /// Up to five of the rows in the way.
        examples: Vec<String>,
        /// Why it was refused, and what to do.
        refusal: Box<Refusal>,
    },
    /// SQLite refused a statement.
    #[error("{}\n  in: {sql}", words(.reason))]
    Sql {
        /// The statement.
        sql: String,
        /// Why the statement exists.
        purpose: String,
        /// SQLite's reason.
        reason: DbErr,
    },
    /// A view or a trigger does not work, which SQLite finds out as it alters a table.
    #[error("{0}")]
    Broken(Broken),
    /// Code of the revision failed.
    #[error("{}", words(.0))]
    Code(DbErr),
    /// Code or raw SQL of the revision ended the transaction that it was run in.
    #[error("it ended the transaction of the run")]
    TransactionEnded,
}

impl Error {
    pub(crate) fn database(doing: impl Into<String>, source: DbErr) -> Self {
        if is_read_only(&source) {
            return Self::ReadOnly { source };
        }
        Self::Database {
            doing: doing.into(),
            source,
        }
    }

    /// What to do about it.
    pub fn help(&self) -> Option<String> {
        Some(match self {
            Self::Revisions(problems) => {
                let help: Vec<_> = problems.iter().filter_map(RevisionProblem::help).collect();
                help.join("\n")
            }
            Self::Graph(error) => return error.help(),
            Self::NotSqlite => "connect with `Database::connect(\"sqlite://…\")`".to_owned(),
            Self::Locked { .. } => {
                "nothing was changed; see what else has the database open, or wait longer \
                 (`lock_timeout`)"
                    .to_owned()
            }
            Self::ReadOnly { .. } => {
                "let the user of this program write the file and its folder, and open it without \
                 `mode=ro`"
                    .to_owned()
            }
            Self::Moved { .. } => {
                "run it again: it goes on from where the database is now".to_owned()
            }
            Self::DoubledVersion { table, .. } => {
                format!("one row names one applied head: delete the other ones from {table}")
            }
            Self::EmptyVersion { table } => {
                format!("delete the rows of {table} whose version_num is NULL, empty or no text")
            }
            Self::NameTaken { .. } | Self::ForeignTable { .. } => {
                "give Sterna's tables other names: `.version_table(…)`, `.history_table(…)`"
                    .to_owned()
            }
            Self::Step(error) => return error.help(),
            Self::ForeignKeys { .. } => FOREIGN_KEYS_HELP.to_owned(),
            Self::Mismatch { unknown, .. } => mismatch_help(unknown),
            Self::PrivateMemory => {
                "connect to `sqlite::memory:`, which several connections share, or to a file"
                    .to_owned()
            }
            Self::Database { .. } | Self::Unreadable(_) => return None,
        })
    }
}

const FOREIGN_KEYS_HELP: &str = "nothing was changed; the run had to switch foreign keys off to \
    rebuild or drop a table, so that ON DELETE actions did not happen either: let the raw SQL or \
    code delete what refers to its rows, or run with one transaction per revision, which switches \
    them off only where it must";

const SCHEMA_IS_THERE: &str = "if the database has the schema of a revision already and only the \
    record of it is missing, `cargo db stamp REVISION` (often `head`) writes it";

impl StepError {
    /// What to do about it.
    pub fn help(&self) -> Option<String> {
        let advice = match &self.problem {
            Problem::Refused { refusal, .. } => Some(refusal.help.clone()),
            Problem::Broken(broken) => Some(broken.help()),
            Problem::OneWay(_) => {
                Some("restore a copy of the database, or write the way back".to_owned())
            }
            Problem::Plan(PlanError::Nul { .. }) => Some(
                "write it as char(0) in SQL, or bind the value in code: `op.run(…)`".to_owned(),
            ),
            Problem::Plan(PlanError::NameTaken { .. }) if self.direction == Direction::Up => {
                Some(SCHEMA_IS_THERE.to_owned())
            }
            Problem::Sql { reason, .. } if is_without_folder(reason) => Some(
                "SQLite sorts in temporary files, and none of SQLITE_TMPDIR, TMPDIR, /var/tmp and \
                 /tmp is a folder that can be written: set TMPDIR to one with room"
                    .to_owned(),
            ),
            Problem::TransactionEnded => Some(
                "take COMMIT and ROLLBACK out of it, or let the revision run outside: \
                 `transaction: Transaction::Outside`"
                    .to_owned(),
            ),
            _ => None,
        };
        let state = if self.partly_done {
            "what was done before this step stays, and the revision is not recorded as applied"
        } else {
            "nothing was changed"
        };
        Some(match advice {
            Some(advice) => format!("{state}; {advice}"),
            None => state.to_owned(),
        })
    }
}

impl From<StepError> for Error {
    /// `BEGIN IMMEDIATE` does not fail on a database that is only open for reading; the first
    /// statement that writes does, and then it is not that statement's fault.
    fn from(error: StepError) -> Self {
        match error.problem {
            Problem::Sql { reason, .. } if is_read_only(&reason) => {
                Self::ReadOnly { source: reason }
            }
            _ => Self::Step(Box::new(error)),
        }
    }
}

/// SQLite's own words, without those of the layers above it.
pub(crate) fn words(error: &DbErr) -> String {
    match database_error(error) {
        Some(error) => error.message().to_owned(),
        None => error.to_string(),
    }
}

/// What SQLite answered, in its own primary result codes
/// (<https://www.sqlite.org/rescode.html>).
pub(crate) fn result_code(error: &DbErr) -> Option<i32> {
    Some(extended_code(error)? & 0xff)
}

fn extended_code(error: &DbErr) -> Option<i32> {
    database_error(error)?.code()?.parse().ok()
}

/// `SQLITE_IOERR_GETTEMPPATH`, as in a container that has no file but the program.
fn is_without_folder(error: &DbErr) -> bool {
    extended_code(error) == Some(6410)
}

fn database_error(error: &DbErr) -> Option<&dyn DatabaseError> {
    let (DbErr::Exec(reason) | DbErr::Query(reason) | DbErr::Conn(reason)) = error else {
        return None;
    };
    match reason {
        RuntimeErr::SqlxError(error) => error.as_database_error(),
        RuntimeErr::Internal(_) => None,
    }
}

/// `SQLITE_BUSY`: another connection is in the way, and waiting may help.
pub(crate) fn is_busy(error: &DbErr) -> bool {
    result_code(error) == Some(5)
}

/// `SQLITE_READONLY` and `SQLITE_CANTOPEN`.
pub(crate) fn is_read_only(error: &DbErr) -> bool {
    matches!(result_code(error), Some(8 | 14))
}

fn lines(problems: &[impl fmt::Display]) -> String {
    let lines: Vec<_> = problems.iter().map(ToString::to_string).collect();
    lines.join("\n")
}

fn verb(direction: Direction) -> &'static str {
    match direction {
        Direction::Up => "upgrade to",
        Direction::Down => "downgrade from",
    }
}

/// A text of a revision or a database as one harmless line.
pub(crate) fn shown(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { '\u{fffd}' } else { c })
        .collect()
}

fn seconds(duration: &Duration) -> String {
    format!("{} s", duration.as_secs_f64().round())
}

fn mismatch(current: &[String], heads: &[String], unknown: &[String]) -> String {
    let listed = |ids: &[String]| match ids {
        [] => "none".to_owned(),
        ids => shown(&ids.join(", ")),
    };
    let mut text = format!(
        "Database schema mismatch. Current: {}, head: {}",
        listed(current),
        listed(heads)
    );
    if !unknown.is_empty() {
        text.push_str(&format!(" (not in this program: {})", listed(unknown)));
    }
    text
}

fn mismatch_help(unknown: &[String]) -> String {
    if unknown.is_empty() {
        return "bring the database up to date: `cargo db upgrade head`, or \
                `revisions().upgrade(&db, \"head\")` at start-up"
            .to_owned();
    }
    "the database was upgraded by another version of this program: run that one, or downgrade the \
     database with it; `cargo db current --verbose` says when and what it did"
        .to_owned()
}
/// A key or a value may be of any length.
fn shortened(example: &str) -> String {
    let mut letters = example.chars();
    let start: String = letters.by_ref().take(60).collect();
    let more = if letters.next().is_some() { "…" } else { "" };
    format!("{}{more}", shown(&start))
}

/// Some of the rows in the way, by their keys, or of the values.
fn such_as(examples: &[String]) -> String {
    let is_composite = examples.iter().any(|example| example.contains(", "));
    let between = if is_composite { "; " } else { ", " };
    match examples {
        [] => String::new(),
        examples => {
            let examples: Vec<_> = examples.iter().map(|one| shortened(one)).collect();
            format!(" (such as {})", examples.join(between))
        }
    }
}
