//! What a deploy did, or would do.

use serde::Serialize;

use super::{BackedUp, Run};
use crate::error::Error;
use crate::output::error_texts;

/// A deploy, step by step.
#[derive(Debug, Serialize)]
pub struct Deployed {
    /// The database.
    pub database: String,
    /// How it ended.
    #[serde(flatten)]
    pub ended: Ended,
    /// The folder where a backup would go; of a plan alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub backups: Option<String>,
    /// The backup; `null` where there was nothing to do or to copy, or where nothing was changed,
    /// so that none is kept.
    pub backup: Option<BackedUp>,
    /// The upgrade; `null` where it failed.
    pub upgrade: Option<Run>,
    /// Why the upgrade failed.
    pub error: Option<Reason>,
    /// What was verified, in order.
    pub checks: Vec<Verified>,
}

/// How a deploy ended.
#[derive(Debug, Serialize)]
#[serde(tag = "ended", rename_all = "snake_case")]
pub enum Ended {
    /// It was not begun: this is what it would do.
    Planned,
    /// All of it holds.
    Deployed,
    /// It does not hold, and the database is as it was.
    RolledBack {
        /// How it got back.
        undone: Undone,
    },
    /// It does not hold, and the database stays as it is.
    NotRolledBack {
        /// Why it could not be taken back.
        reason: Reason,
    },
}

/// How a database got back.
#[derive(Debug, Serialize)]
#[serde(tag = "way", rename_all = "snake_case")]
pub enum Undone {
    /// Nothing was changed.
    Nothing,
    /// It was not there before, and is not there now.
    Removed,
    /// The file from before took its place.
    Restored {
        /// The backup.
        from: String,
        /// The file that did not hold.
        replaced: Option<String>,
    },
    /// Others had written or had it open: a downgrade kept their rows.
    Downgraded {
        /// A copy from just before the downgrade, where that had to drop something.
        backup: Option<String>,
    },
}

/// One verification.
#[derive(Debug, Serialize)]
pub struct Verified {
    /// What was asked.
    pub name: String,
    /// The answer; `null` where it was not asked.
    pub passed: Option<bool>,
    /// What is wrong.
    pub problem: Option<String>,
    /// How long it took.
    pub milliseconds: Option<u64>,
}

/// What went wrong, and what to do.
#[derive(Clone, Debug, Serialize)]
pub struct Reason {
    /// What went wrong.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

impl Deployed {
    /// A report without steps.
    pub fn new(database: String, ended: Ended) -> Self {
        Self {
            database,
            ended,
            backups: None,
            backup: None,
            upgrade: None,
            error: None,
            checks: Vec::new(),
        }
    }

    /// What did not hold.
    pub fn failed_check(&self) -> Option<&Verified> {
        self.checks.iter().find(|check| check.passed == Some(false))
    }
}

impl Verified {
    /// A question that is not asked yet.
    pub fn open(name: String) -> Self {
        Self {
            name,
            passed: None,
            problem: None,
            milliseconds: None,
        }
    }
}

impl Reason {
    /// An error as facts.
    pub fn of(error: &Error) -> Self {
        Self {
            message: error_texts(error).join(": "),
            help: error.help(),
        }
    }

    /// The same, with what the upgrade destroyed.
    #[must_use]
    pub fn since(self, loss: &sterna::backup::Loss) -> Self {
        let message = format!("{}; a downgrade would not do, since {loss}", self.message);
        Self { message, ..self }
    }
}
