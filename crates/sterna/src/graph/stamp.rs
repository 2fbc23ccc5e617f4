//! Saying that a database is at certain revisions, without running anything.

use super::name::{Name, Symbol};
use super::node_set::NodeSet;
use super::resolve::Target;
use super::state::State;
use super::walk::Overrun;
use super::{Graph, GraphError};

impl Graph {
    /// The version rows after a stamp.
    ///
    /// A target takes the place of the rows below and above it; rows of branches that have
    /// nothing to do with it stay. `base` removes all rows, `BRANCH@base` those of the branch. To
    /// forget what the rows say now (`--purge`), give none.
    ///
    /// # Errors
    ///
    /// A row or a target that names no revision, or more than one where one is meant.
    pub fn stamp(&self, applied: &[String], targets: &[&str]) -> Result<Vec<String>, GraphError> {
        let graph = self.for_database(applied);
        let state = State::read(&graph, applied)?;
        let mut kept = state.rows.clone();
        let mut stamped = Vec::new();
        for target in targets {
            let target = graph.stamp_target(target, applied)?;
            let related = graph.related(&target);
            kept.retain(|&row| !related.contains(row));
            stamped.push(target.nodes);
        }
        graph.refuse_overlap(&stamped)?;
        kept.extend(stamped.into_iter().flatten());
        Ok(State::with_heads(&graph, kept).row_ids())
    }

    /// As any name; a bare `-N` counts from what is applied.
    fn stamp_target<'a>(
        &self,
        target: &'a str,
        applied: &[String],
    ) -> Result<Target<'a>, GraphError> {
        let mut name = Name::parse(target)?;
        if name.bare_offset().is_some() {
            name.symbol = Some(Symbol::Current);
        }
        self.target(&name, applied, Overrun::Refuse)
    }

    /// What a target takes the place of.
    fn related(&self, target: &Target<'_>) -> NodeSet {
        let around = match (&target.branch, target.nodes.as_slice()) {
            (None, []) => return NodeSet::full(self.len()),
            (Some(branch), []) => vec![branch.node],
            (_, nodes) => nodes.to_vec(),
        };
        let below = NodeSet::reach(around.iter().copied(), &self.links.needs);
        below.union(&NodeSet::reach(around, &self.links.needed_by))
    }
}
