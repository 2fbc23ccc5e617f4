//! The revision graph: which revisions there are, how they hang together, what a name such as
//! `head` or `left@+1` means, and which steps lead a database from where it is to where it should
//! be.
//!
//! All of it is a pure function of three things: the revisions, the version rows of a database
//! (its applied heads), and what the user typed. This room knows no file, no database, no SQL and
//! no terminal, and it does not run anything: it returns [`Step`]s, and the runner takes them.
//!
//! - `build`, `links`, `cycles`, `replaced`: do the revisions form a graph, and if not, what is
//!   wrong with them, all at once?
//! - `name`, `resolve`, `walk`: which revisions does a name mean?
//! - `upgrade`, `downgrade`, `stamp`, `state`: which steps, and which version rows, follow from a
//!   command?
//! - `passed_over`: and if some of what counts as applied never ran?
//! - `history`, `order`: which revisions lie in a range, and in which order are they shown?
//! - `facts`, `squash`: what else do the commands ask?
//! - `problem`, `error`, and the `_text` of each: what can go wrong, as data; in words.
//!
//! Every walk is iterative: a history of any length needs no deep stack.

mod build;
mod cycles;
mod downgrade;
mod error;
mod error_text;
mod facts;
mod history;
mod links;
mod name;
mod node_set;
mod order;
mod passed_over;
mod problem;
mod problem_text;
mod replaced;
mod resolve;
mod squash;
mod stamp;
mod state;
mod step;
mod upgrade;
mod walk;
mod wording;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashMap};

pub use error::GraphError;
pub use name::Range;
pub use problem::RevisionProblem;
pub use squash::Squash;
pub use step::{Direction, Step};

use links::Links;
use replaced::Replacement;

/// What the graph knows of one revision.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Node {
    /// The name of the revision: letters, digits, `_` and `.`.
    pub id: String,
    /// The revisions directly below it. None: it starts a history. Several: it is a merge.
    pub revises: Vec<String>,
    /// Revisions or labels of other branches that must be applied before it.
    pub depends_on: Vec<String>,
    /// Names for the branch that it starts.
    pub labels: Vec<String>,
    /// The revisions that it stands for, oldest first, so that the last one is the state that it
    /// reaches.
    pub replaces: Vec<String>,
    /// What it does, in the words of its author.
    pub message: String,
}

/// The revisions of a project and how they hang together.
///
/// Where revisions are independent of each other, they keep the order in which they were given.
///
/// ```
/// use sterna::graph::{Graph, Node};
///
/// let first = Node { id: "1f0a".into(), ..Node::default() };
/// let second = Node { id: "9c41".into(), revises: vec!["1f0a".into()], ..Node::default() };
/// let graph = Graph::new([first, second]).unwrap();
///
/// let applied = ["1f0a".to_owned()];
/// let steps = graph.upgrade(&applied, &["head"]).unwrap();
/// assert_eq!(steps[0].id, "9c41");
/// assert_eq!(steps[0].heads_after, ["9c41"]);
/// ```
#[derive(Debug, Clone)]
pub struct Graph {
    /// The revisions that are part of the graph, in the order given.
    nodes: Vec<Node>,
    /// Revisions that are still there although another one replaces them.
    retired: Vec<Node>,
    /// Where in `nodes` an id is.
    places: HashMap<String, usize>,
    /// Which revision carries a label.
    labels: BTreeMap<String, usize>,
    /// What became of the revisions that another one replaces.
    replaced: BTreeMap<String, Replacement>,
    /// Replacing revisions that this graph does without, and the last one that each replaces.
    unfolded: BTreeMap<String, String>,
    /// The edges.
    links: Links,
    /// The labels whose branch a revision belongs to.
    branches: Vec<Vec<String>>,
}
