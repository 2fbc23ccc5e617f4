//! Upgrades, downgrades and stamps.

use super::super::{Graph, GraphError};
use super::{graph, rows, shown};

const FORK: &str = "
    a
    b < a
    c1 < b [ left ]
    c2 < b [ right ]
    d1 < c1
    d2 < c2
    m < d1 d2
    n < m";

fn up(graph: &Graph, applied: &str, target: &str) -> String {
    shown(&graph.upgrade(&rows(applied), &[target]).unwrap())
}

fn down(graph: &Graph, applied: &str, target: &str, history: &str) -> String {
    shown(
        &graph
            .downgrade(&rows(applied), target, &rows(history))
            .unwrap(),
    )
}

fn refused(graph: &Graph, applied: &str, target: &str) -> String {
    graph
        .downgrade(&rows(applied), target, &[])
        .unwrap_err()
        .to_string()
}

#[test]
fn independent_revisions_run_in_the_order_given() {
    let fork = graph(FORK);
    assert_eq!(up(&fork, "", "head"), "+a +b +c1 +c2 +d1 +d2 +m +n | n");
    assert_eq!(
        down(&fork, "n", "base", ""),
        "-n -m -d2 -d1 -c2 -c1 -b -a | "
    );
    assert_eq!(up(&fork, "d1", "head"), "+c2 +d2 +m +n | n");
}

#[test]
fn what_is_applied_already_needs_no_step() {
    let fork = graph(FORK);
    for target in [
        "n",
        "b",
        "left",
        "base",
        "current",
        "heads",
        "left@head",
        "+0",
    ] {
        assert_eq!(up(&fork, "n", target), " | ", "{target}");
    }
    for target in ["n", "heads", "current", "-0"] {
        assert_eq!(down(&fork, "n", target, ""), " | ", "{target}");
    }
    assert_eq!(down(&fork, "d1 d2", "current", ""), " | ");
    assert_eq!(down(&fork, "", "base", ""), " | ");
}

#[test]
fn minus_n_undoes_what_was_applied_last() {
    let fork = graph(FORK);
    assert_eq!(down(&fork, "d1 d2", "-1", "a b c1 d1 c2 d2"), "-d2 | c2 d1");
    assert_eq!(down(&fork, "d1 d2", "-1", "a b c2 d2 c1 d1"), "-d1 | c1 d2");
    assert_eq!(
        down(&fork, "d1 d2", "-3", "a b c1 c2 d1 d2"),
        "-d2 -d1 -c2 | c1"
    );
    assert_eq!(
        down(&fork, "n", "-4", "a b c1 c2 d1 d2 m n"),
        "-n -m -d2 -d1 | c1 c2"
    );
}

#[test]
fn a_history_that_begins_late_or_tells_too_much_still_serves() {
    let fork = graph(FORK);
    assert_eq!(down(&fork, "d1 d2", "-1", "d1"), "-d1 | c1 d2");
    assert_eq!(down(&fork, "d1 d2", "-2", "d1"), "-d1 -c1 | d2");
    assert_eq!(
        down(&fork, "d1 d2", "-1", "d2 m n gone d1 d2"),
        "-d2 | c2 d1"
    );
}

#[test]
fn a_merge_is_undone_as_one_step_and_below_it_the_history_decides() {
    let fork = graph(FORK);
    assert_eq!(down(&fork, "m", "-1", ""), "-m | d1 d2");
    assert_eq!(
        refused(&fork, "m", "-2"),
        "'-2' could undo d1 or d2, and the history does not say which was applied last"
    );
    assert_eq!(down(&fork, "m", "-2", "d2 d1 m"), "-m -d1 | c1 d2");
    assert_eq!(down(&fork, "m", "right@-2", ""), "-m -d2 | c2 d1");
}

#[test]
fn an_unclear_undo_says_what_to_type_and_that_works() {
    let fork = graph(FORK);
    let error = fork.downgrade(&rows("d1 d2"), "-1", &[]).unwrap_err();
    assert_eq!(
        error.help().unwrap(),
        "`cargo db downgrade d1@-1` or `cargo db downgrade d2@-1`"
    );
    assert_eq!(down(&fork, "d1 d2", "d1@-1", ""), "-d1 | c1 d2");
}

#[test]
fn a_branch_of_its_own_is_left_alone() {
    let roots = graph("a1 [ one ]\nb1 < a1\na2 [ two ]\nb2 < a2");
    assert_eq!(down(&roots, "b1 b2", "b1-2", ""), "-b1 -a1 | b2");
    assert_eq!(down(&roots, "b1 b2", "two@base", ""), "-b2 -a2 | b1");
    assert_eq!(down(&roots, "b1 b2", "a2", ""), "-b2 | b1 a2");
    assert_eq!(up(&roots, "b1", "two@+1"), "+a2 | b1 a2");
    assert_eq!(roots.stamp(&rows("b1 b2"), &["b1-2"]).unwrap(), ["b2"]);

    let hidden = graph("x1\ny1\ny2 < y1 ~ x1");
    assert_eq!(down(&hidden, "y2", "current-2", ""), "-y2 -y1 | x1");
    assert_eq!(down(&hidden, "y2", "base", ""), "-y2 -y1 -x1 | ");
}

#[test]
fn a_dependency_loses_its_row_and_gets_it_back() {
    let graph = graph("x1\nx2 < x1\ny1\ny2 < y1 ~ x1");
    assert_eq!(up(&graph, "y1 x1", "y2"), "+y2 | y2");
    assert_eq!(down(&graph, "y2", "y1", ""), "-y2 | x1 y1");
    assert_eq!(up(&graph, "y2", "x2"), "+x2 | x2 y2");
    assert_eq!(down(&graph, "x2 y2", "x1", ""), "-x2 | y2");
    assert_eq!(down(&graph, "y2", "x1", ""), " | ");
    assert_eq!(down(&graph, "y2", "x1@-1", ""), "-y2 -x1 | y1");
}

#[test]
fn downgrades_that_cannot_be_are_refused() {
    let fork = graph(FORK);
    assert_eq!(
        refused(&fork, "b", "d1"),
        "cannot go down to d1: it is not applied, the database is at b"
    );
    assert_eq!(
        refused(&fork, "", "d1"),
        "cannot go down to d1: nothing is applied"
    );
    assert_eq!(
        refused(&fork, "b", "+1"),
        "'+1' points the other way than downgrade goes"
    );
    assert_eq!(
        refused(&fork, "b", "-3"),
        "'-3' goes too far: only 2 revisions in that direction"
    );
    assert_eq!(
        refused(&fork, "b", "n-2"),
        "'n-2' can go several ways at m: d1 or d2"
    );
    assert_eq!(
        refused(&fork, "zz", "-1"),
        "the database is at zz, which is not among the revisions here"
    );
}

#[test]
fn upgrades_that_cannot_be_are_refused() {
    let heads = graph("a\nb < a\nc < a");
    let error =
        |applied: &str, targets: &[&str]| heads.upgrade(&rows(applied), targets).unwrap_err();
    let several = error("", &["head"]);
    assert_eq!(
        several.to_string(),
        "one revision is meant by 'head', and there are 2 heads: b, c"
    );
    assert!(
        several
            .help()
            .unwrap()
            .starts_with("`cargo db merge b c` joins them")
    );
    assert!(matches!(
        error("a", &["+1"]),
        GraphError::AmbiguousWalk { .. }
    ));
    assert!(matches!(
        error("a", &["-1"]),
        GraphError::WrongDirection { .. }
    ));
    assert!(matches!(
        error("", &["a:b"]),
        GraphError::RangeNotAllowed { .. }
    ));
    assert!(matches!(
        error("b c", &["+1"]),
        GraphError::SeveralApplied { .. }
    ));
    assert_eq!(error("", &["a", "b"]).ids(), ["a", "b"]);
    assert_eq!(
        shown(&heads.upgrade(&[], &["b", "c", "b"]).unwrap()),
        "+a +b +c | b c"
    );
}

#[test]
fn a_stamp_takes_the_place_of_the_rows_around_it() {
    let fork = graph(FORK);
    let stamp =
        |applied: &str, targets: &[&str]| fork.stamp(&rows(applied), targets).unwrap().join(" ");
    assert_eq!(stamp("", &["head"]), "n");
    assert_eq!(stamp("d1 d2", &["b"]), "b");
    assert_eq!(stamp("c1", &["right@d2"]), "c1 d2");
    assert_eq!(stamp("b", &["c1", "c2"]), "c1 c2");
    assert_eq!(stamp("d1 d2", &["base"]), "");
    assert_eq!(stamp("d1 d2", &["left@base"]), "d2");
    assert_eq!(stamp("c1", &["+1"]), "d1");
    assert_eq!(stamp("d1", &["-1"]), "c1");
}
