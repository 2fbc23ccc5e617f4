//! Facts about revisions.

use serde::Serialize;
use sterna::graph::{Graph, Node};

/// A list of revisions.
#[derive(Debug, Serialize)]
pub struct Revisions {
    /// The revisions, in the order to show.
    pub revisions: Vec<RevisionFacts>,
    /// How much room each takes as text.
    #[serde(skip)]
    pub layout: Layout,
}

/// A branch that was put on top of another head.
#[derive(Debug, Serialize)]
pub struct Rebased {
    /// Its first revision, whose file changed.
    pub id: String,
    /// What that builds on now.
    pub onto: String,
    /// Its file, relative to the project's root.
    pub path: String,
    /// All that moved, oldest first.
    #[serde(skip)]
    pub revisions: Vec<RevisionFacts>,
    /// The ids of all that moved.
    pub moved: Vec<String>,
}

/// How much of each revision is shown as text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// A line each: id, message, marks.
    Lines,
    /// A line each, with what it builds on.
    Steps,
    /// A line each, with what builds on it.
    Forks,
    /// A line each, beside a drawing of how they hang together.
    Graph,
    /// A paragraph each.
    Paragraphs,
}

impl Layout {
    /// A paragraph each if more is asked for, else a line each.
    pub fn lines_or_paragraphs(verbose: bool) -> Self {
        if verbose {
            Self::Paragraphs
        } else {
            Self::Lines
        }
    }
}

/// What is known of a revision.
#[derive(Clone, Debug, Default, Serialize)]
pub struct RevisionFacts {
    /// Its id.
    pub id: String,
    /// What it does, in its author's words.
    pub message: String,
    /// What it builds on.
    pub revises: Vec<String>,
    /// What else must be applied before.
    pub depends_on: Vec<String>,
    /// The names that it gives its branch.
    pub labels: Vec<String>,
    /// What it stands for.
    pub replaces: Vec<String>,
    /// What builds on it.
    pub children: Vec<String>,
    /// Its file, relative to the project's root.
    pub path: Option<String>,
    /// Whether nothing builds on it.
    pub head: bool,
    /// Whether the database is at it; `null` where the database was not asked.
    pub current: Option<bool>,
    /// Whether it is among the revisions that this program knows.
    pub known: bool,
    /// When and by whom it was applied, where the database says so.
    pub applied: Option<Applied>,
    /// How it changes the schema, as a unified diff, where that was asked for.
    pub changes: Option<String>,
    /// What its upgrade does, step by step, where that was asked for.
    pub steps: Vec<String>,
}

/// The record of a revision in the history table.
#[derive(Clone, Debug, Serialize)]
pub struct Applied {
    /// When, in UTC.
    pub at: String,
    /// By whom.
    pub by: Option<String>,
    /// How: `upgrade`, or `stamp` where nothing ran.
    pub direction: String,
    /// How long it took.
    pub milliseconds: Option<u64>,
}

impl RevisionFacts {
    /// What the graph knows of a revision.
    pub fn of(graph: &Graph, node: &Node) -> Self {
        let ids = |nodes: Vec<&Node>| nodes.iter().map(|node| node.id.clone()).collect();
        Self {
            id: node.id.clone(),
            message: node.message.clone(),
            revises: node.revises.clone(),
            depends_on: node.depends_on.clone(),
            labels: node.labels.clone(),
            replaces: node.replaces.clone(),
            children: ids(graph.children(&node.id)),
            head: graph.is_head(&node.id),
            known: true,
            ..Self::default()
        }
    }

    /// A revision that the database names and this program does not know.
    pub fn unknown(id: &str) -> Self {
        Self {
            id: id.to_owned(),
            current: Some(true),
            ..Self::default()
        }
    }
}
