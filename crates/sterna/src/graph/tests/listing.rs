//! Histories, heads and what is applied.

use super::super::GraphError;
use super::{graph, ids, rows};

const LINE: &str = "a\nb < a\nc < b\nd < c\ne < d";

const FORK: &str = "
    a
    b < a
    c1 < b
    c2 < b
    d1 < c1
    d2 < c2
    m < d1 d2";

#[test]
fn a_range_shows_both_its_ends() {
    let line = graph(LINE);
    let cases = [
        ("b:d", "d c b"),
        (":c", "c b a"),
        ("d:", "e d"),
        (":", "e d c b a"),
        ("base:heads", "e d c b a"),
        ("-3:current", "d c b a"),
        ("-1:current", "d c"),
        ("current:", "e d"),
        ("current:+1", "e d"),
        (":current", "d c b a"),
        ("-1:+1", "e d c"),
        ("b:+2", "d c b"),
        ("-2:c", "c b a"),
        ("-9:c", "c b a"),
        ("c:+9", "e d c"),
        (":+2", "b a"),
        ("current-2:current-1", "c b"),
        ("c:c", "c"),
    ];
    for (range, expected) in cases {
        let found = line.history(Some(range), &rows("d")).map(ids);
        assert_eq!(found.as_deref(), Ok(expected), "{range}");
    }
}

#[test]
fn branches_are_read_one_after_the_other_down_to_their_fork() {
    let fork = graph(FORK);
    assert_eq!(ids(fork.history(None, &[]).unwrap()), "m d1 c1 d2 c2 b a");
    assert_eq!(ids(fork.history(Some("c1:m"), &[]).unwrap()), "m d1 c1");
    assert_eq!(ids(fork.history(Some("c1:"), &[]).unwrap()), "m d1 c1");
    assert_eq!(
        ids(fork.history(Some(":current"), &rows("d1 c2")).unwrap()),
        "c2 d1 c1 b a"
    );
    assert_eq!(
        ids(fork.history(Some("-1:current"), &rows("d1 c2")).unwrap()),
        "c2 d1 c1 b"
    );
}

#[test]
fn ends_that_are_not_on_one_line_are_refused() {
    let fork = graph(FORK);
    for range in ["d1:c1", "c1:c2", "m:current", "d1:c2+1"] {
        let error = fork.history(Some(range), &rows("c1")).unwrap_err();
        assert!(
            matches!(error, GraphError::Unrelated { .. }),
            "{range}: {error}"
        );
    }
    assert!(matches!(
        fork.history(Some("c1"), &[]),
        Err(GraphError::InvalidRange { .. })
    ));
}

#[test]
fn facts_of_a_revision() {
    let fork = graph(FORK);
    assert_eq!(ids(fork.bases()), "a");
    assert_eq!(ids(fork.heads()), "m");
    assert_eq!(ids(fork.branch_points()), "b");
    assert_eq!(ids(fork.children("b")), "c1 c2");
    assert_eq!(ids(fork.parents("m")), "d1 d2");
    assert_eq!(ids(fork.ancestors("d1")), "a b c1");
    assert_eq!(ids(fork.descendants("c1")), "d1 m");
    assert!(fork.is_head("m") && fork.is_merge("m") && fork.is_branch_point("b"));
    assert!(!fork.is_head("a") && !fork.is_merge("a") && !fork.is_branch_point("a"));
    assert!(fork.contains("c1") && !fork.contains("c") && fork.node("c").is_none());
}

#[test]
fn what_is_applied_follows_from_the_rows() {
    let fork = graph(FORK);
    assert_eq!(ids(fork.applied(&rows("d1 c2")).unwrap()), "a b c1 c2 d1");
    assert_eq!(ids(fork.missing_heads(&rows("d1 c2")).unwrap()), "m");
    assert_eq!(ids(fork.missing_heads(&rows("m")).unwrap()), "");
    assert_eq!(ids(fork.missing_heads(&[]).unwrap()), "m");
    let error = fork.applied(&rows("d1 gone x")).unwrap_err();
    assert_eq!(error.ids(), ["gone", "x"]);
}
