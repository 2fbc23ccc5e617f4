//! Cycles: groups of revisions of which each one comes before itself.

use super::node_set::NodeSet;

/// The groups of revisions that go round in a circle, each in the order of the graph.
///
/// Of a sound graph, the two passes of [`peel`] leave nothing, so the search proper runs only over
/// what is broken.
pub(super) fn cycles(down: &[Vec<usize>], up: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let mut suspects = NodeSet::full(down.len());
    peel(&mut suspects, down, up);
    peel(&mut suspects, up, down);
    let mut found = Vec::new();
    for node in 0..down.len() {
        if suspects.contains(node) {
            let circle = circle_through(node, &suspects, down, up);
            circle.iter().for_each(|&member| suspects.remove(member));
            found.push(circle);
        }
    }
    found.retain(|circle| circle.len() > 1);
    found
}

/// Takes away, again and again, the revisions that have nothing left on one side.
fn peel(suspects: &mut NodeSet, side: &[Vec<usize>], other_side: &[Vec<usize>]) {
    let mut waiting: Vec<usize> = side
        .iter()
        .map(|next| next.iter().filter(|&&node| suspects.contains(node)).count())
        .collect();
    let mut free: Vec<usize> = suspects.iter().filter(|&node| waiting[node] == 0).collect();
    while let Some(node) = free.pop() {
        suspects.remove(node);
        for &next in other_side[node]
            .iter()
            .filter(|&&next| suspects.contains(next))
        {
            waiting[next] -= 1;
            if waiting[next] == 0 {
                free.push(next);
            }
        }
    }
}

fn circle_through(
    node: usize,
    suspects: &NodeSet,
    down: &[Vec<usize>],
    up: &[Vec<usize>],
) -> Vec<usize> {
    let below = NodeSet::reach_within([node], down, suspects);
    let above = NodeSet::reach_within([node], up, suspects);
    below.intersection(&above).iter().collect()
}
