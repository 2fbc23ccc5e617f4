//! What a run returns.

use std::fmt;
use std::time::Duration;

use sterna_dialect::plan::{Planned, Statement};
use sterna_schema::{Alteration, Operation};

use crate::error::{Error, shown};
use crate::graph::Direction;
use crate::operations::Step;
use crate::revision::{Revision, Source};

/// What an upgrade, a downgrade or a stamp did.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Report {
    /// The applied heads before.
    pub from: Vec<String>,
    /// The applied heads now.
    pub to: Vec<String>,
    /// The revisions that ran, in order.
    pub steps: Vec<StepReport>,
    /// What a person should know.
    pub warnings: Vec<Warning>,
}

impl Report {
    /// Whether there was nothing to do.
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty() && self.from == self.to
    }
}

/// What one revision did.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct StepReport {
    /// The revision.
    pub revision: &'static Revision,
    /// Its file and checksum.
    pub source: Source,
    /// Up or down.
    pub direction: Direction,
    /// How long it took.
    pub duration: Duration,
    /// What it did, in numbers.
    pub counts: Counts,
    /// What it did, one after the other.
    pub operations: Vec<OperationReport>,
}

/// What one step of a revision did, or would do.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct OperationReport {
    /// What it does, in a line.
    pub summary: String,
    /// Which way each altered table goes, and why.
    pub ways: Vec<Planned>,
    /// What is executed and asked. Kept by a dry run alone.
    pub statements: Vec<Statement>,
    /// What a person should know of it.
    pub notes: Vec<String>,
    /// Why a dry run cannot say what it does: it is code, or SQL that needs the real rows.
    pub unforeseen: Option<String>,
}

/// What a dry run found: nothing was changed.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Forecast {
    /// The applied heads.
    pub from: Vec<String>,
    /// The applied heads afterwards.
    pub to: Vec<String>,
    /// The revisions that would run, in order.
    pub steps: Vec<StepReport>,
    /// What a person should know.
    pub warnings: Vec<Warning>,
    /// The SQL that records it in the version table and the history.
    pub bookkeeping: Vec<String>,
    /// The same for each step by itself, where each has a transaction of its own.
    pub records: Vec<Vec<String>>,
    /// Objects that the copy of the schema could not hold, such as a virtual table whose module
    /// is missing.
    pub left_out: Vec<sterna_schema::Unmanaged>,
}

/// What a revision does, in numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Counts {
    /// Tables created.
    pub tables_created: usize,
    /// Tables dropped.
    pub tables_dropped: usize,
    /// Tables altered or renamed.
    pub tables_altered: usize,
    /// Indexes created, with their tables or alone.
    pub indexes_created: usize,
    /// Indexes dropped alone.
    pub indexes_dropped: usize,
    /// Views and triggers created or dropped.
    pub others: usize,
    /// Rows inserted by `bulk_insert`.
    pub rows: usize,
    /// Raw SQL and code.
    pub data_steps: usize,
}

impl Counts {
    /// Counts what the steps do.
    pub fn of(steps: &[Step]) -> Self {
        let mut counts = Self::default();
        for step in steps {
            match step {
                Step::Operation(operation) => counts.add(operation),
                Step::Run(_) => counts.data_steps += 1,
                Step::OneWay(_) | Step::Invalid { .. } => {}
            }
        }
        counts
    }

    fn add(&mut self, operation: &Operation) {
        match operation {
            Operation::CreateTable(table) => {
                self.tables_created += 1;
                self.indexes_created += table.indexes.len();
            }
            Operation::DropTable(_) => self.tables_dropped += 1,
            Operation::RenameTable { .. } => self.tables_altered += 1,
            Operation::AlterTable { alterations, .. } => self.add_alterations(alterations),
            Operation::CreateView(_)
            | Operation::DropView(_)
            | Operation::CreateTrigger(_)
            | Operation::DropTrigger(_) => self.others += 1,
            Operation::Execute(_) => self.data_steps += 1,
            Operation::BulkInsert(insert) => self.rows += insert.rows.len(),
        }
    }

    fn add_alterations(&mut self, alterations: &[Alteration]) {
        let created = |one: &&Alteration| matches!(one, Alteration::CreateIndex(_));
        let dropped = |one: &&Alteration| matches!(one, Alteration::DropIndex(_));
        let created = alterations.iter().filter(created).count();
        let dropped = alterations.iter().filter(dropped).count();
        self.indexes_created += created;
        self.indexes_dropped += dropped;
        self.tables_altered += usize::from(created + dropped < alterations.len());
    }
}

impl fmt::Display for Counts {
    /// `5 tables, 4 indexes`; empty when there is nothing to say.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = [
            (self.tables_created, "table", "tables", ""),
            (self.tables_altered, "table", "tables", " altered"),
            (self.tables_dropped, "table", "tables", " dropped"),
            (self.indexes_created, "index", "indexes", ""),
            (self.indexes_dropped, "index", "indexes", " dropped"),
            (self.others, "view or trigger", "views and triggers", ""),
            (self.rows, "row", "rows", ""),
            (self.data_steps, "data step", "data steps", ""),
        ];
        let said = parts.iter().filter(|(count, ..)| *count > 0);
        let words: Vec<_> = said
            .map(|(count, one, many, done)| {
                format!("{count} {}{done}", if *count == 1 { one } else { many })
            })
            .collect();
        f.write_str(&words.join(", "))
    }
}

/// Something that a person should know and that stops nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Warning {
    /// An applied revision's source has changed since.
    Edited {
        /// The revision.
        id: String,
        /// Its file.
        path: &'static str,
    },
    /// A revision lies below an applied one and never ran here.
    NeverRan {
        /// The revision.
        id: String,
        /// Its file; empty for a migration that was taken over.
        path: &'static str,
        /// What it builds on; `base` where it starts the history.
        below: &'static str,
    },
    /// No revision is recorded as applied, and the history says that this one is.
    Lost {
        /// The revision. It comes from the database: hostile input.
        id: String,
    },
    /// A revision that this program lacks is undone by what the history keeps of it.
    UndoneByHistory {
        /// The revision. It comes from the database: hostile input.
        id: String,
    },
    /// A note of the planner on a step that ran.
    Note {
        /// The revision.
        id: String,
        /// The note.
        note: String,
    },
}

impl Warning {
    /// The revision that it is about.
    pub fn revision(&self) -> Option<&str> {
        match self {
            Self::Edited { id, .. }
            | Self::NeverRan { id, .. }
            | Self::Lost { id }
            | Self::UndoneByHistory { id }
            | Self::Note { id, .. } => Some(id),
        }
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Edited { id, path } => {
                write!(
                    f,
                    "revision {id} was edited after it was applied ({path}): where the edit is \
                     right, `cargo db repair` accepts it"
                )
            }
            Self::NeverRan { id, path, below } => {
                let file = match *path {
                    "" => String::new(),
                    path => format!(" ({path})"),
                };
                write!(
                    f,
                    "revision {id} lies below an applied one and never ran on this \
                     database{file}: `cargo db downgrade {below}` and then `cargo db upgrade` run \
                     it in its turn, without the values of what that takes down (`--dry-run` \
                     shows it); where the database has its change already, `cargo db repair {id}` \
                     says so"
                )
            }
            Self::Lost { id } => {
                let id = shown(id);
                write!(
                    f,
                    "no revision is recorded as applied, but the history says that {id} is: if the \
                     record was lost, `cargo db stamp {id}` writes it again"
                )
            }
            Self::UndoneByHistory { id } => write!(
                f,
                "revision {id} is not in this program and is undone by what the history keeps of it"
            ),
            Self::Note { id, note } => write!(f, "revision {id}: {note}"),
        }
    }
}

/// Where a database is.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Current {
    /// The applied heads.
    pub applied: Vec<AppliedHead>,
    /// The heads of the revisions, as they would be applied.
    pub heads: Vec<String>,
    /// The revisions that are not applied yet, in the order in which they would run. Empty where
    /// the database names one that is not here.
    pub pending: Vec<String>,
    /// What a person should know.
    pub warnings: Vec<Warning>,
}

/// A row of the version table.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct AppliedHead {
    /// The revision's id.
    pub id: String,
    /// Whether the revision is one of the heads.
    pub is_head: bool,
    /// The revision's source; `None` where this program lacks it.
    pub source: Option<Source>,
    /// How it came to be applied, where the history knows.
    pub entry: Option<HistoryEntry>,
}

/// A row of the history table.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct HistoryEntry {
    /// The revision's id.
    pub revision: String,
    /// `upgrade`, `downgrade`, `stamp`, `unstamp`, `adopt` or `repair`.
    pub direction: String,
    /// The revision's message at that time. It comes from the database: hostile input.
    pub message: String,
    /// When, in UTC: `2026-11-20T08:12:33.123Z`.
    pub applied_at: String,
    /// How long it took, in milliseconds.
    pub duration_ms: i64,
    /// The checksum of the revision's source at that time; empty where it was not known.
    pub checksum: String,
    /// Who.
    pub applied_by: String,
    /// The version of Sterna.
    pub sterna_version: String,
}

impl Current {
    /// Whether everything is applied and nothing else.
    pub fn is_current(&self) -> bool {
        self.pending.is_empty() && self.unknown().next().is_none()
    }

    /// The revisions that lie below applied ones and never ran.
    pub fn never_ran(&self) -> impl Iterator<Item = &Warning> {
        let is_it = |one: &&Warning| matches!(one, Warning::NeverRan { .. });
        self.warnings.iter().filter(is_it)
    }

    /// The applied heads that this program lacks.
    pub fn unknown(&self) -> impl Iterator<Item = &AppliedHead> {
        self.applied.iter().filter(|head| head.source.is_none())
    }

    /// The ids of the applied heads.
    pub fn ids(&self) -> Vec<String> {
        self.applied.iter().map(|head| head.id.clone()).collect()
    }

    /// Refuses to go on unless everything is applied and nothing else.
    ///
    /// # Errors
    ///
    /// [`Error::Mismatch`].
    pub fn ensure(&self) -> Result<(), Error> {
        if self.is_current() {
            return Ok(());
        }
        Err(Error::Mismatch {
            current: self.ids(),
            heads: self.heads.clone(),
            pending: self.pending.len(),
            unknown: self.unknown().map(|head| head.id.clone()).collect(),
        })
    }
}
