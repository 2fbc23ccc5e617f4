//! What a squash must say.

use super::super::GraphError;
use super::{graph, ids};

#[test]
fn a_squash_says_what_it_replaces_and_where_it_stands() {
    let graph = graph(
        "p
         x
         r1 < p [ left ]
         r2 < r1 ~ x
         r3 < r2
         r4 < r3",
    );
    let squash = graph.squash("r1:r3", &[]).unwrap();
    assert_eq!(ids(squash.revisions), "r1 r2 r3");
    assert_eq!(squash.revises, ["p"]);
    assert_eq!(squash.depends_on, ["x"]);
    assert_eq!(squash.labels, ["left"]);
    assert_eq!(squash.replaces, ["r1", "r2", "r3"]);
}

#[test]
fn forks_inside_the_range_are_no_obstacle_and_older_squashes_are_named_through() {
    let graph = graph(
        "s = q1 q2
         b1 < s
         b2 < s
         m < b1 b2",
    );
    let squash = graph.squash(":", &[]).unwrap();
    assert_eq!(squash.replaces, ["q1", "q2", "s", "b1", "b2", "m"]);
    assert!(squash.revises.is_empty());
}

#[test]
fn nothing_may_grow_out_of_the_middle() {
    let graph = graph(
        "a
         b < a
         c < b
         x < b",
    );
    let error = graph.squash("a:c", &[]).unwrap_err();
    assert_eq!(error.ids(), ["b", "x"]);
    assert!(matches!(error, GraphError::NotSquashable { .. }));
    assert!(matches!(
        graph.squash("a:heads", &[]),
        Err(GraphError::MultipleHeads { .. })
    ));
    assert_eq!(graph.squash("a:b", &[]).unwrap().replaces, ["a", "b"]);
}

#[test]
fn what_a_squash_says_builds_a_graph() {
    let lines = "p\nr1 < p\nr2 < r1\nr3 < r2";
    let before = graph(lines);
    let replaces = before.squash("r1:r2", &[]).unwrap().replaces.join(" ");
    let after = graph(&format!("{lines}\ns < p = {replaces}"));
    assert_eq!(ids(after.history(None, &[]).unwrap()), "r3 s p");
}
