//! Differences: a heading an object, a line a change.

use anstyle::Style;

use super::super::{
    ADDED, ASIDE, CHANGED, Cell, HEADING, REMOVED, aligned, coloured, escape, painted,
};
use crate::report::{Change, Differences, Proved, Section, Written};

pub fn text(differences: &Differences) -> String {
    let mut text = sections(&differences.changes);
    if differences.equal {
        text.push_str("no differences\n");
    }
    if let Some(definitions) = &differences.definitions {
        text.push_str(&coloured(definitions));
    }
    text + &kept(&differences.kept)
}

/// The changes, what was proved of them, then the path on a line of its own.
pub fn written(written: &Written) -> String {
    let proof: String = written.proof.iter().map(proof).collect();
    let changes = sections(&written.changes) + &kept(&written.kept) + &proof;
    match &written.path {
        Some(path) => format!("{changes}{}\n", escape(path)),
        None => format!("no changes\n{changes}"),
    }
}

/// What was proved, and below it what was not.
fn proof(proof: &Proved) -> String {
    let unproved = proof.unproved.iter();
    let unproved = unproved.map(|line| format!("  {}\n", painted(ASIDE, escape(line))));
    let summary = escape(&proof.summary);
    format!("{summary}\n{}", unproved.collect::<String>())
}

fn kept(kept: &[String]) -> String {
    if kept.is_empty() {
        return String::new();
    }
    let line = format!("left alone: {}", kept.join(", "));
    format!("{}\n", painted(ASIDE, escape(&line)))
}

/// The path alone, for `--quiet`.
pub fn path(written: &Written) -> String {
    let path = written.path.iter();
    path.map(|path| format!("{}\n", escape(path))).collect()
}

pub fn sections(sections: &[Section]) -> String {
    // All changes in one layout, so that the columns of different tables stand below each other.
    let rows: Vec<_> = sections
        .iter()
        .flat_map(|section| &section.changes)
        .map(row)
        .collect();
    let laid_out = aligned(2, &rows);
    let mut lines = laid_out.lines();
    let mut text = String::new();
    for section in sections {
        text.push_str(&heading(section));
        for line in lines.by_ref().take(section.changes.len()) {
            text.push_str(line);
            text.push('\n');
        }
    }
    text
}

fn heading(section: &Section) -> String {
    let object = painted(HEADING, escape(&section.object));
    match section.sign {
        Some(sign) => format!("{} {object}\n", painted(style(sign), sign)),
        None => format!("{object}\n"),
    }
}

/// `  ~ content   text NOT NULL  ->  text   in place`
fn row(change: &Change) -> Vec<Cell> {
    let subject = format!("{} {}", change.sign, escape(&change.subject));
    let way = change.way.as_deref().filter(|way| *way != "native");
    let said: Vec<_> = way.into_iter().chain(change.remark.as_deref()).collect();
    let remark = said.join(", ");
    vec![
        Cell::styled(style(change.sign), subject),
        Cell::plain(escape(&change.detail)),
        Cell::styled(ASIDE, remark),
    ]
}

fn style(sign: char) -> Style {
    match sign {
        '+' => ADDED,
        '-' => REMOVED,
        _ => CHANGED,
    }
}
