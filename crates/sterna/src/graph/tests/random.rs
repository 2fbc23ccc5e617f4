//! What must be true of every graph, tried on many small ones.

use std::collections::BTreeSet;

use super::super::{Graph, Node, Step};

/// A small generator of numbers, so that a failure can be repeated from its seed.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % bound
    }

    fn nodes(&mut self) -> Vec<Node> {
        let count = 1 + self.below(14);
        (0..count).map(|number| self.node(number)).collect()
    }

    fn node(&mut self, number: usize) -> Node {
        let mut node = Node {
            id: format!("r{number}"),
            ..Node::default()
        };
        for list in [&mut node.revises, &mut node.depends_on] {
            let length = self.below(3).min(number);
            list.extend((0..length).map(|_| format!("r{}", self.below(number))));
        }
        if self.below(2) == 0 {
            node.depends_on.clear();
        }
        node
    }
}

fn each_graph(check: impl Fn(&Graph, &mut Numbers)) {
    for seed in 1..=2_000 {
        let mut numbers = Numbers(seed * 0x9e37_79b9);
        let graph = Graph::new(numbers.nodes()).unwrap();
        check(&graph, &mut numbers);
    }
}

fn any_rows(graph: &Graph, numbers: &mut Numbers) -> Vec<String> {
    let target = format!("r{}", numbers.below(graph.len()));
    let steps = graph.upgrade(&[], &[&target]).unwrap();
    steps.last().unwrap().heads_after.clone()
}

fn applied(graph: &Graph, rows: &[String]) -> BTreeSet<String> {
    graph
        .applied(rows)
        .unwrap()
        .iter()
        .map(|node| node.id.clone())
        .collect()
}

fn order(steps: &[Step]) -> Vec<String> {
    steps.iter().map(|step| step.id.clone()).collect()
}

#[test]
fn the_rows_after_each_step_say_exactly_what_is_applied() {
    each_graph(|graph, numbers| {
        let rows = any_rows(graph, numbers);
        let mut done = applied(graph, &rows);
        let up = graph.upgrade(&rows, &["heads"]).unwrap();
        for step in &up {
            let needs = graph.needs(&step.id);
            assert!(needs.iter().all(|node| done.contains(&node.id)), "{step:?}");
            assert!(done.insert(step.id.clone()), "{step:?}");
            assert_eq!(applied(graph, &step.heads_after), done);
        }
        assert_eq!(done.len(), graph.len());
    });
}

#[test]
fn down_is_up_backwards() {
    each_graph(|graph, _| {
        let up = graph.upgrade(&[], &["heads"]).unwrap();
        let rows = &up.last().unwrap().heads_after;
        let down = graph.downgrade(rows, "base", &[]).unwrap();
        let back: Vec<String> = order(&down).into_iter().rev().collect();
        assert_eq!(order(&up), back);
        assert!(down.last().unwrap().heads_after.is_empty());
        for (up, down) in up.iter().rev().skip(1).zip(&down) {
            assert_eq!(up.heads_after, down.heads_after);
        }
    });
}

#[test]
fn minus_n_is_the_history_backwards() {
    each_graph(|graph, numbers| {
        let up = graph.upgrade(&[], &["heads"]).unwrap();
        let rows = &up.last().unwrap().heads_after;
        let history = order(&up);
        let count = 1 + numbers.below(history.len());
        let down = graph
            .downgrade(rows, &format!("-{count}"), &history)
            .unwrap();
        let expected: Vec<String> = history.iter().rev().take(count).cloned().collect();
        assert_eq!(order(&down), expected);
    });
}

#[test]
fn a_history_lists_each_revision_once_and_after_all_that_need_it() {
    each_graph(|graph, _| {
        let listed = graph.history(None, &[]).unwrap();
        let mut seen = BTreeSet::new();
        for node in &listed {
            let above = graph.needed_by(&node.id);
            assert!(above.iter().all(|node| seen.contains(&node.id)), "{node:?}");
            assert!(seen.insert(node.id.clone()), "{node:?}");
        }
        assert_eq!(seen.len(), graph.len());
    });
}

#[test]
fn stamped_rows_are_heads_that_contain_the_target() {
    each_graph(|graph, numbers| {
        let rows = any_rows(graph, numbers);
        let target = format!("r{}", numbers.below(graph.len()));
        let stamped = graph.stamp(&rows, &[&target]).unwrap();
        assert!(stamped.contains(&target));
        for row in &stamped {
            let below = graph.ancestors(row);
            assert!(
                !below.iter().any(|node| stamped.contains(&node.id)),
                "{stamped:?}"
            );
        }
    });
}
