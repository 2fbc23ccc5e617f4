//! The history as a database has it whose applied revisions lie on top of some that never ran on
//! it: these are passed over, and whatever stood on them stands on what is below them.

use std::collections::HashMap;

use super::{Graph, Node};

impl Graph {
    /// The graph without these revisions. `None` where the rest does not hang together then, as
    /// when another one depends on a label of theirs.
    #[must_use]
    pub fn passing_over(&self, ids: &[&str]) -> Option<Self> {
        let passed = |id: &str| ids.contains(&id);
        let gone = self.nodes.iter().filter(|node| passed(&node.id));
        let below: HashMap<&str, &Node> = gone.map(|node| (node.id.as_str(), node)).collect();
        let kept = self.nodes.iter().filter(|node| !passed(&node.id));
        let kept = kept.map(|node| Node {
            revises: standing_on(&node.revises, &below),
            depends_on: standing_on(&node.depends_on, &below),
            ..node.clone()
        });
        Self::new(kept.chain(self.retired.iter().cloned())).ok()
    }
}

/// These revisions; in the place of one that is passed over, those that it revises.
fn standing_on(ids: &[String], passed: &HashMap<&str, &Node>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut open: Vec<&String> = ids.iter().rev().collect();
    while let Some(id) = open.pop() {
        match passed.get(id.as_str()) {
            Some(node) => open.extend(node.revises.iter().rev()),
            None if found.contains(id) => {}
            None => found.push(id.clone()),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node(id: &str, revises: &[&str], depends_on: &[&str]) -> Node {
        let owned = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
        Node {
            id: id.to_owned(),
            revises: owned(revises),
            depends_on: owned(depends_on),
            ..Node::default()
        }
    }

    fn down(graph: &Graph, from: &str, target: &str) -> Vec<String> {
        let steps = graph.downgrade(&[from.to_owned()], target, &[]);
        let steps = steps.expect("a way down").into_iter();
        steps
            .map(|step| format!("{} {}", step.id, step.heads_after.join("+")))
            .collect()
    }

    #[test]
    fn what_stood_on_it_stands_on_what_is_below() {
        let line = [
            node("a", &[], &[]),
            node("b", &["a"], &[]),
            node("c", &["b"], &[]),
            node("d", &["c"], &[]),
        ];
        let graph = Graph::new(line).expect("a graph");
        let without = graph.passing_over(&["b", "c"]).expect("a graph");
        assert_eq!(down(&without, "d", "-1"), ["d a"]);
        assert_eq!(down(&without, "d", "-2"), ["d a", "a "]);
        let all = graph.passing_over(&["a", "b", "c"]).expect("a graph");
        assert_eq!(down(&all, "d", "base"), ["d "]);
    }

    #[test]
    fn a_merge_and_a_dependency_may_lose_a_side() {
        let fork = [
            node("a", &[], &[]),
            node("b", &["a"], &[]),
            node("c", &["a"], &[]),
            node("m", &["b", "c"], &[]),
            node("x", &[], &["b"]),
        ];
        let graph = Graph::new(fork).expect("a graph");
        let without = graph.passing_over(&["b"]).expect("a graph");
        assert_eq!(down(&without, "m", "-1"), ["m c"]);
        assert_eq!(down(&without, "x", "-1"), ["x a"]);
        let none = graph.passing_over(&["b", "c"]).expect("a graph");
        assert_eq!(down(&none, "m", "-1"), ["m a"]);
    }
}
