//! Revisions as lines or paragraphs.

use super::super::{ASIDE, CHANGED, Cell, HEADING, aligned, coloured, escape};
use super::lanes::{Row, lanes};
use crate::report::{Applied, Layout, Rebased, RevisionFacts};

pub fn text(revisions: &[RevisionFacts], layout: Layout) -> String {
    match layout {
        Layout::Lines => lines(revisions, line),
        Layout::Steps => lines(revisions, step),
        Layout::Forks => lines(revisions, fork),
        Layout::Graph => graph(revisions),
        Layout::Paragraphs => {
            let paragraphs: Vec<_> = revisions.iter().map(paragraph).collect();
            paragraphs.join("\n")
        }
    }
}

/// What moved, with what it builds on now, and the file that was edited.
pub fn rebased(rebased: &Rebased) -> String {
    let path = escape(&rebased.path);
    format!("{}{path}\n", lines(&rebased.revisions, step))
}

/// `├─╮` beside `9c41d0be3f2a  posts get a headline  (head)`
fn graph(revisions: &[RevisionFacts]) -> String {
    let row = |(row, drawn): (Row, String)| {
        let mut cells = vec![Cell::styled(ASIDE, drawn)];
        if let Row::Revision(place) = row {
            cells.extend(line(&revisions[place]));
            cells.push(Cell::styled(ASIDE, needs(&revisions[place])));
        }
        cells
    };
    let rows: Vec<_> = lanes(revisions).into_iter().map(row).collect();
    aligned(0, &rows)
}

/// A dependency is no line of the history; it is said.
fn needs(revision: &RevisionFacts) -> String {
    match revision.depends_on.as_slice() {
        [] => String::new(),
        others => format!("needs {}", listed(others)),
    }
}

fn lines(revisions: &[RevisionFacts], line: fn(&RevisionFacts) -> Vec<Cell>) -> String {
    let rows: Vec<_> = revisions.iter().map(line).collect();
    aligned(0, &rows)
}

/// `9c41d0be3f2a  posts get a headline  (head)`
fn line(revision: &RevisionFacts) -> Vec<Cell> {
    vec![
        id(revision),
        Cell::plain(escape(&revision.message)),
        marks(revision),
    ]
}

/// `1f0a3c5d7e92  -> 9c41d0be3f2a  posts get a headline  (head)`
fn step(revision: &RevisionFacts) -> Vec<Cell> {
    let below = match revision.revises.as_slice() {
        [] => "base".to_owned(),
        parents => listed(parents),
    };
    vec![
        Cell::styled(ASIDE, below),
        Cell::styled(HEADING, format!("-> {}", escape(&revision.id))),
        Cell::plain(escape(&revision.message)),
        marks(revision),
    ]
}

/// `1f0a3c5d7e92  create content tables  (branch point)  -> 9c41d0be3f2a, d1e2…`
fn fork(revision: &RevisionFacts) -> Vec<Cell> {
    let mut cells = line(revision);
    let children = format!("-> {}", listed(&revision.children));
    cells.push(Cell::styled(ASIDE, children));
    cells
}

fn paragraph(revision: &RevisionFacts) -> String {
    let mut text = aligned(0, &[line(revision)]);
    text.push_str(&aligned(2, &facts(revision)));
    match revision.changes.as_deref() {
        // No change of the schema: then its steps say what it does.
        Some("") => {
            let steps = revision
                .steps
                .iter()
                .map(|step| vec![Cell::plain(escape(step))]);
            text.push_str(&aligned(2, &steps.collect::<Vec<_>>()));
        }
        Some(changes) => text.push_str(&coloured(changes)),
        None => {}
    }
    text
}

fn facts(revision: &RevisionFacts) -> Vec<Vec<Cell>> {
    let facts = [
        ("revises", listed(&revision.revises)),
        ("depends on", listed(&revision.depends_on)),
        ("labels", listed(&revision.labels)),
        ("replaces", listed(&revision.replaces)),
        ("followed by", following(&revision.children)),
        (
            "file",
            revision.path.as_deref().map(escape).unwrap_or_default(),
        ),
        (
            "applied",
            revision.applied.as_ref().map(applied).unwrap_or_default(),
        ),
    ];
    let present = facts.into_iter().filter(|(_, value)| !value.is_empty());
    present
        .map(|(name, value)| vec![Cell::styled(ASIDE, name), Cell::plain(value)])
        .collect()
}

/// What builds on it, where the history forks; else the order of a listing shows it.
fn following(children: &[String]) -> String {
    match children {
        [] | [_] => String::new(),
        several => listed(several),
    }
}

/// `2026-11-20T08:12:33Z by leo, 3 ms`
fn applied(applied: &Applied) -> String {
    let mut text = applied.at.clone();
    if let Some(by) = &applied.by {
        text.push_str(&format!(" by {by}"));
    }
    match applied.milliseconds {
        Some(time) if applied.direction == "upgrade" => text.push_str(&format!(", {time} ms")),
        _ => text.push_str(&format!(" ({})", applied.direction)),
    }
    escape(&text)
}

fn id(revision: &RevisionFacts) -> Cell {
    Cell::styled(HEADING, escape(&revision.id))
}

fn listed(ids: &[String]) -> String {
    escape(&ids.join(", "))
}

/// What is special about it, in one pair of parentheses.
fn marks(revision: &RevisionFacts) -> Cell {
    let mut marks: Vec<String> = revision.labels.iter().map(|label| escape(label)).collect();
    let states = [
        ("head", revision.head),
        ("branch point", revision.children.len() > 1),
        ("merge", revision.revises.len() > 1),
        ("current", revision.current == Some(true) && revision.known),
        ("not among the revisions here", !revision.known),
    ];
    let present = states.into_iter().filter(|(_, holds)| *holds);
    marks.extend(present.map(|(name, _)| name.to_owned()));
    match marks.as_slice() {
        [] => Cell::default(),
        marks => Cell::styled(CHANGED, format!("({})", marks.join(", "))),
    }
}
