//! Which revision moves where, when one branch is put on top of another; pure.
//!
//! Two pull requests landed, each with a revision on the same parent. The branch that a database
//! has not applied can move onto the other head: its first revision gets another parent, and the
//! history is one line again, without a merge.

use std::collections::BTreeSet;

use sterna::graph::{Graph, Node};
use thiserror::Error;

use crate::error::Error;

/// A branch that moves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rebase {
    /// The first revision of the branch, whose file changes.
    pub first: String,
    /// What it revised so far.
    pub from: Vec<String>,
    /// The head that it builds on then.
    pub onto: String,
    /// All that moves with it, oldest first, itself included.
    pub moved: Vec<String>,
}

/// Why nothing is moved.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum RebaseError {
    /// There is one line already.
    #[error("there is nothing to rebase: {}", .head.as_ref().map_or_else(|| "there are no revisions".to_owned(), |head| format!("{head} is the only head")))]
    OneHead {
        /// The head.
        head: Option<String>,
    },
    /// Several branches could move, or to several places.
    #[error("several branches could move")]
    Unclear {
        /// Each revision that could move, and the head that it could go to.
        choices: Vec<(String, String)>,
    },
    /// The database has a revision that would move.
    #[error("the database has applied {}, which would move", .applied.join(" and "))]
    Applied {
        /// The applied revisions that would move.
        applied: Vec<String>,
    },
    /// What should be built on is no head.
    #[error("{onto} is not a head: a rebase onto it would fork the history there")]
    NotOntoAHead {
        /// The revision.
        onto: String,
    },
    /// The one is built on the other already.
    #[error("{onto} and {revision} are one line already")]
    OneLine {
        /// What should move.
        revision: String,
        /// Where it should go.
        onto: String,
    },
    /// The branch does not begin with one revision on one parent.
    #[error("the branch of {revision} does not begin with one revision on one parent")]
    NotOneBeginning {
        /// What should move.
        revision: String,
    },
}

impl RebaseError {
    /// What to type next.
    pub fn help(&self) -> String {
        match self {
            Self::OneHead { .. } => "`cargo db heads` lists the heads".to_owned(),
            Self::Unclear { choices } => {
                let line = |(revision, onto): &(String, String)| {
                    format!("`cargo db rebase {revision} --onto {onto}`")
                };
                let lines: Vec<_> = choices.iter().map(line).collect();
                format!("say which: {}", lines.join(" or "))
            }
            Self::Applied { .. } => {
                "`cargo db merge` joins the heads and moves nothing; or undo them first with \
                 `cargo db downgrade`"
                    .to_owned()
            }
            Self::NotOntoAHead { .. } | Self::OneLine { .. } => {
                "`cargo db history --graph` draws the lines, `cargo db heads` lists the heads"
                    .to_owned()
            }
            Self::NotOneBeginning { .. } => {
                "`cargo db merge` joins the heads and moves nothing".to_owned()
            }
        }
    }
}

/// What moves onto what. `revision` may be any of the branch, `onto` must be a head; what is not
/// named must be clear without: of two heads, the branch that is not `applied` moves.
///
/// # Errors
///
/// There is nothing to move, it is not clear what moves, or it must not.
pub fn rebase(
    graph: &Graph,
    revision: Option<&Node>,
    onto: Option<&Node>,
    applied: &[String],
) -> Result<Rebase, Error> {
    if graph.heads().len() < 2 {
        let head = graph.heads().first().map(|head| head.id.clone());
        return Err(RebaseError::OneHead { head }.into());
    }
    let applied = graph.applied(applied).map_err(sterna::Error::from)?;
    let applied: BTreeSet<&str> = applied.iter().map(|node| node.id.as_str()).collect();
    let mut possible = Vec::new();
    let mut refused = None;
    for (revision, onto) in pairs(graph, revision, onto)? {
        match branch(graph, revision, onto, &applied) {
            Ok(rebase) => possible.push((revision.id.clone(), rebase)),
            Err(error) => refused = Some(error),
        }
    }
    match (possible.pop(), possible.is_empty()) {
        (Some((_, only)), true) => Ok(only),
        (Some(last), false) => {
            possible.push(last);
            let choices = possible.into_iter();
            let choices = choices.map(|(id, rebase)| (id, rebase.onto)).collect();
            Err(RebaseError::Unclear { choices }.into())
        }
        (None, _) => Err(refused
            .unwrap_or(RebaseError::OneHead { head: None })
            .into()),
    }
}

/// What could move onto what, as far as it was said.
fn pairs<'g>(
    graph: &'g Graph,
    revision: Option<&'g Node>,
    onto: Option<&'g Node>,
) -> Result<Vec<(&'g Node, &'g Node)>, RebaseError> {
    let heads = graph.heads();
    if let Some(onto) = onto.filter(|onto| !graph.is_head(&onto.id)) {
        let onto = onto.id.clone();
        return Err(RebaseError::NotOntoAHead { onto });
    }
    let revisions = revision.map_or_else(|| heads.clone(), |one| vec![one]);
    let targets = onto.map_or_else(|| heads.clone(), |one| vec![one]);
    let is_said = revision.is_some() && onto.is_some();
    let all = revisions
        .iter()
        .flat_map(|&one| targets.iter().map(move |&other| (one, other)));
    Ok(all
        .filter(|(one, other)| is_said || !is_one_line(graph, one, other))
        .collect())
}

fn is_one_line(graph: &Graph, one: &Node, other: &Node) -> bool {
    one.id == other.id || graph.descendants(&one.id).contains(&other)
}

fn branch(
    graph: &Graph,
    revision: &Node,
    onto: &Node,
    applied: &BTreeSet<&str>,
) -> Result<Rebase, RebaseError> {
    let first = beginning(graph, revision, onto)?;
    let mut moved = vec![first.id.clone()];
    moved.extend(
        graph
            .descendants(&first.id)
            .iter()
            .map(|node| node.id.clone()),
    );
    let is_applied = |id: &&String| applied.contains(id.as_str());
    let applied: Vec<_> = moved.iter().filter(is_applied).cloned().collect();
    if !applied.is_empty() {
        return Err(RebaseError::Applied { applied });
    }
    Ok(Rebase {
        first: first.id.clone(),
        from: first.revises.clone(),
        onto: onto.id.clone(),
        moved,
    })
}

/// The first revision below this one that the other head is not built on.
fn beginning<'g>(
    graph: &'g Graph,
    revision: &'g Node,
    onto: &Node,
) -> Result<&'g Node, RebaseError> {
    let shared: BTreeSet<&str> = with_ancestors(graph, onto);
    if shared.contains(revision.id.as_str()) || is_one_line(graph, revision, onto) {
        let (revision, onto) = (revision.id.clone(), onto.id.clone());
        return Err(RebaseError::OneLine { revision, onto });
    }
    let own = with_ancestors(graph, revision);
    let mut node = revision;
    loop {
        let parents = graph.parents(&node.id);
        let is_own = |parent: &&&Node| {
            own.contains(parent.id.as_str()) && !shared.contains(parent.id.as_str())
        };
        match (parents.iter().find(is_own), parents.len()) {
            (None, 0 | 1) => return Ok(node),
            (Some(parent), 1) => node = parent,
            _ => {
                let revision = revision.id.clone();
                return Err(RebaseError::NotOneBeginning { revision });
            }
        }
    }
}

fn with_ancestors<'g>(graph: &'g Graph, node: &Node) -> BTreeSet<&'g str> {
    let below = graph.ancestors(&node.id).into_iter();
    below
        .chain(graph.node(&node.id))
        .map(|node| node.id.as_str())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn graph(edges: &[(&str, &[&str])]) -> Graph {
        let node = |(id, revises): &(&str, &[&str])| Node {
            id: (*id).to_owned(),
            revises: revises.iter().map(|&id| id.to_owned()).collect(),
            ..Node::default()
        };
        Graph::new(edges.iter().map(node)).expect("a graph")
    }

    /// `a - b - c`, and `b - x - y` beside.
    fn fork() -> Graph {
        graph(&[
            ("a", &[]),
            ("b", &["a"]),
            ("c", &["b"]),
            ("x", &["b"]),
            ("y", &["x"]),
        ])
    }

    fn run(
        graph: &Graph,
        revision: Option<&str>,
        onto: Option<&str>,
        applied: &[&str],
    ) -> Result<Rebase, String> {
        let node = |id: Option<&str>| id.and_then(|id| graph.node(id));
        let applied: Vec<_> = applied.iter().map(|&id| id.to_owned()).collect();
        rebase(graph, node(revision), node(onto), &applied).map_err(|error| {
            format!(
                "{error}; {}",
                error.help().expect("every refusal has a way out")
            )
        })
    }

    #[test]
    fn the_branch_that_is_not_applied_moves() {
        let done = run(&fork(), None, None, &["c"]).expect("one way");
        assert_eq!((done.first.as_str(), done.onto.as_str()), ("x", "c"));
        assert_eq!(
            (done.from, done.moved),
            (vec!["b".to_owned()], vec!["x".to_owned(), "y".to_owned()])
        );
        let done = run(&fork(), None, None, &["y"]).expect("one way");
        assert_eq!((done.first.as_str(), done.onto.as_str()), ("c", "y"));
    }

    #[test]
    fn where_both_could_move_both_are_named() {
        for applied in [&[][..], &["b"]] {
            let words = run(&fork(), None, None, applied).expect_err("two ways");
            assert!(words.contains("`cargo db rebase c --onto y`"), "{words}");
            assert!(words.contains("`cargo db rebase y --onto c`"), "{words}");
        }
        for (revision, onto) in [(Some("y"), None), (Some("x"), None), (None, Some("c"))] {
            assert_eq!(
                run(&fork(), revision, onto, &["b"]).expect("said").first,
                "x"
            );
        }
        let three = graph(&[("a", &[]), ("b", &["a"]), ("c", &["a"]), ("d", &["a"])]);
        let words = run(&three, Some("d"), None, &[]).expect_err("two places");
        assert!(
            words.contains("d --onto b` or `cargo db rebase d --onto c"),
            "{words}"
        );
        assert_eq!(
            run(&three, Some("d"), Some("c"), &[]).expect("said").onto,
            "c"
        );
    }

    #[test]
    fn what_is_applied_does_not_move() {
        let words = run(&fork(), None, None, &["c", "x"]).expect_err("both are applied");
        assert!(words.contains("has applied"), "{words}");
        let words = run(&fork(), Some("y"), Some("c"), &["x"]).expect_err("x is applied");
        assert!(words.starts_with("the database has applied x, "), "{words}");
    }

    #[test]
    fn one_line_has_nothing_to_move() {
        let line = graph(&[("a", &[]), ("b", &["a"])]);
        assert!(
            run(&line, None, None, &[])
                .expect_err("one")
                .contains("b is the only head")
        );
        assert!(
            run(&graph(&[]), None, None, &[])
                .expect_err("none")
                .contains("no revisions")
        );
        let words = run(&fork(), Some("y"), Some("a"), &[]).expect_err("no head");
        assert!(words.starts_with("a is not a head"), "{words}");
        let words = run(&fork(), Some("b"), Some("c"), &[]).expect_err("below it");
        assert!(words.contains("one line already"), "{words}");
        let words = run(&fork(), Some("c"), Some("c"), &[]).expect_err("itself");
        assert!(words.contains("one line already"), "{words}");
    }

    #[test]
    fn a_history_of_its_own_can_move_and_a_merge_cannot() {
        let apart = graph(&[("a", &[]), ("b", &["a"]), ("x", &[])]);
        let done = run(&apart, Some("x"), None, &[]).expect("said");
        assert_eq!((done.first.as_str(), done.from.len()), ("x", 0));
        let merged = graph(&[
            ("a", &[]),
            ("b", &["a"]),
            ("c", &["a"]),
            ("m", &["b", "c"]),
            ("x", &["a"]),
        ]);
        let words = run(&merged, Some("m"), Some("x"), &[]).expect_err("two beginnings");
        assert!(words.contains("does not begin with one"), "{words}");
    }
}
