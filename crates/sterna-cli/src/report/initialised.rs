//! What `init` wrote.

use serde::Serialize;

/// `init`.
#[derive(Debug, Serialize)]
pub struct Initialised {
    /// New files, by their path from the workspace's folder.
    pub written: Vec<String>,
    /// Files that were there and got a line or two.
    pub edited: Vec<String>,
}
