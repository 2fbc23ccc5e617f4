//! A set of revisions by their place in the graph, and the walk that fills one.

/// Places in the graph, each in or out.
#[derive(Debug, Clone)]
pub(super) struct NodeSet {
    members: Vec<bool>,
}

impl NodeSet {
    pub(super) fn empty(size: usize) -> Self {
        Self {
            members: vec![false; size],
        }
    }

    pub(super) fn full(size: usize) -> Self {
        Self {
            members: vec![true; size],
        }
    }

    /// All that can be reached from `starts` along `edges`, the starts included.
    pub(super) fn reach(starts: impl IntoIterator<Item = usize>, edges: &[Vec<usize>]) -> Self {
        let all = Self::full(edges.len());
        Self::reach_within(starts, edges, &all)
    }

    /// As [`NodeSet::reach`], without leaving `within`.
    pub(super) fn reach_within(
        starts: impl IntoIterator<Item = usize>,
        edges: &[Vec<usize>],
        within: &Self,
    ) -> Self {
        let mut reached = Self::empty(edges.len());
        let mut open: Vec<usize> = starts.into_iter().collect();
        while let Some(node) = open.pop() {
            if within.contains(node) && reached.insert(node) {
                open.extend(&edges[node]);
            }
        }
        reached
    }

    /// Puts a node in; says whether it was out.
    pub(super) fn insert(&mut self, node: usize) -> bool {
        !std::mem::replace(&mut self.members[node], true)
    }

    pub(super) fn remove(&mut self, node: usize) {
        self.members[node] = false;
    }

    pub(super) fn contains(&self, node: usize) -> bool {
        self.members[node]
    }

    /// The members, in the order of the graph.
    pub(super) fn iter(&self) -> impl Iterator<Item = usize> {
        self.members
            .iter()
            .enumerate()
            .filter_map(|(node, member)| member.then_some(node))
    }

    pub(super) fn union(mut self, other: &Self) -> Self {
        other.iter().for_each(|node| self.members[node] = true);
        self
    }

    pub(super) fn intersection(mut self, other: &Self) -> Self {
        for (member, kept) in self.members.iter_mut().zip(&other.members) {
            *member &= kept;
        }
        self
    }

    pub(super) fn difference(mut self, other: &Self) -> Self {
        other.iter().for_each(|node| self.members[node] = false);
        self
    }
}
