//! Who is told of what a revision does, statement by statement.

use sterna_dialect::plan::Statement;

use crate::event::{Event, Observer};
use crate::revision::Revision;

/// An observer, and the revision that it is told of.
#[derive(Clone, Copy)]
pub(super) struct Witness<'a> {
    observer: Option<&'a dyn Observer>,
    revision: &'a Revision,
}

impl<'a> Witness<'a> {
    pub(super) fn new(observer: Option<&'a dyn Observer>, revision: &'a Revision) -> Self {
        Self { observer, revision }
    }

    /// Nobody is told, and of no revision.
    pub(super) fn nobody() -> Self {
        Self::new(None, &Revision::EMPTY)
    }

    /// A statement is about to run.
    pub(super) fn about_to(self, statement: &Statement) {
        self.tell(&Event::Statement {
            revision: self.revision,
            purpose: &statement.purpose,
            sql: &statement.sql,
        });
    }

    /// A statement has written so many rows, of so many where that is known.
    pub(super) fn written(self, statement: &Statement, rows: u64, total: Option<u64>) {
        self.tell(&Event::RowsWritten {
            revision: self.revision,
            purpose: &statement.purpose,
            rows,
            total,
        });
    }

    fn tell(self, event: &Event<'_>) {
        if let Some(observer) = self.observer {
            observer.observe(event);
        }
    }
}
