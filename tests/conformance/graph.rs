//! The conformance cases of the revision graph, `graph.jsonl`: what a user may expect of names,
//! upgrades, downgrades, stamps and listings, measured against Alembic 1.20.1.

use std::collections::BTreeSet;

use serde_json::Value;
use sterna::graph::{Direction, Graph, GraphError, Node, RevisionProblem, Step};

/// Cases that give another answer here, and why that one is better.
const DIFFERENT_ON_PURPOSE: &[(&str, &str)] = &[(
    "graph-142",
    "a merge is undone as one step: `downgrade -2` from the revision above a merge undoes that \
     revision and the merge, where Alembic calls the walk ambiguous",
)];

/// What a command came to.
#[derive(Debug, PartialEq, Eq)]
enum Outcome {
    Steps(Vec<Step>),
    Rows(Vec<String>),
    Listed(Vec<String>),
    Fails(String),
}

#[test]
fn every_case_holds_or_differs_on_purpose() {
    let mut failures = Vec::new();
    for case in cases() {
        let holds = holds(&case);
        let differs = DIFFERENT_ON_PURPOSE
            .iter()
            .any(|(id, _)| *id == text(&case, "id"));
        match (holds, differs) {
            (Err(difference), false) => failures.push(difference),
            (Ok(()), true) => failures.push(format!("{} holds after all", text(&case, "id"))),
            _ => {}
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn undoing_one_of_several_heads_needs_the_history() {
    let cases: Vec<Value> = cases().into_iter().filter(is_unclear).collect();
    assert!(!cases.is_empty());
    for case in cases {
        let target = text(&case, "command").strip_prefix("downgrade ").unwrap();
        let start = strings(&case["start"]);
        let error = graph(&case)
            .unwrap()
            .downgrade(&start, target, &[])
            .unwrap_err();
        let (asked, choices) = (target.to_owned(), start);
        assert_eq!(error, GraphError::UnclearUndo { asked, choices });
    }
}

#[test]
fn a_merge_is_undone_as_one_step() {
    let graph = graph(&case("graph-142")).unwrap();
    let steps = graph.downgrade(&["f".to_owned()], "-2", &[]).unwrap();
    assert_eq!(names(&steps), ["down f", "down e"]);
    assert_eq!(steps[1].heads_after, ["d1", "d2"]);
}

fn cases() -> Vec<Value> {
    let lines = include_str!("graph.jsonl").lines();
    lines
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn case(id: &str) -> Value {
    cases()
        .into_iter()
        .find(|case| text(case, "id") == id)
        .unwrap()
}

fn graph(case: &Value) -> Result<Graph, Vec<RevisionProblem>> {
    let revisions = case["revisions"].as_array().unwrap().iter();
    Graph::new(revisions.map(|revision| Node {
        id: text(revision, "id").to_owned(),
        revises: strings(&revision["down"]),
        depends_on: strings(&revision["depends_on"]),
        labels: strings(&revision["labels"]),
        ..Node::default()
    }))
}

fn holds(case: &Value) -> Result<(), String> {
    let found = run(case);
    let wrong = match &found {
        Outcome::Fails(error) => !same_error(text(case, "expect_error"), error),
        Outcome::Listed(ids) => strings(&case["expect_listed"]) != *ids,
        Outcome::Rows(rows) => !same_rows(case, rows),
        Outcome::Steps(steps) => !same_steps(case, steps),
    };
    if wrong {
        let (id, command) = (text(case, "id"), text(case, "command"));
        return Err(format!("{id}: `{command}` gives {found:?}"));
    }
    Ok(())
}

fn run(case: &Value) -> Outcome {
    match graph(case) {
        Ok(graph) => command(&graph, case).unwrap_or_else(|error| Outcome::Fails(neutral(&error))),
        Err(problems) => Outcome::Fails(neutral_problem(&problems[0])),
    }
}

fn command(graph: &Graph, case: &Value) -> Result<Outcome, GraphError> {
    let words: Vec<&str> = text(case, "command").split(' ').collect();
    let applied = strings(&case["start"]);
    let listed =
        |nodes: Vec<&Node>| Outcome::Listed(nodes.iter().map(|node| node.id.clone()).collect());
    Ok(match words[..] {
        ["upgrade", ref targets @ ..] => Outcome::Steps(graph.upgrade(&applied, targets)?),
        ["downgrade", target] => {
            Outcome::Steps(graph.downgrade(&applied, target, &history(case))?)
        }
        ["stamp", ref targets @ ..] => Outcome::Rows(graph.stamp(&applied, targets)?),
        ["history"] => listed(graph.history(None, &applied)?),
        ["history", range] => listed(graph.history(Some(range), &applied)?),
        ["show", name] => listed(graph.resolve(name, &applied)?),
        ["heads"] => listed(graph.heads()),
        ["branches"] => listed(graph.branch_points()),
        _ => panic!("unknown command {words:?}"),
    })
}

/// Whether `-N` could undo several heads. Alembic then takes the first row of the table, and warns.
fn is_unclear(case: &Value) -> bool {
    let warnings = strings(&case["expect_warning"]);
    warnings
        .iter()
        .any(|warning| warning.starts_with("relative_downgrade_ambiguous"))
}

/// What was applied last, where that decides: what the first row of the table decides for Alembic,
/// the history does here, and without one it is an error that names the choices.
fn history(case: &Value) -> Vec<String> {
    let first_row = strings(&case["start"]).into_iter().take(1);
    first_row.filter(|_| is_unclear(case)).collect()
}

fn same_error(expected: &str, found: &str) -> bool {
    match (expected.split_once(": "), found.split_once(": ")) {
        (Some((kind, ids)), Some((found_kind, found_ids))) if kind.ends_with("cycle") => {
            let ids: Vec<&str> = ids.split(", ").collect();
            kind == found_kind && found_ids.split(", ").all(|id| ids.contains(&id))
        }
        _ => expected == found,
    }
}

fn same_steps(case: &Value, steps: &[Step]) -> bool {
    let (expected, found) = (strings(&case["expect_steps"]), names(steps));
    let same = match text(case, "order") {
        "exact" => expected == found,
        _ => sorted(&expected) == sorted(&found) && is_topological(case, steps),
    };
    let start = strings(&case["start"]);
    same && same_rows(case, steps.last().map_or(&start, |step| &step.heads_after))
}

fn same_rows(case: &Value, rows: &[String]) -> bool {
    sorted(rows) == sorted(&strings(&case["expect_version_rows"]))
}

/// Whether no step runs before another one that it needs.
fn is_topological(case: &Value, steps: &[Step]) -> bool {
    let graph = graph(case).unwrap();
    steps.iter().enumerate().all(|(place, step)| {
        let later = steps[place + 1..].iter();
        let blocking = match step.direction {
            Direction::Up => graph.ancestors(&step.id),
            Direction::Down => graph.descendants(&step.id),
        };
        later
            .into_iter()
            .all(|later| !blocking.iter().any(|node| node.id == later.id))
    })
}

fn names(steps: &[Step]) -> Vec<String> {
    let name = |step: &Step| match step.direction {
        Direction::Up => format!("up {}", step.id),
        Direction::Down => format!("down {}", step.id),
    };
    steps.iter().map(name).collect()
}

/// The cases' own word for an error of ours.
fn neutral(error: &GraphError) -> String {
    match error {
        GraphError::UnknownRevision { name } => format!("cannot_locate_revision: {name}"),
        GraphError::AmbiguousPrefix { prefix, .. } => format!("cannot_locate_revision: {prefix}"),
        GraphError::NotInBranch { id, .. } => format!("cannot_locate_revision: {id}"),
        GraphError::MultipleHeads { asked, .. } => format!("multiple_heads_for_target: {asked}"),
        GraphError::AmbiguousWalk { .. } => "ambiguous_walk".into(),
        GraphError::TooFar { asked, .. } | GraphError::WrongDirection { asked, .. } => {
            format!("relative_too_far: {asked}, {}", &asked[1..])
        }
        GraphError::Overlap { lower, upper } => format!("overlapping_revisions: {upper}, {lower}"),
        GraphError::NotApplied { asked, .. } => format!("invalid_downgrade_target: {asked}"),
        other => format!("{other:?}"),
    }
}

fn neutral_problem(problem: &RevisionProblem) -> String {
    let kind = match problem {
        RevisionProblem::SelfLoop { .. } => "self_loop",
        RevisionProblem::DependencySelfLoop { .. } => "dependency_self_loop",
        RevisionProblem::Cycle { .. } => "cycle",
        RevisionProblem::DependencyCycle { .. } => "dependency_cycle",
        other => panic!("{other}"),
    };
    format!("{kind}: {}", problem.ids().join(", "))
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_default()
}

fn strings(value: &Value) -> Vec<String> {
    let items = value.as_array().into_iter().flatten();
    items
        .map(|item| item.as_str().unwrap().to_owned())
        .collect()
}

fn sorted(items: &[String]) -> BTreeSet<&String> {
    items.iter().collect()
}
