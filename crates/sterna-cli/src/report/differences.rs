//! What differs between two schemas, and what was written about it.

use serde::Serialize;

/// `check` and `diff`.
#[derive(Debug, Serialize)]
pub struct Differences {
    /// Whether there is no difference.
    pub equal: bool,
    /// What would change, object by object.
    pub changes: Vec<Section>,
    /// What only the one side has and keeps.
    pub kept: Vec<String>,
    /// The definitions that differ, as a unified diff, where that was asked for.
    pub definitions: Option<String>,
}

/// `revision` and `merge`.
#[derive(Debug, Default, Serialize)]
pub struct Written {
    /// The revision; `null` where there was nothing to write.
    pub id: Option<String>,
    /// Its file, relative to the project's root.
    pub path: Option<String>,
    /// What it changes, object by object.
    pub changes: Vec<Section>,
    /// What only the database has and keeps.
    pub kept: Vec<String>,
    /// What a copy of the database says to it; `null` where nothing was generated.
    pub proof: Option<Proved>,
}

/// The proof of a revision.
#[derive(Debug, Serialize)]
pub struct Proved {
    /// What was proved, in a line.
    pub summary: String,
    /// Whether there is nothing more to say.
    pub complete: bool,
    /// How many sample rows the copy had.
    pub sample_rows: u64,
    /// How many of them came through both ways.
    pub kept_rows: u64,
    /// What is lost or could not be proved, a line each.
    pub unproved: Vec<String>,
}

/// An object with its changes.
#[derive(Debug, Serialize)]
pub struct Section {
    /// The table, or `view` and its name, and so on.
    pub object: String,
    /// `+` where it comes as a whole, `-` where it goes, `~` where it gets another name.
    pub sign: Option<char>,
    /// What changes inside.
    pub changes: Vec<Change>,
}

/// One change.
#[derive(Debug, Serialize)]
pub struct Change {
    /// `+`, `-` or `~`.
    pub sign: char,
    /// What: a column's name, `unique`, `foreign key` …
    pub subject: String,
    /// What it is, or was and becomes.
    pub detail: String,
    /// How it comes about: `native`, `in place`, `rebuild`, where that is known.
    pub way: Option<String>,
    /// A word on it.
    pub remark: Option<String>,
}
