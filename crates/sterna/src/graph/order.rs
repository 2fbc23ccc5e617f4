//! Putting revisions in order: the order to run them in, and the order to show them in.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::Graph;
use super::node_set::NodeSet;

impl Graph {
    /// The revisions so that each comes after what it needs; independent ones as they were given.
    pub(super) fn oldest_first(&self, set: &NodeSet) -> Vec<usize> {
        let mut waiting = count_within(set, &self.links.needs);
        let mut ready: BinaryHeap<Reverse<usize>> = set
            .iter()
            .filter(|&node| waiting[node] == 0)
            .map(Reverse)
            .collect();
        let mut order = Vec::new();
        while let Some(Reverse(node)) = ready.pop() {
            order.push(node);
            for &upper in self.links.needed_by[node]
                .iter()
                .filter(|&&upper| set.contains(upper))
            {
                waiting[upper] -= 1;
                if waiting[upper] == 0 {
                    ready.push(Reverse(upper));
                }
            }
        }
        order
    }

    /// The same, turned round: undoing is doing backwards.
    pub(super) fn undo_order(&self, set: &NodeSet) -> Vec<usize> {
        let mut order = self.oldest_first(set);
        order.reverse();
        order
    }

    /// The revisions as a reader wants them: newest first, along one branch as far as it goes, and
    /// all branches down to their fork before what lies below it.
    pub(super) fn newest_first(&self, set: &NodeSet) -> Vec<usize> {
        let waiting = count_within(set, &self.links.needed_by);
        let mut reader = Reader {
            graph: self,
            unread: set.clone(),
            front: set.iter().filter(|&node| waiting[node] == 0).collect(),
            waiting,
            at: 0,
        };
        std::iter::from_fn(|| reader.next()).collect()
    }
}

/// For each revision of the set, how many of its neighbours are in the set too.
fn count_within(set: &NodeSet, edges: &[Vec<usize>]) -> Vec<usize> {
    let mut counts = vec![0; edges.len()];
    for node in set.iter() {
        counts[node] = edges[node]
            .iter()
            .filter(|&&next| set.contains(next))
            .count();
    }
    counts
}

/// Reads a graph from its heads down, holding one place in each branch.
struct Reader<'a> {
    graph: &'a Graph,
    unread: NodeSet,
    /// For each revision, how many unread ones need it.
    waiting: Vec<usize>,
    /// Where each branch has been read to.
    front: Vec<usize>,
    /// The branch that is being read.
    at: usize,
}

impl Reader<'_> {
    fn next(&mut self) -> Option<usize> {
        loop {
            let node = *self.front.get(self.at)?;
            match self.blocked_by(node) {
                Some(other) => self.at = other,
                None => break,
            }
        }
        let node = self.front[self.at];
        self.read(node);
        self.go_below(node);
        Some(node)
    }

    /// The first branch that still has to come down to this revision.
    fn blocked_by(&self, node: usize) -> Option<usize> {
        if self.waiting[node] == 0 {
            return None;
        }
        let above = NodeSet::reach_within([node], &self.graph.links.needed_by, &self.unread);
        let blocks = |&other: &usize| other != node && above.contains(other);
        self.front.iter().position(blocks)
    }

    fn read(&mut self, node: usize) {
        self.unread.remove(node);
        for &lower in &self.graph.links.needs[node] {
            self.waiting[lower] = self.waiting[lower].saturating_sub(1);
        }
    }

    /// Goes on with the first revision below; the others become branches of their own.
    fn go_below(&mut self, node: usize) {
        let is_next = |lower: &usize| self.unread.contains(*lower) && !self.front.contains(lower);
        let below: Vec<usize> = self.graph.links.needs[node]
            .iter()
            .copied()
            .filter(is_next)
            .collect();
        match below.split_first() {
            Some((&first, others)) => {
                self.front[self.at] = first;
                self.front.extend(others);
            }
            None => {
                self.front.remove(self.at);
                self.at = self.at.saturating_sub(1);
            }
        }
    }
}
