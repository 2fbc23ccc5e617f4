//! Counting revisions up or down from one, for `+N` and `-N`.

use super::node_set::NodeSet;
use super::{Graph, GraphError};

/// What happens when a walk comes to the end of the graph early.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Overrun {
    /// It is an error: a target must be meant exactly.
    Refuse,
    /// It stays at the end: a range just shows what there is.
    Stay,
}

/// A walk to take, and the name that asked for it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Walk<'a> {
    pub(super) asked: &'a str,
    pub(super) offset: i64,
    /// The branch that it must not leave.
    pub(super) within: Option<&'a NodeSet>,
    pub(super) overrun: Overrun,
}

impl Graph {
    /// The same walk from each of several revisions, or, of none, from the base.
    pub(super) fn walk_all(
        &self,
        starts: &[usize],
        walk: Walk<'_>,
    ) -> Result<Vec<usize>, GraphError> {
        if starts.is_empty() {
            return Ok(self.walk(None, walk)?.into_iter().collect());
        }
        let mut ends = Vec::new();
        for &start in starts {
            let end = self.walk(Some(start), walk)?;
            ends.extend(end.filter(|end| !ends.contains(end)));
        }
        Ok(ends)
    }

    /// Walks from a revision, or from the base, to a revision or the base.
    pub(super) fn walk(
        &self,
        from: Option<usize>,
        walk: Walk<'_>,
    ) -> Result<Option<usize>, GraphError> {
        let mut place = from;
        for taken in 0..walk.offset.unsigned_abs() {
            let next = if walk.offset > 0 {
                self.one_up(place, walk)?.map(Some)
            } else {
                self.one_down(place, walk)?
            };
            match next {
                Some(next) => place = next,
                None => return walk.ended(place, taken),
            }
        }
        Ok(place)
    }

    fn one_up(&self, place: Option<usize>, walk: Walk<'_>) -> Result<Option<usize>, GraphError> {
        let above = match place {
            Some(node) => self.links.children[node].clone(),
            None => self.base_nodes().collect(),
        };
        self.only_way(place, above, walk)
    }

    /// `None`: there is nothing below; `Some(None)`: the base is.
    fn one_down(
        &self,
        place: Option<usize>,
        walk: Walk<'_>,
    ) -> Result<Option<Option<usize>>, GraphError> {
        let Some(node) = place else { return Ok(None) };
        let below = self.links.parents[node].clone();
        self.only_way(place, below, walk).map(Some)
    }

    fn only_way(
        &self,
        at: Option<usize>,
        mut ways: Vec<usize>,
        walk: Walk<'_>,
    ) -> Result<Option<usize>, GraphError> {
        ways.retain(|&way| walk.within.is_none_or(|within| within.contains(way)));
        if ways.len() > 1 {
            return Err(GraphError::AmbiguousWalk {
                asked: walk.asked.into(),
                at: at.map(|node| self.nodes[node].id.clone()),
                choices: self.ids(ways),
            });
        }
        Ok(ways.first().copied())
    }
}

impl Walk<'_> {
    fn ended(self, place: Option<usize>, taken: u64) -> Result<Option<usize>, GraphError> {
        match self.overrun {
            Overrun::Stay => Ok(place),
            Overrun::Refuse => Err(GraphError::TooFar {
                asked: self.asked.into(),
                available: usize::try_from(taken).unwrap_or(usize::MAX),
            }),
        }
    }
}
