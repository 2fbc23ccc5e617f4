//! From what is applied down to a target, or a number of revisions back.

use super::name::{Name, Symbol};
use super::node_set::NodeSet;
use super::replaced::Standing;
use super::resolve::Target;
use super::state::State;
use super::walk::Overrun;
use super::{Graph, GraphError, Step};

impl Graph {
    /// The steps that undo what lies above the target. None, if nothing does.
    ///
    /// `applied` are the version rows. `history` names revisions in the order in which they were
    /// applied, the last one last, as far as that is known: a bare `-N` undoes the last one first.
    /// Without it, `-N` follows the line of what is applied, and is an error where that forks.
    ///
    /// # Errors
    ///
    /// A row or a target that names no revision, one that is not applied, or more than one.
    pub fn downgrade(
        &self,
        applied: &[String],
        target: &str,
        history: &[String],
    ) -> Result<Vec<Step>, GraphError> {
        let graph = self.for_database(applied);
        let state = State::read(&graph, applied)?;
        let name = Name::parse(target)?;
        let order = match name.bare_offset() {
            Some(offset) => graph.count_down(&name, offset, &state, &graph.places_of(history))?,
            None => graph.down_to(&name, &state, applied)?,
        };
        Ok(state.steps_down(order))
    }

    fn count_down(
        &self,
        name: &Name<'_>,
        offset: i64,
        state: &State<'_>,
        history: &[usize],
    ) -> Result<Vec<usize>, GraphError> {
        if offset > 0 {
            return Err(GraphError::WrongDirection {
                asked: name.asked.into(),
                command: "downgrade",
            });
        }
        let undo = Undo {
            graph: self,
            asked: name.asked,
            count: offset.unsigned_abs(),
            history,
        };
        match name.branch {
            None => undo.last_applied(state.clone()),
            Some(branch) => undo.within(branch, state),
        }
    }

    /// What lies above the target, in the order to undo it.
    fn down_to(
        &self,
        name: &Name<'_>,
        state: &State<'_>,
        applied: &[String],
    ) -> Result<Vec<usize>, GraphError> {
        if name.symbol == Some(Symbol::Current) && name.offset.is_none() {
            return Ok(Vec::new());
        }
        let target = self.target(name, applied, Overrun::Refuse)?;
        let roots = match target.nodes.as_slice() {
            [] => self.lowest_above_base(&target),
            &[node] => self.lowest_above(node, &target),
            several => {
                return Err(GraphError::MultipleHeads {
                    asked: name.asked.into(),
                    heads: self.ids(several.iter().copied()),
                });
            }
        };
        let above = NodeSet::reach(roots, &self.links.needed_by).intersection(&state.active);
        match target.nodes.first() {
            Some(&node) if !state.active.contains(node) => Err(GraphError::NotApplied {
                asked: name.asked.into(),
                id: self.nodes[node].id.clone(),
                rows: state.row_ids(),
            }),
            _ => Ok(self.undo_order(&above)),
        }
    }

    fn lowest_above_base(&self, target: &Target<'_>) -> Vec<usize> {
        match &target.branch {
            Some(branch) => self
                .base_nodes()
                .filter(|&base| branch.lineage.contains(base))
                .collect(),
            None => self.base_nodes().collect(),
        }
    }

    /// The revisions right above the target; of several, those on the way up to the branch.
    fn lowest_above(&self, node: usize, target: &Target<'_>) -> Vec<usize> {
        let children = self.links.children[node].iter().copied();
        match &target.branch {
            Some(branch) => children
                .filter(|&child| branch.lineage.contains(child))
                .collect(),
            None => children.collect(),
        }
    }

    fn places_of(&self, ids: &[String]) -> Vec<usize> {
        let place = |id: &String| match self.standing(id) {
            Standing::Here(node) => Some(node),
            _ => None,
        };
        ids.iter().filter_map(place).collect()
    }
}

/// A number of revisions to undo, counted from the last one.
struct Undo<'a> {
    graph: &'a Graph,
    asked: &'a str,
    count: u64,
    history: &'a [usize],
}

impl Undo<'_> {
    /// Undoes whatever was applied last, again and again.
    fn last_applied(&self, mut state: State<'_>) -> Result<Vec<usize>, GraphError> {
        let mut undone: Vec<usize> = Vec::new();
        for _ in 0..self.count {
            let rows: Vec<usize> = state.rows.iter().copied().collect();
            let below = undone
                .last()
                .map_or(&[][..], |&last| &self.graph.links.parents[last]);
            let Some(next) = self.latest(&rows, below)? else {
                return Err(self.too_far(undone.len()));
            };
            state.undo(next);
            undone.push(next);
        }
        Ok(undone)
    }

    /// Goes down within one branch; whatever needs what is undone there goes too.
    fn within(&self, branch: &str, state: &State<'_>) -> Result<Vec<usize>, GraphError> {
        let branch = self.graph.branch(branch)?;
        let mut choices = state.tips_of(&branch);
        let mut undone = Vec::new();
        for _ in 0..self.count {
            let Some(next) = self.latest(&choices, &[])? else {
                return Err(self.too_far(undone.len()));
            };
            undone.push(next);
            choices = self.graph.links.parents[next].clone();
            choices.retain(|&parent| branch.lineage.contains(parent));
        }
        let above = NodeSet::reach(undone, &self.graph.links.needed_by);
        Ok(self.graph.undo_order(&above.intersection(&state.active)))
    }

    /// Of several revisions the one that was applied last; if the history does not know, the one
    /// that goes on with the line.
    fn latest(&self, choices: &[usize], line: &[usize]) -> Result<Option<usize>, GraphError> {
        if choices.len() < 2 {
            return Ok(choices.first().copied());
        }
        let in_history = |node: &&usize| choices.contains(node);
        if let Some(&last) = self.history.iter().rev().find(in_history) {
            return Ok(Some(last));
        }
        let on_line: Vec<usize> = choices
            .iter()
            .copied()
            .filter(|node| line.contains(node))
            .collect();
        match on_line[..] {
            [one] => Ok(Some(one)),
            _ => Err(GraphError::UnclearUndo {
                asked: self.asked.into(),
                choices: self.graph.ids(choices.iter().copied()),
            }),
        }
    }

    fn too_far(&self, available: usize) -> GraphError {
        GraphError::TooFar {
            asked: self.asked.into(),
            available,
        }
    }
}
