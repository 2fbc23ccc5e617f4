//! Long and wide histories: no deep stack, and sizes at which a time that grows faster than they do
//! would not end. Benchmarks have the times.

use super::super::{Graph, Node};
use super::ids;

fn line(length: usize) -> impl Iterator<Item = Node> {
    (0..length).map(|number| Node {
        id: format!("{:012x}", scrambled(number)),
        revises: number
            .checked_sub(1)
            .map(|below| format!("{:012x}", scrambled(below)))
            .into_iter()
            .collect(),
        message: format!("revision {number}"),
        ..Node::default()
    })
}

/// Ids in no order, as they are drawn.
fn scrambled(number: usize) -> usize {
    number.wrapping_mul(0x9e37_79b9_7f4a) & 0xffff_ffff_ffff
}

#[test]
fn of_very_many_revisions_the_head_is_found() {
    let nodes: Vec<Node> = line(200_000).collect();
    let last = nodes.last().unwrap().id.clone();
    let graph = Graph::new(nodes).unwrap();
    assert_eq!(ids(graph.heads()), last);
    assert_eq!(ids(graph.resolve("head", &[]).unwrap()), last);
    assert!(
        graph
            .upgrade(std::slice::from_ref(&last), &["head"])
            .unwrap()
            .is_empty()
    );
}

#[test]
fn a_very_long_line_needs_no_deep_stack() {
    let graph = Graph::new(line(200_000)).unwrap();
    let up = graph.upgrade(&[], &["head"]).unwrap();
    assert_eq!(up.len(), 200_000);
    let rows = &up.last().unwrap().heads_after;
    assert_eq!(graph.downgrade(rows, "base", &[]).unwrap().len(), 200_000);
    assert_eq!(
        graph.downgrade(rows, "-150000", &[]).unwrap().len(),
        150_000
    );
    assert_eq!(graph.history(None, &[]).unwrap().len(), 200_000);
}

#[test]
fn a_very_long_circle_needs_no_deep_stack() {
    let mut nodes: Vec<Node> = line(100_000).collect();
    nodes[0].revises = vec![nodes[99_999].id.clone()];
    let problems = Graph::new(nodes).unwrap_err();
    assert_eq!(problems.len(), 1);
    assert_eq!(problems[0].ids().len(), 100_000);
}

#[test]
fn many_branches_from_one_fork_and_their_merge() {
    let root = Node {
        id: "root".into(),
        ..Node::default()
    };
    let branch = |number| Node {
        id: format!("b{number:05}"),
        revises: vec!["root".into()],
        ..Node::default()
    };
    let branches: Vec<Node> = (0..2_000).map(branch).collect();
    let merge = Node {
        id: "merge".into(),
        revises: branches.iter().map(|node| node.id.clone()).collect(),
        ..Node::default()
    };
    let graph = Graph::new([root].into_iter().chain(branches).chain([merge])).unwrap();
    let up = graph.upgrade(&[], &["head"]).unwrap();
    assert_eq!(up.last().unwrap().heads_after, ["merge"]);
    let history = graph.history(None, &[]).unwrap();
    assert_eq!(
        (history[0].id.as_str(), history[2_001].id.as_str()),
        ("merge", "root")
    );
}
