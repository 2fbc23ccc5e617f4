//! What is wrong with the revisions, all of it at once.

use super::super::{Graph, Node, RevisionProblem};
use super::build;

fn problems(lines: &str) -> Vec<RevisionProblem> {
    build(lines).unwrap_err()
}

fn words(lines: &str) -> Vec<String> {
    problems(lines).iter().map(ToString::to_string).collect()
}

#[test]
fn all_problems_are_found_at_once() {
    let found = words(
        "a [ left ]
         a < gone
         b < b ~ nowhere
         c < a [ left ]
         x < z
         y < x
         z < y
         head < a
         v+1 < a",
    );
    let expected = [
        "revision id 'v+1' has '+', which no id can have",
        "a revision has the id head, which already has a meaning",
        "2 revisions have the id a: '', ''",
        "revision c has the label 'left', which names a already",
        "revision a revises gone, which is not here",
        "revision b revises itself",
        "revision b depends on nowhere, which is not here",
        "x, y and z revise each other in a circle",
    ];
    for text in expected {
        assert!(
            found.iter().any(|one| one == text),
            "{text}\nis not in {found:#?}"
        );
    }
    assert_eq!(found.len(), expected.len());
}

#[test]
fn every_circle_is_reported_by_itself_and_nothing_else_with_it() {
    let found = words(
        "a
         b < a d
         c < b
         d < c
         e < d
         p < e q
         q < p",
    );
    assert_eq!(
        found,
        [
            "b, c and d revise each other in a circle",
            "p and q revise each other in a circle",
        ]
    );
}

#[test]
fn a_circle_of_parents_is_not_reported_again_as_one_of_dependencies() {
    let found = words(
        "a < b
         b < a ~ c
         c ~ a
         m ~ n
         n < m",
    );
    assert_eq!(
        found,
        [
            "a and b revise each other in a circle",
            "m and n wait for each other because of `depends_on`",
        ]
    );
}

#[test]
fn a_label_may_not_be_an_id() {
    assert_eq!(
        words("a\nb < a [ a ]"),
        ["revision b has the label 'a', which names a already"]
    );
    assert_eq!(
        words("a [ a ]"),
        ["revision a has the label 'a', which names a already"]
    );
}

#[test]
fn labels_that_could_be_read_as_something_else_are_refused() {
    for label in ["heads", "v-2", "x@y", "a:b", "left+right", "a b", ""] {
        let node = Node {
            id: "a".into(),
            labels: vec![label.into()],
            ..Node::default()
        };
        assert_eq!(Graph::new([node]).unwrap_err().len(), 1, "{label}");
    }
    assert!(build("a [ billing-v2.1 ]").is_ok());
}

#[test]
fn hostile_ids_are_refused_and_shown_without_harm() {
    for id in [
        "",
        "a-b",
        "a b",
        "a'; DROP TABLE x; --",
        "a\"b",
        "a\n",
        "\u{1b}[31m",
        "é",
        "a\u{202e}b",
    ] {
        let node = Node {
            id: id.into(),
            ..Node::default()
        };
        let problems = Graph::new([node]).unwrap_err();
        assert!(
            matches!(&problems[..], [RevisionProblem::IllegalId { .. }]),
            "{id:?}"
        );
        let text = problems[0].to_string();
        assert!(!text.contains(char::is_control), "{text:?}");
    }
}

#[test]
fn a_hostile_parent_is_shown_without_harm() {
    let node = Node {
        id: "a".into(),
        revises: vec!["\u{1b}]0;x\u{7}".into()],
        ..Node::default()
    };
    let text = Graph::new([node]).unwrap_err()[0].to_string();
    assert_eq!(
        text,
        "revision a revises '\\u{1b}]0;x\\u{7}', which is not here"
    );
}

#[test]
fn each_problem_says_what_to_do_and_whom_it_concerns() {
    let found = problems("a < gone\nb < b\nc ~ c\nd [ d ]\ne < f\nf < e\ng = g");
    assert_eq!(found.len(), 6);
    for problem in found {
        assert!(
            problem.help().is_some_and(|help| !help.ends_with('.')),
            "{problem}"
        );
        assert!(!problem.ids().is_empty(), "{problem}");
    }
}

#[test]
fn no_revisions_are_a_graph_too() {
    let graph = Graph::new([]).unwrap();
    assert!(graph.is_empty());
    assert!(graph.upgrade(&[], &["head"]).unwrap().is_empty());
    assert!(graph.upgrade(&[], &["heads"]).unwrap().is_empty());
    assert!(graph.downgrade(&[], "base", &[]).unwrap().is_empty());
    assert!(graph.history(None, &[]).unwrap().is_empty());
}
