//! What commands return: facts, without colours and without layout.
//!
//! `output/text` and `output/json` are the two rooms that turn them into what is printed. The
//! serialised names are the documented JSON shape: a change of them is a new version.

mod adopted;
mod backup;
mod current;
mod deploy;
mod differences;
mod initialised;
mod revisions;
mod run;
mod stairway;

use serde::Serialize;

pub use adopted::Adopted;
pub use backup::{BackedUp, Restored};
pub use current::Current;
pub use deploy::{Deployed, Ended, Reason, Undone, Verified};
pub use differences::{Change, Differences, Proved, Section, Written};
pub use initialised::Initialised;
pub use revisions::{Applied, Layout, Rebased, RevisionFacts, Revisions};
pub use run::{OperationFacts, Run, StatementFacts, Step, WayFacts};
pub use stairway::{Ending, Stair, Stairway};

use crate::exit::Exit;

/// The version of the JSON shape.
pub const VERSION: u8 = 1;

/// What came out of a command.
#[derive(Debug)]
pub struct Outcome {
    /// The facts.
    pub report: Report,
    /// How the command ends.
    pub exit: Exit,
    /// What a person should look into, though it stops nothing.
    pub warnings: Vec<String>,
    /// What a person may want to know.
    pub notes: Vec<String>,
}

/// What a command did or found.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum Report {
    /// `heads`, `branches`, `history`, `show`.
    Revisions(Revisions),
    /// `current`.
    Current(Current),
    /// `upgrade`, `downgrade`, `stamp`, and their dry runs.
    Run(Run),
    /// `test`.
    Stairway(Stairway),
    /// `backup`.
    BackedUp(BackedUp),
    /// `restore`.
    Restored(Restored),
    /// `deploy`.
    Deployed(Box<Deployed>),
    /// A script for the `sqlite3` shell, or a revision file: text that is wanted as it is.
    Text {
        /// The text.
        text: String,
    },
    /// `check`, `diff`.
    Differences(Differences),
    /// `revision`, `merge`.
    Written(Written),
    /// `rebase`.
    Rebased(Rebased),
    /// `adopt`.
    Adopted(Adopted),
    /// `init`.
    Initialised(Initialised),
    /// `ensure-version`, `edit`.
    Done {
        /// What was done, in a line; empty where there is nothing to say.
        done: String,
    },
}

impl From<Report> for Outcome {
    /// The outcome of a command that did what was asked.
    fn from(report: Report) -> Self {
        Self {
            report,
            exit: Exit::Done,
            warnings: Vec::new(),
            notes: Vec::new(),
        }
    }
}
