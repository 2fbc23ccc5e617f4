//! What can be read off the graph: single revisions, heads, forks, neighbours, what is applied.

use std::collections::BTreeSet;

use super::node_set::NodeSet;
use super::replaced::Standing;
use super::state::State;
use super::{Graph, GraphError, Node};

impl Graph {
    /// All revisions of the graph, as they were given. Replaced ones are not among them.
    pub fn nodes(&self) -> impl ExactSizeIterator<Item = &Node> {
        self.nodes.iter()
    }

    /// How many revisions the graph has.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether there are no revisions at all.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// The revision with exactly this id, also one that another revision replaces.
    pub fn node(&self, id: &str) -> Option<&Node> {
        match self.find(id) {
            Some(place) => Some(&self.nodes[place]),
            None => self.retired.iter().find(|node| node.id == id),
        }
    }

    /// Whether there is a revision with exactly this id.
    pub fn contains(&self, id: &str) -> bool {
        self.node(id).is_some()
    }

    /// The revisions that nothing revises.
    pub fn heads(&self) -> Vec<&Node> {
        self.at(self.head_nodes())
    }

    /// The heads that nothing depends on either: what `upgrade heads` leaves as version rows.
    pub fn version_heads(&self) -> Vec<&Node> {
        self.at(self.version_head_nodes())
    }

    /// The revisions that revise nothing.
    pub fn bases(&self) -> Vec<&Node> {
        self.at(self.base_nodes())
    }

    /// The revisions that several others revise, newest first.
    pub fn branch_points(&self) -> Vec<&Node> {
        let all = NodeSet::full(self.len());
        let mut order = self.newest_first(&all);
        order.retain(|&node| self.links.children[node].len() > 1);
        self.at(order)
    }

    /// Whether nothing revises it.
    pub fn is_head(&self, id: &str) -> bool {
        self.find(id)
            .is_some_and(|node| self.links.children[node].is_empty())
    }

    /// Whether several revisions revise it.
    pub fn is_branch_point(&self, id: &str) -> bool {
        self.find(id)
            .is_some_and(|node| self.links.children[node].len() > 1)
    }

    /// Whether it revises several revisions.
    pub fn is_merge(&self, id: &str) -> bool {
        self.find(id).is_some_and(|node| self.links.is_merge(node))
    }

    /// What it revises.
    pub fn parents(&self, id: &str) -> Vec<&Node> {
        self.next_to(id, &self.links.parents)
    }

    /// What revises it.
    pub fn children(&self, id: &str) -> Vec<&Node> {
        self.next_to(id, &self.links.children)
    }

    /// What must be applied before it: what it revises, then what it depends on.
    pub fn needs(&self, id: &str) -> Vec<&Node> {
        self.next_to(id, &self.links.needs)
    }

    /// What can be applied only after it: what revises it or depends on it.
    pub fn needed_by(&self, id: &str) -> Vec<&Node> {
        self.next_to(id, &self.links.needed_by)
    }

    /// All that must be applied before it, near or far, oldest first; itself not included.
    pub fn ancestors(&self, id: &str) -> Vec<&Node> {
        self.far_from(id, &self.links.needs)
    }

    /// All that can be applied only after it, near or far, oldest first; itself not included.
    pub fn descendants(&self, id: &str) -> Vec<&Node> {
        self.far_from(id, &self.links.needed_by)
    }

    /// The labels of the branches that it belongs to, sorted.
    pub fn labels(&self, id: &str) -> &[String] {
        self.find(id).map_or(&[], |node| &self.branches[node])
    }

    /// All applied revisions, oldest first, worked out from the version rows.
    ///
    /// # Errors
    ///
    /// A row names no revision.
    pub fn applied(&self, rows: &[String]) -> Result<Vec<&Node>, GraphError> {
        let graph = self.for_database(rows);
        let state = State::read(&graph, rows)?;
        let order = graph.oldest_first(&state.active);
        Ok(self.same_nodes(&graph, order))
    }

    /// The heads that are not applied; none means that the database is up to date.
    ///
    /// # Errors
    ///
    /// A row names no revision.
    pub fn missing_heads(&self, rows: &[String]) -> Result<Vec<&Node>, GraphError> {
        let graph = self.for_database(rows);
        let active = State::read(&graph, rows)?.active;
        let missing = graph
            .version_head_nodes()
            .filter(|&head| !active.contains(head));
        Ok(self.same_nodes(&graph, missing))
    }

    /// The version rows that no revision answers to.
    pub fn unknown<'a>(&self, rows: &'a [String]) -> Vec<&'a str> {
        let is_unknown = |row: &&'a str| matches!(self.standing(row), Standing::Unknown);
        rows.iter().map(String::as_str).filter(is_unknown).collect()
    }

    pub(super) fn find(&self, id: &str) -> Option<usize> {
        self.places.get(id).copied()
    }

    /// The revisions that the version rows name, each once.
    pub(super) fn applied_rows(&self, rows: &[String]) -> Result<Vec<usize>, GraphError> {
        let mut found = BTreeSet::new();
        let mut unknown = Vec::new();
        for row in rows {
            match self.standing(row) {
                Standing::Here(node) => drop(found.insert(node)),
                Standing::Inside(by) => return Err(self.half_replaced_error(row, by)),
                Standing::Unknown => unknown.push(row.clone()),
            }
        }
        if !unknown.is_empty() {
            return Err(GraphError::UnknownApplied { rows: unknown });
        }
        Ok(found.into_iter().collect())
    }

    pub(super) fn head_nodes(&self) -> impl Iterator<Item = usize> {
        ends(&self.links.children)
    }

    pub(super) fn version_head_nodes(&self) -> impl Iterator<Item = usize> {
        ends(&self.links.needed_by)
    }

    pub(super) fn base_nodes(&self) -> impl Iterator<Item = usize> {
        ends(&self.links.parents)
    }

    /// A revision, all that it revises, near or far, and all that revises it.
    pub(super) fn lineage(&self, node: usize) -> NodeSet {
        let below = NodeSet::reach([node], &self.links.parents);
        below.union(&NodeSet::reach([node], &self.links.children))
    }

    pub(super) fn ids(&self, nodes: impl IntoIterator<Item = usize>) -> Vec<String> {
        nodes
            .into_iter()
            .map(|node| self.nodes[node].id.clone())
            .collect()
    }

    pub(super) fn at(&self, nodes: impl IntoIterator<Item = usize>) -> Vec<&Node> {
        nodes.into_iter().map(|node| &self.nodes[node]).collect()
    }

    /// The revisions of this graph that another reading of it speaks of.
    pub(super) fn same_nodes(
        &self,
        other: &Self,
        nodes: impl IntoIterator<Item = usize>,
    ) -> Vec<&Node> {
        nodes
            .into_iter()
            .filter_map(|node| self.node(&other.nodes[node].id))
            .collect()
    }

    fn next_to(&self, id: &str, edges: &[Vec<usize>]) -> Vec<&Node> {
        self.find(id)
            .map_or(Vec::new(), |node| self.at(edges[node].iter().copied()))
    }

    fn far_from(&self, id: &str, edges: &[Vec<usize>]) -> Vec<&Node> {
        let Some(node) = self.find(id) else {
            return Vec::new();
        };
        let mut set = NodeSet::reach([node], edges);
        set.remove(node);
        self.at(self.oldest_first(&set))
    }
}

fn ends(edges: &[Vec<usize>]) -> impl Iterator<Item = usize> {
    edges
        .iter()
        .enumerate()
        .filter_map(|(node, next)| next.is_empty().then_some(node))
}
