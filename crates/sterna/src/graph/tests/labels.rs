//! Which branches a revision belongs to.

use super::{graph, ids};

#[test]
fn a_label_spreads_up_its_line_and_down_to_the_fork() {
    let graph = graph(
        "a
         b < a
         c1 < b
         d1 < c1 [ left ]
         e1 < d1
         c2 < b [ right ]
         m < e1 c2
         n < m",
    );
    let labels = |id| graph.labels(id).join(" ");
    assert_eq!(labels("a"), "");
    assert_eq!(labels("b"), "");
    assert_eq!(labels("c1"), "left");
    assert_eq!(labels("e1"), "left");
    assert_eq!(labels("c2"), "right");
    assert_eq!(labels("m"), "left right");
    assert_eq!(labels("n"), "left right");
}

#[test]
fn a_label_does_not_spread_along_dependencies_nor_below_what_others_depend_on() {
    let graph = graph(
        "a
         b < a
         c < b [ top ]
         x ~ a c",
    );
    assert_eq!(graph.labels("x").len(), 0);
    assert_eq!(graph.labels("b"), ["top"]);
    assert_eq!(graph.labels("a").len(), 0);
}

#[test]
fn a_revision_can_have_several_labels_and_depend_on_one() {
    let graph = graph(
        "a [ one two ]
         x ~ two",
    );
    assert_eq!(graph.labels("a"), ["one", "two"]);
    assert_eq!(ids(graph.needs("x")), "a");
    assert_eq!(ids(graph.needed_by("a")), "x");
    assert_eq!(ids(graph.version_heads()), "x");
    assert_eq!(ids(graph.heads()), "a x");
}
