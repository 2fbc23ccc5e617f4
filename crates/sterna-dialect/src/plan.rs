//! The plan of an operation: statements that know why they exist, and the way that was chosen.
//!
//! A plan is data. Making one touches no database; carrying one out is the work of a runner, and
//! of nothing in this crate but `script`, which does it on a copy. A plan says nothing about
//! connections, transactions or settings of a session: what a runner must prepare for SQLite is
//! written at [`crate::sqlite::plan`].

use std::fmt;

use sterna_schema::{ApplyError, Operation};
use thiserror::Error;

use crate::sqlite::ReadError;

/// What an operation, or the first part of it, comes down to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plan {
    /// Which way each altered table goes, and why.
    pub ways: Vec<Planned>,
    /// What is executed and asked, in order.
    pub statements: Vec<Statement>,
    /// What a person should know that stops nothing, such as a view whose table is dropped.
    pub notes: Vec<String>,
    /// What must be read again before anything else is planned.
    pub touched: Touched,
    /// What of the operation is still to be planned, once the statements have run and the
    /// catalogue was read again.
    pub rest: Option<Operation>,
    /// How many of the last statements may wait, and the whole plan need not wait for those of the
    /// plans before it: they make the database read its schema again, for which once is enough
    /// however many definitions were edited.
    pub waiting: usize,
}

/// One change of a table and the way it goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planned {
    /// The table.
    pub table: String,
    /// What changes, in a few words.
    pub change: String,
    /// The way.
    pub way: Way,
    /// Why it goes that way.
    pub reason: String,
}

impl fmt::Display for Planned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.way, self.reason)
    }
}

/// How a table is altered, cheapest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Way {
    /// By a statement that the database has for it.
    Native,
    /// By an edit of the stored definition; rows stay where they are.
    InPlace,
    /// By a new table that the rows are copied into.
    Rebuild,
}

impl fmt::Display for Way {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Native => "native",
            Self::InPlace => "in place",
            Self::Rebuild => "rebuild",
        })
    }
}

/// What a plan changes of the catalogue it was made from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Touched {
    /// Rows at most.
    #[default]
    Nothing,
    /// These tables with their indexes and triggers.
    Tables(Vec<String>),
    /// More than can be told.
    Everything,
}

/// One statement of a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// The SQL. Only raw SQL of a revision may hold more than one statement.
    pub sql: String,
    /// Why it exists: a dry run, an error and the progress display print it.
    pub purpose: String,
    /// What is done with it.
    pub role: Role,
}

/// What a statement is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Role {
    /// It is executed; rows that it returns are ignored.
    Change,
    /// A query for one integer: 0 goes on, anything else refuses with that number.
    Guard(Refusal),
    /// A query for one integer, which is remembered.
    Measure(Measurement),
    /// The query of the [`Role::Measure`] of that name once more; the measurement's rule decides.
    Verify(Measurement, Refusal),
}

/// A number that is taken before a change and after it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measurement {
    /// What is counted, unique in the plan: `rows of posts`.
    pub name: String,
    /// How the second number must relate to the first.
    pub rule: Rule,
}

/// How a number that is taken after a change must relate to the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// It is the same.
    Same,
    /// It is not greater.
    NotMore,
}

impl Rule {
    /// Whether the two numbers are as they must be.
    pub fn holds(self, before: i64, after: i64) -> bool {
        match self {
            Self::Same => before == after,
            Self::NotMore => after <= before,
        }
    }
}

/// Why a change is refused, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// What cannot be done: `posts.slug cannot become NOT NULL`.
    pub what: String,
    /// What the number counts.
    pub counted: Counted,
    /// What to write or do next.
    pub help: String,
    /// A query for up to five of the rows in the way, one text column each.
    pub examples: Option<String>,
}

/// The thing that a number counts, for one and for many.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    /// After the number 1: `row of posts holds NULL`.
    pub one: String,
    /// After any other number: `rows of posts hold NULL`.
    pub many: String,
}

impl Counted {
    /// The thing in words for one and for many.
    pub fn new(one: impl Into<String>, many: impl Into<String>) -> Self {
        Self {
            one: one.into(),
            many: many.into(),
        }
    }
}

impl Refusal {
    /// What a guard that found this number has to say, without the help.
    pub fn found(&self, number: i64) -> String {
        let counted = if number == 1 {
            &self.counted.one
        } else {
            &self.counted.many
        };
        format!("{}: {number} {counted}", self.what)
    }

    /// What a verification that found these numbers has to say, without the help.
    pub fn changed(&self, before: i64, after: i64) -> String {
        format!(
            "{}: {before} {} before, {after} after",
            self.what, self.counted.many
        )
    }
}

impl Statement {
    /// A statement that changes something.
    pub fn change(sql: impl Into<String>, purpose: impl Into<String>) -> Self {
        Self {
            sql: sql.into(),
            purpose: purpose.into(),
            role: Role::Change,
        }
    }

    /// A query whose answer must be 0.
    pub fn guard(sql: impl Into<String>, purpose: impl Into<String>, refusal: Refusal) -> Self {
        Self {
            sql: sql.into(),
            purpose: purpose.into(),
            role: Role::Guard(refusal),
        }
    }

    /// A query whose answer is remembered.
    pub fn measure(sql: impl Into<String>, measurement: Measurement) -> Self {
        Self {
            sql: sql.into(),
            purpose: format!("{} before", measurement.name),
            role: Role::Measure(measurement),
        }
    }

    /// The same query again, when all is done.
    pub fn verify(sql: impl Into<String>, measurement: Measurement, refusal: Refusal) -> Self {
        Self {
            sql: sql.into(),
            purpose: format!("{} after", measurement.name),
            role: Role::Verify(measurement, refusal),
        }
    }
}

/// Why no plan can be made.
#[derive(Debug, Error)]
pub enum PlanError {
    /// The operation does not fit the schema.
    #[error(transparent)]
    DoesNotFit(#[from] ApplyError),
    /// A text of the schema, or of the operation, cannot be read.
    #[error(transparent)]
    Unreadable(#[from] ReadError),
    /// Something of that name is there already.
    #[error("{name:?} exists already, as a {kind}")]
    NameTaken {
        /// The name.
        name: String,
        /// What has it: "table", "view", "index" …
        kind: String,
    },
    /// A column cannot go, because something else is made of it.
    #[error("column {column:?} of table {table:?} is part of its {dependant}")]
    ColumnInUse {
        /// The table.
        table: String,
        /// The column.
        column: String,
        /// What holds it: `index "idx-posts-status"`, `check (a < b)`.
        dependant: String,
    },
    /// Several constraints of the table have the name by which one was to go.
    #[error(
        "table {table:?} has several {kind} constraints called {name:?}: \
         drop one by what it says instead of by its name"
    )]
    Ambiguous {
        /// The table.
        table: String,
        /// What they are: "CHECK", "UNIQUE", "FOREIGN KEY".
        kind: &'static str,
        /// The name.
        name: String,
    },
    /// The object is not one that Sterna changes.
    #[error("{name:?} is a {kind}, which is left alone")]
    Unmanaged {
        /// Its name.
        name: String,
        /// What it is.
        kind: String,
    },
    /// SQLite has no way to say it.
    #[error("sqlite cannot do this to table {table:?}: {reason}")]
    Impossible {
        /// The table.
        table: String,
        /// Why not.
        reason: String,
    },
    /// A definition that was written, read back, says something else than was meant: a type, a
    /// default or an expression reaches out of its place.
    #[error("the definition of {name:?} does not say what it should: {difference}")]
    Misread {
        /// The table or index.
        name: String,
        /// What differs.
        difference: String,
    },
    /// A statement holds a NUL character, at which SQLite stops reading it.
    #[error("the SQL to {purpose} holds a NUL character, where SQLite would stop reading it")]
    Nul {
        /// What the statement is for.
        purpose: String,
    },
}
