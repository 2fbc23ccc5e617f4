//! What one revision must say that takes the place of a range.

use super::history::Ends;
use super::node_set::NodeSet;
use super::{Graph, GraphError, Node};

/// A range that can become one revision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Squash<'a> {
    /// The revisions of the range, oldest first.
    pub revisions: Vec<&'a Node>,
    /// What the new revision revises.
    pub revises: Vec<String>,
    /// What it depends on.
    pub depends_on: Vec<String>,
    /// The labels that it takes over.
    pub labels: Vec<String>,
    /// What it replaces: the revisions of the range, and what these replace.
    pub replaces: Vec<String>,
}

impl Graph {
    /// What the revision must say that replaces the range `A:B`, both included.
    ///
    /// Nothing outside may grow out of the range but out of its last revision: that alone is a
    /// state which a database comes to on the old way and on the new one.
    ///
    /// # Errors
    ///
    /// The range is none, has several upper ends, or something grows out of its middle.
    pub fn squash(&self, range: &str, applied: &[String]) -> Result<Squash<'_>, GraphError> {
        let (lower, upper) = self.find_ends(&Ends::parse(range)?, applied)?;
        let &[last] = upper.as_slice() else {
            return Err(GraphError::MultipleHeads {
                asked: range.into(),
                heads: self.ids(upper),
            });
        };
        let set = self.between(range, &lower, &upper)?;
        self.refuse_growth(range, &set, last)?;
        Ok(self.describe(&set))
    }

    fn refuse_growth(&self, range: &str, set: &NodeSet, last: usize) -> Result<(), GraphError> {
        for inside in set.iter().filter(|&node| node != last) {
            let mut above = self.links.needed_by[inside].iter();
            if let Some(&outside) = above.find(|&&node| !set.contains(node)) {
                return Err(GraphError::NotSquashable {
                    asked: range.into(),
                    inside: self.nodes[inside].id.clone(),
                    outside: self.nodes[outside].id.clone(),
                });
            }
        }
        Ok(())
    }

    fn describe(&self, set: &NodeSet) -> Squash<'_> {
        let order = self.oldest_first(set);
        let parents = self.outside(set, &self.links.parents);
        let mut dependencies = self.outside(set, &self.links.needs);
        dependencies.retain(|node| !parents.contains(node));
        let revisions = self.at(order);
        let labels = revisions
            .iter()
            .flat_map(|node| node.labels.clone())
            .collect();
        let replaces = revisions
            .iter()
            .flat_map(|node| with_replaced(node))
            .collect();
        Squash {
            revisions,
            revises: self.ids(parents),
            depends_on: self.ids(dependencies),
            labels,
            replaces,
        }
    }

    /// What lies right below the range, without what lies below that anyway.
    fn outside(&self, set: &NodeSet, edges: &[Vec<usize>]) -> Vec<usize> {
        let mut found: Vec<usize> = set
            .iter()
            .flat_map(|node| edges[node].iter().copied())
            .collect();
        found.retain(|&node| !set.contains(node));
        found.sort_unstable();
        found.dedup();
        let next = found
            .iter()
            .flat_map(|&node| self.links.needs[node].iter().copied());
        let further = NodeSet::reach(next, &self.links.needs);
        found.retain(|&node| !further.contains(node));
        found
    }
}

fn with_replaced(node: &Node) -> impl Iterator<Item = String> {
    let last = std::iter::once(node.id.clone());
    node.replaces.iter().cloned().chain(last)
}
