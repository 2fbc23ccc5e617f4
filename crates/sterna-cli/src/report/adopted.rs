//! What `adopt` wrote.

use serde::Serialize;

use super::Initialised;

/// `adopt`.
#[derive(Debug, Serialize)]
pub struct Adopted {
    /// The files.
    #[serde(flatten)]
    pub files: Initialised,
    /// The baseline revision; `None` where the revisions make everything already.
    pub id: Option<String>,
    /// The database, which counts as having it.
    pub database: String,
}
