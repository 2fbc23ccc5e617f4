//! What a run tells while it works. Nothing here prints: an observer decides what to show.

use std::time::Duration;

use crate::graph::Direction;
use crate::report::{Counts, Warning};
use crate::revision::Revision;

/// Is told what a run is doing. It is called from within the run and should return at once.
///
/// Every closure that takes an [`Event`] is one.
pub trait Observer: Send + Sync {
    /// Something happens.
    fn observe(&self, event: &Event<'_>);
}

impl<F: Fn(&Event<'_>) + Send + Sync> Observer for F {
    fn observe(&self, event: &Event<'_>) {
        self(event);
    }
}

/// Something that happens in a run.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Event<'a> {
    /// Another connection writes; the run waits for it, at most this long.
    WaitingForLock {
        /// The longest wait.
        timeout: Duration,
    },
    /// Other connections read, which holds up the commit; the run waits for them, at most this
    /// long.
    WaitingForReaders {
        /// The longest wait.
        timeout: Duration,
    },
    /// A whole file of a database is about to be copied and checked: a backup, or a restore.
    CopyStarted {
        /// How many bytes the database has, free pages included, where that is known.
        bytes: Option<u64>,
    },
    /// The copy is made, or failed.
    CopyFinished,
    /// A revision starts.
    RevisionStarted {
        /// The revision.
        revision: &'a Revision,
        /// Up or down.
        direction: Direction,
        /// Which one of the run it is, from 1.
        number: usize,
        /// How many the run has.
        total: usize,
    },
    /// A statement is about to run.
    Statement {
        /// The revision.
        revision: &'a Revision,
        /// Why the statement exists.
        purpose: &'a str,
        /// The statement.
        sql: &'a str,
    },
    /// A statement has written this many rows so far: the copy of a rebuild, or a backfill. SQLite
    /// does not say so of tables `WITHOUT ROWID`.
    RowsWritten {
        /// The revision.
        revision: &'a Revision,
        /// Why the statement exists.
        purpose: &'a str,
        /// How many rows.
        rows: u64,
        /// How many it will be, where that is known.
        total: Option<u64>,
    },
    /// A revision is done; it is not yet committed.
    RevisionFinished {
        /// The revision.
        revision: &'a Revision,
        /// Up or down.
        direction: Direction,
        /// How long it took.
        duration: Duration,
        /// What it did.
        counts: &'a Counts,
    },
    /// What was done so far is committed and stays.
    Committed {
        /// The applied heads now.
        heads: &'a [String],
    },
    /// Something that a person should know and that stops nothing.
    Warned(&'a Warning),
}
