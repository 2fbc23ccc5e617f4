//! The revisions of a range, newest first.

use std::borrow::Cow;

use super::name::{Name, Range, Symbol};
use super::node_set::NodeSet;
use super::walk::{Overrun, Walk};
use super::{Graph, GraphError, Node};

impl Graph {
    /// The revisions of a range, or all of them; newest first.
    ///
    /// Those are the lower end and what descends from it, as far as the upper end contains it. In
    /// `-3:current` the lower end counts down from the upper one, in `REV:+2` the upper end counts
    /// up from the lower one, and in `-1:+1` both count from what is applied. A count that goes
    /// too far ends where the graph does.
    ///
    /// # Errors
    ///
    /// The range is none, an end names no revision, or the ends do not lie on one line.
    pub fn history(
        &self,
        range: Option<&str>,
        applied: &[String],
    ) -> Result<Vec<&Node>, GraphError> {
        let Some(range) = range else {
            return Ok(self.at(self.newest_first(&NodeSet::full(self.len()))));
        };
        let ends = Ends::parse(range)?;
        let graph = if ends.count_from_applied() {
            self.for_database(applied)
        } else {
            Cow::Borrowed(self)
        };
        let (lower, upper) = graph.find_ends(&ends, applied)?;
        let within = graph.between(range, &lower, &upper)?;
        Ok(self.same_nodes(&graph, graph.newest_first(&within)))
    }

    /// The revisions at the lower and at the upper end; no lower ones: from the base.
    pub(super) fn find_ends(
        &self,
        ends: &Ends<'_>,
        applied: &[String],
    ) -> Result<(Vec<usize>, Vec<usize>), GraphError> {
        if let Some((to, offset)) = ends.upper_from_lower() {
            let lower = self.lower_end(ends, applied)?;
            let upper = self.walk_from(&lower, to, offset)?;
            return Ok((lower, upper));
        }
        let mut upper = match &ends.to {
            Some(name) => self.target(name, applied, Overrun::Stay)?.nodes,
            None => self.version_head_nodes().collect(),
        };
        if let Some(branch) = ends.from.and_then(|name| name.branch) {
            let lineage = self.branch(branch)?.lineage;
            upper.retain(|&node| lineage.contains(node));
        }
        let lower = match ends.lower_from_upper() {
            Some((from, offset)) => self.walk_from(&upper, from, offset)?,
            None => self.lower_end(ends, applied)?,
        };
        Ok((lower, upper))
    }

    fn lower_end(&self, ends: &Ends<'_>, applied: &[String]) -> Result<Vec<usize>, GraphError> {
        match &ends.from {
            Some(name) => Ok(self.target(name, applied, Overrun::Stay)?.nodes),
            None => Ok(Vec::new()),
        }
    }

    /// One end of the range, counted from the other.
    fn walk_from(
        &self,
        other_end: &[usize],
        name: Name<'_>,
        offset: i64,
    ) -> Result<Vec<usize>, GraphError> {
        let branch = name.branch.map(|branch| self.branch(branch)).transpose()?;
        let walk = Walk {
            asked: name.asked,
            offset,
            within: branch.as_ref().map(|branch| &branch.lineage),
            overrun: Overrun::Stay,
        };
        self.walk_all(other_end, walk)
    }

    pub(super) fn between(
        &self,
        asked: &str,
        lower: &[usize],
        upper: &[usize],
    ) -> Result<NodeSet, GraphError> {
        let contained = NodeSet::reach(upper.iter().copied(), &self.links.needs);
        if let Some(&from) = lower.iter().find(|&&node| !contained.contains(node)) {
            return Err(GraphError::Unrelated {
                asked: asked.into(),
                from: self.nodes[from].id.clone(),
            });
        }
        if lower.is_empty() {
            return Ok(contained);
        }
        let mut below = NodeSet::reach(lower.iter().copied(), &self.links.needs);
        lower.iter().for_each(|&node| below.remove(node));
        let above = NodeSet::reach(lower.iter().copied(), &self.links.children);
        Ok(contained.difference(&below).intersection(&above))
    }
}

/// The two ends of a range, read.
pub(super) struct Ends<'a> {
    from: Option<Name<'a>>,
    to: Option<Name<'a>>,
}

impl<'a> Ends<'a> {
    pub(super) fn parse(range: &'a str) -> Result<Self, GraphError> {
        let range = Range::parse(range)?;
        let mut ends = Self {
            from: range.from.map(Name::parse).transpose()?,
            to: range.to.map(Name::parse).transpose()?,
        };
        if let (Some(from), Some(to)) = (&mut ends.from, &mut ends.to)
            && from.bare_offset().is_some()
            && to.bare_offset().is_some()
        {
            from.symbol = Some(Symbol::Current);
            to.symbol = Some(Symbol::Current);
        }
        Ok(ends)
    }

    pub(super) fn count_from_applied(&self) -> bool {
        let to_counts =
            |to: &Name<'_>| to.counts_from_applied() && self.upper_from_lower().is_none();
        self.from.is_some_and(|from| from.counts_from_applied())
            || self.to.as_ref().is_some_and(to_counts)
    }

    /// An upper end such as `+2`.
    fn upper_from_lower(&self) -> Option<(Name<'a>, i64)> {
        let to = self.to?;
        let offset = to.bare_offset().filter(|&offset| offset >= 0)?;
        Some((to, offset))
    }

    /// A lower end such as `-2`.
    fn lower_from_upper(&self) -> Option<(Name<'a>, i64)> {
        let from = self.from?;
        let offset = from.bare_offset().filter(|&offset| offset < 0)?;
        Some((from, offset))
    }
}
