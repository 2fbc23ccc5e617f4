//! Which revisions a name means.

use std::borrow::Cow;

use super::name::{Name, Symbol};
use super::node_set::NodeSet;
use super::replaced::Standing;
use super::state::State;
use super::walk::{Overrun, Walk};
use super::{Graph, GraphError, Node};

/// An id shorter than this is written whole: its beginnings say too little.
const SHORTEST_ABBREVIATED: usize = 4;

/// What stands before `@`: a revision, by a label or an id, and its lineage.
#[derive(Debug, Clone)]
pub(super) struct Branch<'a> {
    name: &'a str,
    pub(super) node: usize,
    /// The revision, what lies below it and what lies above it.
    pub(super) lineage: NodeSet,
}

/// What a name means: revisions, or none, which is the base.
#[derive(Debug, Clone)]
pub(super) struct Target<'a> {
    pub(super) branch: Option<Branch<'a>>,
    pub(super) nodes: Vec<usize>,
}

impl Graph {
    /// The revisions that a name means; none for `base`.
    ///
    /// `applied` are the version rows, for `current` and `+N`. A bare `-N` counts down from the
    /// heads.
    ///
    /// # Errors
    ///
    /// The name means no revision, or more than one where one is meant.
    pub fn resolve(&self, name: &str, applied: &[String]) -> Result<Vec<&Node>, GraphError> {
        let name = Name::parse(name)?;
        let graph = if name.counts_from_applied() {
            self.for_database(applied)
        } else {
            Cow::Borrowed(self)
        };
        let target = graph.target(&name, applied, Overrun::Refuse)?;
        Ok(self.same_nodes(&graph, target.nodes))
    }

    pub(super) fn target<'a>(
        &self,
        name: &Name<'a>,
        applied: &[String],
        overrun: Overrun,
    ) -> Result<Target<'a>, GraphError> {
        let mut branch = name.branch.map(|branch| self.branch(branch)).transpose()?;
        let starts = self.starts(name, branch.as_ref(), applied)?;
        let Some(offset) = name.offset else {
            let nodes = starts;
            return Ok(Target { branch, nodes });
        };
        let walk = Walk {
            asked: name.asked,
            offset,
            within: branch.as_ref().map(|branch| &branch.lineage),
            overrun,
        };
        let nodes = self.walk_each(name, &starts, walk)?;
        // Counted down to the base: that of this revision's branch, not of all branches.
        if let ([], &[start], None) = (&nodes[..], &starts[..], &branch) {
            branch = Some(self.branch_of(start, name.asked));
        }
        Ok(Target { branch, nodes })
    }

    pub(super) fn branch<'a>(&self, name: &'a str) -> Result<Branch<'a>, GraphError> {
        Ok(self.branch_of(self.find_named(name, None)?, name))
    }

    fn branch_of<'a>(&self, node: usize, name: &'a str) -> Branch<'a> {
        let lineage = self.lineage(node);
        Branch {
            name,
            node,
            lineage,
        }
    }

    /// Whatever a name can mean before its offset.
    fn starts(
        &self,
        name: &Name<'_>,
        branch: Option<&Branch<'_>>,
        applied: &[String],
    ) -> Result<Vec<usize>, GraphError> {
        match name.symbol {
            Some(Symbol::Head) => self.single_head(name, branch),
            Some(Symbol::Heads) => Ok(self.heads_within(branch)),
            Some(Symbol::Base) => Ok(Vec::new()),
            Some(Symbol::Current) if branch.is_none() => self.applied_rows(applied),
            Some(Symbol::Current) => self.applied_tips(branch, applied),
            Some(Symbol::Named(text)) => Ok(vec![self.find_named(text, branch)?]),
            None if name.offset.is_some_and(|offset| offset < 0) => Ok(self.heads_within(branch)),
            None => self.applied_tips(branch, applied),
        }
    }

    /// One walk from each start; only a bare `-N` has several.
    fn walk_each(
        &self,
        name: &Name<'_>,
        starts: &[usize],
        walk: Walk<'_>,
    ) -> Result<Vec<usize>, GraphError> {
        if starts.len() > 1 && !(name.symbol.is_none() && walk.offset < 0) {
            return Err(self.several_starts(name, starts));
        }
        self.walk_all(starts, walk)
    }

    fn several_starts(&self, name: &Name<'_>, starts: &[usize]) -> GraphError {
        let asked = name.asked.to_owned();
        let ids = self.ids(starts.iter().copied());
        match name.symbol {
            Some(Symbol::Head | Symbol::Heads) => GraphError::MultipleHeads { asked, heads: ids },
            _ => GraphError::SeveralApplied { asked, rows: ids },
        }
    }

    fn single_head(
        &self,
        name: &Name<'_>,
        branch: Option<&Branch<'_>>,
    ) -> Result<Vec<usize>, GraphError> {
        let heads = within(branch, self.head_nodes());
        match heads.len() {
            0 | 1 => Ok(heads),
            _ => Err(self.several_starts(name, &heads)),
        }
    }

    /// Of a branch, its ends; of the whole graph, what `upgrade heads` leaves as version rows.
    fn heads_within(&self, branch: Option<&Branch<'_>>) -> Vec<usize> {
        match branch {
            Some(_) => within(branch, self.head_nodes()),
            None => self.version_head_nodes().collect(),
        }
    }

    fn applied_tips(
        &self,
        branch: Option<&Branch<'_>>,
        applied: &[String],
    ) -> Result<Vec<usize>, GraphError> {
        let state = State::read(self, applied)?;
        Ok(match branch {
            Some(branch) => state.tips_of(branch),
            None => state.rows.into_iter().collect(),
        })
    }

    /// A revision by its id, its label, or the beginning of one of them.
    pub(super) fn find_named(
        &self,
        text: &str,
        branch: Option<&Branch<'_>>,
    ) -> Result<usize, GraphError> {
        let exact = match self.standing(text) {
            Standing::Here(node) => Some(node),
            Standing::Inside(by) => {
                let (id, by) = (text.into(), by.into());
                return Err(GraphError::Replaced { id, by });
            }
            Standing::Unknown => self.labels.get(text).copied(),
        };
        match exact {
            Some(node) => self.member(node, branch),
            None => self.find_abbreviated(text, branch),
        }
    }

    fn find_abbreviated(
        &self,
        text: &str,
        branch: Option<&Branch<'_>>,
    ) -> Result<usize, GraphError> {
        let mut candidates = self.ids_that_begin(text);
        if candidates.is_empty() {
            candidates = self.labels_that_begin(text);
        }
        match (
            within(branch, candidates.iter().copied()).as_slice(),
            candidates.as_slice(),
        ) {
            (&[one], _) => Ok(one),
            (&[], &[]) => Err(GraphError::UnknownRevision { name: text.into() }),
            (&[], &[first, ..]) => self.member(first, branch),
            (several, _) => Err(GraphError::AmbiguousPrefix {
                prefix: text.into(),
                candidates: self.ids(several.iter().copied()),
            }),
        }
    }

    fn member(&self, node: usize, branch: Option<&Branch<'_>>) -> Result<usize, GraphError> {
        match branch {
            Some(branch) if !branch.lineage.contains(node) => Err(GraphError::NotInBranch {
                id: self.nodes[node].id.clone(),
                branch: branch.name.into(),
            }),
            _ => Ok(node),
        }
    }

    fn ids_that_begin(&self, text: &str) -> Vec<usize> {
        let begins = |id: &str| id.len() >= SHORTEST_ABBREVIATED && id.starts_with(text);
        let nodes = self.nodes.iter().enumerate();
        nodes
            .filter(|(_, node)| begins(&node.id))
            .map(|(place, _)| place)
            .collect()
    }

    fn labels_that_begin(&self, text: &str) -> Vec<usize> {
        let mut found: Vec<usize> = self
            .labels
            .range(text.to_owned()..)
            .take_while(|(label, _)| label.starts_with(text))
            .map(|(_, &node)| node)
            .collect();
        found.sort_unstable();
        found.dedup();
        found
    }
}

fn within(branch: Option<&Branch<'_>>, nodes: impl Iterator<Item = usize>) -> Vec<usize> {
    nodes
        .filter(|&node| branch.is_none_or(|branch| branch.lineage.contains(node)))
        .collect()
}
