//! What came of the stairway.

use serde::Serialize;
use sterna::Revision;

use super::Section;

/// `test`.
#[derive(Debug, Serialize)]
pub struct Stairway {
    /// Whether all is as it should be.
    pub passed: bool,
    /// The heads; there should be one.
    pub heads: Vec<String>,
    /// The revisions, in the order in which they ran.
    pub revisions: Vec<Stair>,
    /// Whether the last state equals the entities; `null` where it was not reached.
    pub equal: Option<bool>,
    /// What the entities have that the last state has not, object by object.
    pub changes: Vec<Section>,
}

/// One revision of the stairway.
#[derive(Debug, Serialize)]
pub struct Stair {
    /// Its id.
    pub id: String,
    /// What it does, in its author's words.
    pub message: String,
    /// How it went.
    pub ending: Ending,
    /// How many rows the tables had on the way.
    pub rows: u64,
    /// What is wrong.
    pub problem: Option<String>,
    /// The schema that was wanted and the one that was found, as a unified diff.
    pub difference: Option<String>,
    /// Whether what comes after it was not tried.
    #[serde(skip)]
    pub blocks: bool,
}

/// How a revision went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    /// Up, down and up.
    Passed,
    /// Up; its author says that there is no way down.
    OneWay,
    /// Something is wrong.
    Failed,
    /// One below it could not be applied.
    NotReached,
}

impl Stair {
    /// A revision that ended so.
    pub fn of(revision: &Revision, ending: Ending) -> Self {
        Self {
            id: revision.id.to_owned(),
            message: revision.message.to_owned(),
            ending,
            rows: 0,
            problem: None,
            difference: None,
            blocks: false,
        }
    }
}

impl Ending {
    /// In a word or two.
    pub fn words(self) -> &'static str {
        match self {
            Self::Passed => "up, down, up",
            Self::OneWay => "up",
            Self::Failed => "FAILED",
            Self::NotReached => "not reached",
        }
    }
}
