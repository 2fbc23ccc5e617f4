//! Revisions that another one replaces, as a squash does.
//!
//! The replacing revision stands in the graph, the replaced ones do not, whether their files are
//! still there or not. The last of the replaced ones is the state that the replacing one reaches:
//! a database that is there is taken as being at the replacing revision, and a revision that
//! builds on the one builds on the other.
//!
//! A database that stopped in the middle is served as long as the files are there: for it alone
//! the graph is unfolded, so that it has the replaced revisions and not the replacing one.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::cycles::cycles;
use super::links::Links;
use super::{Graph, GraphError, Node, RevisionProblem};

/// What became of a revision that is not in the graph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Replacement {
    /// The revision that stands for it.
    by: String,
    /// Whether that one reaches the very state of this one.
    same_state: bool,
}

/// Where an id stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing<'a> {
    /// It is in the graph, or what is in the graph is the same state.
    Here(usize),
    /// It lies in the middle of what this revision replaces.
    Inside(&'a str),
    /// Nobody knows it.
    Unknown,
}

impl Replacement {
    /// The revision reaches the same state as this one.
    pub(super) fn same_state_as(by: String) -> Self {
        let same_state = true;
        Self { by, same_state }
    }
}

impl Graph {
    pub(super) fn standing<'a>(&'a self, id: &'a str) -> Standing<'a> {
        let mut id = id;
        loop {
            if let Some(node) = self.find(id) {
                return Standing::Here(node);
            }
            match self.replaced.get(id) {
                Some(replacement) if replacement.same_state => id = &replacement.by,
                Some(replacement) => return Standing::Inside(&replacement.by),
                None => return Standing::Unknown,
            }
        }
    }

    /// The graph as this database must see it: itself, or unfolded where the database stopped in
    /// the middle of what was replaced, if the files for that are still there.
    pub(super) fn for_database(&self, applied: &[String]) -> Cow<'_, Self> {
        let mut graph = Cow::Borrowed(self);
        while let Some(by) = graph.half_replaced(applied) {
            match graph.unfold(by) {
                Some(unfolded) => graph = Cow::Owned(unfolded),
                None => break,
            }
        }
        graph
    }

    /// The error for a version row in the middle of what a revision replaces.
    pub(super) fn half_replaced_error(&self, row: &str, by: &str) -> GraphError {
        let replaced = self.node(by).map_or(&[][..], |node| &node.replaces);
        let later = replaced.iter().skip_while(|id| *id != row).skip(1);
        GraphError::HalfReplaced {
            row: row.into(),
            by: by.into(),
            missing: later.filter(|id| !self.contains(id)).cloned().collect(),
        }
    }

    /// The revision in the graph in the middle of whose range the database stands.
    fn half_replaced(&self, applied: &[String]) -> Option<usize> {
        applied.iter().find_map(|row| match self.standing(row) {
            Standing::Inside(by) => self.outermost(by),
            _ => None,
        })
    }

    /// What stands in the graph for a revision, through any number of replacements.
    fn outermost(&self, id: &str) -> Option<usize> {
        let mut id = id;
        loop {
            if let Some(node) = self.find(id) {
                return Some(node);
            }
            id = &self.replaced.get(id)?.by;
        }
    }

    /// The graph without this revision and with those that it replaces. `None`: too few of them
    /// are left.
    fn unfold(&self, replacing: usize) -> Option<Self> {
        let node = &self.nodes[replacing];
        let last = node.replaces.last()?.clone();
        let others = self.nodes.iter().chain(&self.retired);
        let nodes = others
            .filter(|other| other.id != node.id)
            .cloned()
            .collect();
        let mut unfolded = self.unfolded.clone();
        unfolded.insert(node.id.clone(), last);
        let graph = Self::arrange(nodes, unfolded).ok()?;
        let complete = graph.outermost(&node.id).is_some();
        complete.then_some(graph)
    }
}

/// Parts the revisions that stand in the graph from those that are replaced.
pub(super) fn retire(nodes: Vec<Node>) -> (Vec<Node>, Vec<Node>) {
    let replaced: BTreeSet<String> = nodes
        .iter()
        .flat_map(|node| node.replaces.iter().cloned())
        .collect();
    nodes
        .into_iter()
        .partition(|node| !replaced.contains(&node.id))
}

/// What became of each replaced revision. A revision that is in the graph says it for certain;
/// what a replaced one says counts where nobody else knows better.
pub(super) fn replacements(
    live: &[Node],
    retired: &[Node],
    problems: &mut Vec<RevisionProblem>,
) -> BTreeMap<String, Replacement> {
    let mut found: BTreeMap<String, Replacement> = BTreeMap::new();
    for node in live {
        for (id, replacement) in claims(node) {
            if let Some(Replacement { by, .. }) = found.insert(id.clone(), replacement)
                && by != node.id
            {
                let id = id.clone();
                problems.push(RevisionProblem::ReplacedTwice {
                    id,
                    by: [by, node.id.clone()],
                });
            }
        }
    }
    for (id, replacement) in retired.iter().flat_map(claims) {
        found.entry(id.clone()).or_insert(replacement);
    }
    found
}

fn claims(node: &Node) -> impl Iterator<Item = (&String, Replacement)> {
    let last = node.replaces.last();
    node.replaces.iter().map(move |id| {
        let replacement = Replacement {
            by: node.id.clone(),
            same_state: Some(id) == last,
        };
        (id, replacement)
    })
}

/// The groups of revisions that replace each other, and those that replace themselves.
pub(super) fn replacement_cycles(nodes: &[Node]) -> Vec<RevisionProblem> {
    if nodes.iter().all(|node| node.replaces.is_empty()) {
        return Vec::new();
    }
    let mut links = Links::with_size(nodes.len());
    let places: BTreeMap<&str, usize> = nodes
        .iter()
        .enumerate()
        .map(|(place, node)| (node.id.as_str(), place))
        .collect();
    let mut groups = Vec::new();
    for (place, node) in nodes.iter().enumerate() {
        for &other in node
            .replaces
            .iter()
            .filter_map(|id| places.get(id.as_str()))
        {
            if other == place {
                groups.push(vec![place]);
            } else {
                links.add_parent(place, other);
            }
        }
    }
    groups.extend(cycles(&links.parents, &links.children));
    let ids = |group: Vec<usize>| group.iter().map(|&place| nodes[place].id.clone()).collect();
    groups
        .into_iter()
        .map(|group| RevisionProblem::ReplacesCycle { ids: ids(group) })
        .collect()
}
