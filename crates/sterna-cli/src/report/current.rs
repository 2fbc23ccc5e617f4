//! Where a database is.

use serde::Serialize;

use super::RevisionFacts;

/// Where a database is.
#[derive(Debug, Serialize)]
pub struct Current {
    /// The database, as its path is best shown.
    pub database: String,
    /// The applied heads.
    pub revisions: Vec<RevisionFacts>,
    /// The heads of the revisions that there are.
    pub heads: Vec<String>,
    /// The revisions that are not applied, in the order in which they would run.
    pub pending: Vec<String>,
    /// Whether everything is applied, and nothing else.
    pub at_head: bool,
    /// Whether a paragraph is shown for each.
    #[serde(skip)]
    pub verbose: bool,
}
