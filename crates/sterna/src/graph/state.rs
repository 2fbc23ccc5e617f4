//! What is applied in a database, worked out from its version rows, and how a step changes it.
//!
//! The rows name the applied heads only. A revision needs no row while another applied one needs
//! it, as its child or because it depends on it; so a dependency's row goes when the dependant is
//! applied, and comes back when that is undone.

use std::collections::BTreeSet;

use super::node_set::NodeSet;
use super::resolve::Branch;
use super::{Direction, Graph, GraphError, Step};

/// The applied revisions and their heads.
#[derive(Debug, Clone)]
pub(super) struct State<'a> {
    graph: &'a Graph,
    /// Everything that is applied.
    pub(super) active: NodeSet,
    /// The applied revisions that no other applied one needs.
    pub(super) rows: BTreeSet<usize>,
    /// For each revision, how many applied ones need it.
    needed: Vec<usize>,
}

impl<'a> State<'a> {
    pub(super) fn read(graph: &'a Graph, applied: &[String]) -> Result<Self, GraphError> {
        Ok(Self::with_heads(graph, graph.applied_rows(applied)?))
    }

    pub(super) fn with_heads(graph: &'a Graph, heads: impl IntoIterator<Item = usize>) -> Self {
        let active = NodeSet::reach(heads, &graph.links.needs);
        let mut needed = vec![0; graph.nodes.len()];
        for node in active.iter() {
            graph.links.needs[node]
                .iter()
                .for_each(|&lower| needed[lower] += 1);
        }
        let rows = active.iter().filter(|&node| needed[node] == 0).collect();
        Self {
            graph,
            active,
            rows,
            needed,
        }
    }

    /// Applies the revisions one after the other.
    pub(super) fn steps_up(mut self, order: impl IntoIterator<Item = usize>) -> Vec<Step> {
        let apply = |node| {
            self.apply(node);
            self.step(Direction::Up, node)
        };
        order.into_iter().map(apply).collect()
    }

    /// Undoes the revisions one after the other.
    pub(super) fn steps_down(mut self, order: impl IntoIterator<Item = usize>) -> Vec<Step> {
        let undo = |node| {
            self.undo(node);
            self.step(Direction::Down, node)
        };
        order.into_iter().map(undo).collect()
    }

    /// Marks a revision as undone, which nothing applied may need.
    pub(super) fn undo(&mut self, node: usize) {
        self.active.remove(node);
        self.rows.remove(&node);
        for &lower in &self.graph.links.needs[node] {
            self.needed[lower] -= 1;
            if self.needed[lower] == 0 {
                self.rows.insert(lower);
            }
        }
    }

    fn apply(&mut self, node: usize) {
        self.active.insert(node);
        self.rows.insert(node);
        for &lower in &self.graph.links.needs[node] {
            self.needed[lower] += 1;
            self.rows.remove(&lower);
        }
    }

    /// How far a branch is applied: its version rows; where other branches hide them, its highest
    /// applied revisions.
    pub(super) fn tips_of(&self, branch: &Branch<'_>) -> Vec<usize> {
        let in_branch = |node: &usize| branch.lineage.contains(*node);
        let rows: Vec<usize> = self.rows.iter().copied().filter(in_branch).collect();
        if !rows.is_empty() {
            return rows;
        }
        let applied = self.active.clone().intersection(&branch.lineage);
        let is_tip = |&node: &usize| {
            let children = &self.graph.links.children[node];
            !children.iter().any(|&child| applied.contains(child))
        };
        applied.iter().filter(is_tip).collect()
    }

    pub(super) fn row_ids(&self) -> Vec<String> {
        self.graph.ids(self.rows.iter().copied())
    }

    fn step(&self, direction: Direction, node: usize) -> Step {
        Step {
            direction,
            id: self.graph.nodes[node].id.clone(),
            heads_after: self.row_ids(),
        }
    }
}
