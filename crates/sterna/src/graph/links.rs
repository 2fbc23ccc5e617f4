//! The edges of the graph, kept in both directions.

/// For each revision, by its place, what lies next to it.
#[derive(Debug, Clone, Default)]
pub(super) struct Links {
    /// The revisions that it revises.
    pub(super) parents: Vec<Vec<usize>>,
    /// The revisions that revise it.
    pub(super) children: Vec<Vec<usize>>,
    /// What must be applied before it: its parents, then what it depends on.
    pub(super) needs: Vec<Vec<usize>>,
    /// What can be applied only after it: its children and what depends on it.
    pub(super) needed_by: Vec<Vec<usize>>,
}

impl Links {
    pub(super) fn with_size(size: usize) -> Self {
        Self {
            parents: vec![Vec::new(); size],
            children: vec![Vec::new(); size],
            needs: vec![Vec::new(); size],
            needed_by: vec![Vec::new(); size],
        }
    }

    pub(super) fn add_parent(&mut self, node: usize, parent: usize) {
        connect(&mut self.parents, &mut self.children, node, parent);
        connect(&mut self.needs, &mut self.needed_by, node, parent);
    }

    pub(super) fn add_dependency(&mut self, node: usize, dependency: usize) {
        connect(&mut self.needs, &mut self.needed_by, node, dependency);
    }

    /// A fork: more than one revision needs it.
    pub(super) fn is_fork(&self, node: usize) -> bool {
        self.needed_by[node].len() > 1
    }

    pub(super) fn is_merge(&self, node: usize) -> bool {
        self.parents[node].len() > 1
    }
}

fn connect(down: &mut [Vec<usize>], up: &mut [Vec<usize>], node: usize, lower: usize) {
    if !down[node].contains(&lower) {
        down[node].push(lower);
        up[lower].push(node);
    }
}
