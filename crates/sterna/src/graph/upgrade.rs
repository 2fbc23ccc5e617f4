//! From what is applied up to one or several targets.

use super::name::Name;
use super::node_set::NodeSet;
use super::state::State;
use super::walk::Overrun;
use super::{Graph, GraphError, Step};

impl Graph {
    /// The steps that apply the targets and all that they need. None, if all of it is applied.
    ///
    /// `applied` are the version rows. A bare `+N` counts from the applied revision.
    ///
    /// # Errors
    ///
    /// A row or a target that names no revision, or more than one where one is meant.
    pub fn upgrade(&self, applied: &[String], targets: &[&str]) -> Result<Vec<Step>, GraphError> {
        let graph = self.for_database(applied);
        let state = State::read(&graph, applied)?;
        let wanted: Vec<Vec<usize>> = targets
            .iter()
            .map(|target| graph.upgrade_target(target, applied))
            .collect::<Result<_, _>>()?;
        graph.refuse_overlap(&wanted)?;
        let needed = NodeSet::reach(wanted.into_iter().flatten(), &graph.links.needs);
        let order = graph.oldest_first(&needed.difference(&state.active));
        Ok(state.steps_up(order))
    }

    fn upgrade_target(&self, target: &str, applied: &[String]) -> Result<Vec<usize>, GraphError> {
        let name = Name::parse(target)?;
        if name.bare_offset().is_some_and(|offset| offset < 0) {
            return Err(GraphError::WrongDirection {
                asked: target.into(),
                command: "upgrade",
            });
        }
        Ok(self.target(&name, applied, Overrun::Refuse)?.nodes)
    }

    /// Whoever names a target beside one that contains it may have meant another one.
    pub(super) fn refuse_overlap(&self, wanted: &[Vec<usize>]) -> Result<(), GraphError> {
        if wanted.len() < 2 {
            return Ok(());
        }
        for (place, nodes) in wanted.iter().enumerate() {
            for &upper in nodes {
                let below = NodeSet::reach([upper], &self.links.needs);
                let others = wanted
                    .iter()
                    .enumerate()
                    .filter(|&(other, _)| other != place);
                let mut others = others.flat_map(|(_, nodes)| nodes.iter().copied());
                if let Some(lower) = others.find(|&lower| lower != upper && below.contains(lower)) {
                    return Err(GraphError::Overlap {
                        lower: self.nodes[lower].id.clone(),
                        upper: self.nodes[upper].id.clone(),
                    });
                }
            }
        }
        Ok(())
    }
}
