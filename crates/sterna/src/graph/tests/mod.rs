//! Tests of what the conformance cases do not cover. Graphs are written one revision a line:
//! `id < parents ~ dependencies [ labels ] = replaced`.

mod labels;
mod listing;
mod names;
mod problems;
mod random;
mod replaced;
mod scale;
mod squash;
mod steps;
mod words;

use super::{Direction, Graph, Node, RevisionProblem, Step};

fn graph(lines: &str) -> Graph {
    build(lines).unwrap()
}

fn build(lines: &str) -> Result<Graph, Vec<RevisionProblem>> {
    Graph::new(
        lines
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty())
            .map(node),
    )
}

fn node(line: &str) -> Node {
    let mut node = Node::default();
    let mut words = line.split_whitespace();
    node.id = words.next().unwrap().into();
    let mut list = &mut node.revises;
    for word in words {
        match word {
            "<" => list = &mut node.revises,
            "~" => list = &mut node.depends_on,
            "[" => list = &mut node.labels,
            "=" => list = &mut node.replaces,
            "]" => {}
            word => list.push(word.into()),
        }
    }
    node
}

fn rows(ids: &str) -> Vec<String> {
    ids.split_whitespace().map(str::to_owned).collect()
}

fn ids(nodes: Vec<&Node>) -> String {
    let ids: Vec<&str> = nodes.iter().map(|node| node.id.as_str()).collect();
    ids.join(" ")
}

/// `+a +b -c | rows after the last step`.
fn shown(steps: &[Step]) -> String {
    let sign = |step: &Step| match step.direction {
        Direction::Up => format!("+{}", step.id),
        Direction::Down => format!("-{}", step.id),
    };
    let signs: Vec<String> = steps.iter().map(sign).collect();
    let after = steps
        .last()
        .map_or(String::new(), |step| step.heads_after.join(" "));
    format!("{} | {after}", signs.join(" "))
}
