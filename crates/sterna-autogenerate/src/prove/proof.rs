//! What came of a proof, as data.

use sterna_schema::Operation;

/// What came of trying a proposal on a copy.
#[derive(Clone, Debug, PartialEq)]
pub struct Proof {
    /// How many sample rows the copy had.
    pub sample_rows: u64,
    /// How many of them came through: those of dropped tables do not.
    pub kept_rows: u64,
    /// What was found.
    pub outcome: Outcome,
}

/// What was found on the copy.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// The upgrade reaches the entities, the downgrade restores the database, rows survive both.
    Proved,
    /// The same, but for these.
    Partly {
        /// What cannot be proved, or is lost.
        unproved: Vec<Unproved>,
    },
    /// The proposal does not do what it should.
    Failed(Failure),
}

/// Something that cannot be proved, or that the downgrade does not bring back.
#[derive(Clone, Debug, PartialEq)]
pub enum Unproved {
    /// A dropped table comes back without its rows.
    RowsGone {
        /// The table.
        table: String,
    },
    /// A dropped column comes back without its values.
    ValuesGone {
        /// The table.
        table: String,
        /// The column.
        column: String,
        /// What rows get in their place, as SQL; else NULL or the default.
        neutral: Option<String>,
    },
    /// The values of a column are converted, there and back.
    Converted {
        /// The table.
        table: String,
        /// The column.
        column: String,
        /// How many sample values there are.
        values: u64,
        /// How many of them come back as something else.
        changed: u64,
    },
    /// The columns of a table come back in another order.
    Order {
        /// The table.
        table: String,
    },
    /// The rows do not allow it. The rest was proved without rows.
    RowsForbid {
        /// Where.
        direction: Direction,
        /// What was found, in words.
        found: String,
        /// What to do about it.
        help: Option<String>,
    },
    /// The rows of a table could not be sampled.
    NoSample {
        /// The table.
        table: String,
        /// Why not.
        reason: String,
    },
    /// Something of the database that the copy lacks.
    NotCopied {
        /// What it is, and why.
        kind: String,
        /// Its name.
        name: String,
    },
    /// The proof did not go through on a copy that lacks something.
    Inconclusive(Failure),
}

/// How a proposal does something else than it should.
#[derive(Clone, Debug, PartialEq)]
pub enum Failure {
    /// An operation cannot be carried out, with or without rows.
    Stopped {
        /// Where.
        direction: Direction,
        /// The operation and what is wrong with it.
        reason: String,
        /// What to do about it.
        help: Option<String>,
    },
    /// The upgrade ends elsewhere: this would still have to be done.
    NotReached(Vec<Operation>),
    /// The downgrade ends elsewhere: this would still have to be done.
    NotRestored(Vec<Operation>),
    /// Rows are lost, or values changed that the operations are not about.
    RowsChanged {
        /// Where.
        direction: Direction,
        /// The table.
        table: String,
        /// How many rows there were.
        before: u64,
        /// How many of them are there as they were.
        same: u64,
    },
}

/// One of the two functions of a revision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// The one that leads to the entities.
    Upgrade,
    /// The one that leads back.
    Downgrade,
}

impl Proof {
    /// What cannot be proved, or is lost.
    pub fn unproved(&self) -> &[Unproved] {
        match &self.outcome {
            Outcome::Partly { unproved } => unproved,
            Outcome::Proved | Outcome::Failed(_) => &[],
        }
    }

    /// Why the proposal is wrong, if it is.
    pub fn failure(&self) -> Option<&Failure> {
        match &self.outcome {
            Outcome::Failed(failure) => Some(failure),
            Outcome::Proved | Outcome::Partly { .. } => None,
        }
    }
}
