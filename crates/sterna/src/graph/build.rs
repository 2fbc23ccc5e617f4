//! Building the graph, and finding everything that is wrong with the revisions at once.

use std::collections::{BTreeMap, HashMap};

use super::cycles::cycles;
use super::links::Links;
use super::name::{ends_in_offset, illegal_in_id, illegal_in_label, is_reserved};
use super::node_set::NodeSet;
use super::replaced::{Replacement, Standing, replacement_cycles, replacements, retire};
use super::{Graph, Node, RevisionProblem};

impl Graph {
    /// Builds the graph, or says everything that is wrong with the revisions.
    ///
    /// # Errors
    ///
    /// All that is wrong with ids, labels, parents, dependencies and replacements, and circles.
    pub fn new(nodes: impl IntoIterator<Item = Node>) -> Result<Self, Vec<RevisionProblem>> {
        Self::arrange(nodes.into_iter().collect(), BTreeMap::new())
    }

    /// As [`Graph::new`], doing without some replacing revisions.
    pub(super) fn arrange(
        nodes: Vec<Node>,
        unfolded: BTreeMap<String, String>,
    ) -> Result<Self, Vec<RevisionProblem>> {
        let mut problems = check_names(&nodes);
        let circles = replacement_cycles(&nodes);
        let (live, retired) = if circles.is_empty() {
            retire(nodes)
        } else {
            (nodes, Vec::new())
        };
        problems.extend(circles);
        let mut replaced = replacements(&live, &retired, &mut problems);
        for (id, last) in &unfolded {
            replaced.insert(id.clone(), Replacement::same_state_as(last.clone()));
        }
        let mut graph = Self {
            places: places(&live),
            links: Links::with_size(live.len()),
            branches: Vec::new(),
            nodes: live,
            retired,
            labels: BTreeMap::new(),
            replaced,
            unfolded,
        };
        problems.extend(graph.take_labels());
        problems.extend(graph.link());
        problems.extend(graph.find_cycles());
        if !problems.is_empty() {
            return Err(problems);
        }
        graph.branches = graph.spread_labels();
        Ok(graph)
    }

    fn take_labels(&mut self) -> Vec<RevisionProblem> {
        let mut problems = Vec::new();
        for (place, node) in self.nodes.iter().enumerate() {
            for label in &node.labels {
                let taken = self
                    .find(label)
                    .or_else(|| self.labels.insert(label.clone(), place));
                if let Some(by) = taken.filter(|&by| by != place || node.id == *label) {
                    problems.push(RevisionProblem::LabelTaken {
                        label: label.clone(),
                        by: self.nodes[by].id.clone(),
                        id: node.id.clone(),
                    });
                }
            }
        }
        problems
    }

    fn link(&mut self) -> Vec<RevisionProblem> {
        let mut problems = Vec::new();
        let mut links = std::mem::take(&mut self.links);
        for (place, node) in self.nodes.iter().enumerate() {
            for parent in &node.revises {
                match self.parent(place, parent) {
                    Ok(parent) => links.add_parent(place, parent),
                    Err(problem) => problems.push(problem),
                }
            }
            for dependency in &node.depends_on {
                match self.dependency(place, dependency) {
                    Ok(dependency) => links.add_dependency(place, dependency),
                    Err(problem) => problems.push(problem),
                }
            }
        }
        self.links = links;
        problems
    }

    fn parent(&self, place: usize, parent: &str) -> Result<usize, RevisionProblem> {
        let id = self.nodes[place].id.clone();
        match self.standing(parent) {
            Standing::Here(found) if found == place => Err(RevisionProblem::SelfLoop { id }),
            Standing::Here(found) => Ok(found),
            Standing::Inside(by) => Err(built_on_replaced(id, parent, by)),
            Standing::Unknown => Err(RevisionProblem::MissingParent {
                id,
                parent: parent.into(),
            }),
        }
    }

    fn dependency(&self, place: usize, dependency: &str) -> Result<usize, RevisionProblem> {
        let id = self.nodes[place].id.clone();
        let found = match self.standing(dependency) {
            Standing::Here(found) => Some(found),
            Standing::Inside(by) => return Err(built_on_replaced(id, dependency, by)),
            Standing::Unknown => self.labels.get(dependency).copied(),
        };
        match found {
            Some(found) if found == place => Err(RevisionProblem::DependencySelfLoop { id }),
            Some(found) => Ok(found),
            None => Err(RevisionProblem::MissingDependency {
                id,
                dependency: dependency.into(),
            }),
        }
    }

    /// Circles of parents; then circles that only dependencies close.
    fn find_cycles(&self) -> Vec<RevisionProblem> {
        let circles = cycles(&self.links.parents, &self.links.children);
        let known = NodeSet::reach(
            circles.iter().flatten().copied(),
            &vec![Vec::new(); self.nodes.len()],
        );
        let mut wider = cycles(&self.links.needs, &self.links.needed_by);
        wider.retain(|circle| !circle.iter().any(|&node| known.contains(node)));
        let cycle = |circle| RevisionProblem::Cycle {
            ids: self.ids(circle),
        };
        let dependency_cycle = |circle| RevisionProblem::DependencyCycle {
            ids: self.ids(circle),
        };
        let circles = circles.into_iter().map(cycle);
        circles
            .chain(wider.into_iter().map(dependency_cycle))
            .collect()
    }

    /// A label names everything above the revision that carries it, and what lies below it down to
    /// the fork or the merge where its branch begins.
    fn spread_labels(&self) -> Vec<Vec<String>> {
        let mut branches = vec![Vec::new(); self.len()];
        for (label, &carrier) in &self.labels {
            let above = NodeSet::reach([carrier], &self.links.children);
            let stem = std::iter::successors(Some(carrier), |&node| self.stem_below(node));
            for node in above.iter().chain(stem.skip(1)) {
                branches[node].push(label.clone());
            }
        }
        branches
    }

    fn stem_below(&self, node: usize) -> Option<usize> {
        match self.links.parents[node][..] {
            [parent] if !self.links.is_fork(parent) && !self.links.is_merge(parent) => Some(parent),
            _ => None,
        }
    }
}

/// Where each id is; of several revisions with the same id, the first one.
fn places(nodes: &[Node]) -> HashMap<String, usize> {
    let numbered = nodes.iter().enumerate().rev();
    numbered
        .map(|(place, node)| (node.id.clone(), place))
        .collect()
}

fn built_on_replaced(id: String, on: &str, by: &str) -> RevisionProblem {
    RevisionProblem::BuiltOnReplaced {
        id,
        on: on.into(),
        by: by.into(),
    }
}

/// What is wrong with ids and labels, each looked at by itself.
fn check_names(nodes: &[Node]) -> Vec<RevisionProblem> {
    let mut problems = Vec::new();
    for node in nodes {
        problems.extend(check_id(&node.id));
        problems.extend(
            node.labels
                .iter()
                .filter_map(|label| check_label(&node.id, label)),
        );
    }
    problems.extend(duplicates(nodes));
    problems
}

fn duplicates(nodes: &[Node]) -> Vec<RevisionProblem> {
    let mut counts: HashMap<&str, usize> = HashMap::with_capacity(nodes.len());
    let mut twice = Vec::new();
    for node in nodes {
        let count = counts.entry(&node.id).or_default();
        *count += 1;
        if *count == 2 {
            twice.push(node.id.as_str());
        }
    }
    let problem = |id: &str| {
        let same = nodes.iter().filter(|node| node.id == id);
        RevisionProblem::DuplicateId {
            id: id.into(),
            messages: same.map(|node| node.message.clone()).collect(),
        }
    };
    twice.into_iter().map(problem).collect()
}

fn check_id(id: &str) -> Option<RevisionProblem> {
    let characters = illegal_in_id(id);
    let id = id.to_owned();
    if id.is_empty() || !characters.is_empty() {
        return Some(RevisionProblem::IllegalId { id, characters });
    }
    is_reserved(&id).then(|| RevisionProblem::Reserved {
        word: id.clone(),
        id,
    })
}

fn check_label(id: &str, label: &str) -> Option<RevisionProblem> {
    let (id, label) = (id.to_owned(), label.to_owned());
    if is_reserved(&label) {
        return Some(RevisionProblem::Reserved { id, word: label });
    }
    let illegal =
        label.is_empty() || ends_in_offset(&label) || !illegal_in_label(&label).is_empty();
    illegal.then_some(RevisionProblem::IllegalLabel { id, label })
}
