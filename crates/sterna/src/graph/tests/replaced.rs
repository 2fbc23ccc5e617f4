//! Revisions that another one replaces.

use super::super::{Graph, GraphError};
use super::{build, graph, ids, rows, shown};

/// `r1` to `r3` became `s`; their files are gone, and `r4` still says that it revises `r3`.
const GONE: &str = "
    p
    s < p = r1 r2 r3
    r4 < r3";

/// The same with the files of `r1` to `r3` kept.
const KEPT: &str = "
    p
    r1 < p
    r2 < r1
    r3 < r2
    s < p = r1 r2 r3
    r4 < s";

fn up(graph: &Graph, applied: &str, target: &str) -> String {
    shown(&graph.upgrade(&rows(applied), &[target]).unwrap())
}

fn down(graph: &Graph, applied: &str, target: &str) -> String {
    shown(&graph.downgrade(&rows(applied), target, &[]).unwrap())
}

#[test]
fn an_old_database_and_a_new_one_come_to_the_same_head() {
    for lines in [GONE, KEPT] {
        let graph = graph(lines);
        assert_eq!(up(&graph, "", "head"), "+p +s +r4 | r4");
        assert_eq!(up(&graph, "r3", "head"), "+r4 | r4");
        assert_eq!(up(&graph, "s", "head"), "+r4 | r4");
        assert_eq!(up(&graph, "r4", "head"), " | ");
        assert_eq!(up(&graph, "r3", "s"), " | ");
        assert_eq!(down(&graph, "r3", "-1"), "-s | p");
        assert_eq!(down(&graph, "r4", "r3"), "-r4 | s");
        assert_eq!(down(&graph, "r4", "base"), "-r4 -s -p | ");
    }
}

#[test]
fn replaced_revisions_are_not_part_of_the_graph() {
    let graph = graph(KEPT);
    assert_eq!(ids(graph.heads()), "r4");
    assert_eq!(ids(graph.nodes().collect()), "p s r4");
    assert_eq!(ids(graph.history(None, &[]).unwrap()), "r4 s p");
    assert_eq!(ids(graph.branch_points()), "");
    assert_eq!(ids(graph.resolve("r3", &[]).unwrap()), "s");
    let (id, by) = ("r2".into(), "s".into());
    assert_eq!(
        graph.resolve("r2", &[]).unwrap_err(),
        GraphError::Replaced { id, by }
    );
    assert!(graph.contains("r2"));
    assert!(!super::graph(GONE).contains("r2"));
}

#[test]
fn a_database_that_stopped_in_the_middle_goes_on_with_the_old_files() {
    let graph = graph(KEPT);
    assert_eq!(up(&graph, "r1", "head"), "+r2 +r3 +r4 | r4");
    assert_eq!(up(&graph, "r2", "s"), "+r3 | r3");
    assert_eq!(up(&graph, "r2", "+1"), "+r3 | r3");
    assert_eq!(down(&graph, "r2", "-1"), "-r2 | r1");
    assert_eq!(ids(graph.applied(&rows("r2")).unwrap()), "p r1 r2");
    assert_eq!(ids(graph.resolve("current", &rows("r2")).unwrap()), "r2");
    assert_eq!(
        ids(graph.history(Some(":current"), &rows("r2")).unwrap()),
        "r2 r1 p"
    );
    assert_eq!(ids(graph.missing_heads(&rows("r2")).unwrap()), "r4");
    assert_eq!(ids(graph.missing_heads(&rows("r4")).unwrap()), "");
    assert_eq!(graph.unknown(&rows("r2 x")), ["x"]);
}

#[test]
fn without_the_old_files_it_is_told_what_is_missing() {
    for lines in [GONE, "p\nr1 < p\nr2 < r1\ns < p = r1 r2 r3"] {
        let error = graph(lines).upgrade(&rows("r1"), &["head"]).unwrap_err();
        let GraphError::HalfReplaced { row, by, missing } = &error else {
            panic!("{error}");
        };
        assert_eq!((row.as_str(), by.as_str()), ("r1", "s"));
        assert_eq!(missing.last().unwrap(), "r3");
        assert!(error.help().is_some());
    }
}

#[test]
fn a_squash_can_be_squashed_again() {
    let kept = graph(
        "r1
         r2 < r1
         s1 = r1 r2
         r3 < s1
         s2 = s1 r3
         r4 < s2",
    );
    let gone = graph("s2 = r1 r2 s1 r3\nr4 < s2");
    for graph in [&kept, &gone] {
        assert_eq!(up(graph, "", "head"), "+s2 +r4 | r4");
        assert_eq!(up(graph, "r3", "head"), "+r4 | r4");
    }
    assert_eq!(up(&kept, "r1", "head"), "+r2 +r3 +r4 | r4");
    assert_eq!(up(&kept, "r2", "head"), "+r3 +r4 | r4");
    assert_eq!(up(&kept, "s1", "head"), "+r3 +r4 | r4");
    assert!(matches!(
        gone.upgrade(&rows("s1"), &["head"]),
        Err(GraphError::HalfReplaced { .. })
    ));
}

#[test]
fn a_history_may_name_replaced_revisions() {
    let graph = graph("p\ns < p = r1 r2\nx < p");
    let history = rows("p x r1 r2");
    let steps = graph.downgrade(&rows("r2 x"), "-1", &history).unwrap();
    assert_eq!(shown(&steps), "-s | x");
}

#[test]
fn replacements_that_contradict_each_other_are_refused() {
    let words = |lines: &str| build(lines).unwrap_err()[0].to_string();
    assert_eq!(
        words("s = a b\nt = b c"),
        "revision b is replaced by both s and t"
    );
    assert_eq!(words("s = s"), "revision s replaces itself");
    assert_eq!(words("s = t\nt = s"), "s and t replace each other");
    assert_eq!(
        words("s = a b\nt < a"),
        "revision t builds on a, in the middle of what s replaces"
    );
    assert_eq!(
        words("s = a b\nt ~ a"),
        "revision t builds on a, in the middle of what s replaces"
    );
    assert_eq!(words("s < b = a b"), "revision s revises itself");
}
