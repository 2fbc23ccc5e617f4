//! What ran, or the plan of what would run.

use super::super::{ASIDE, Cell, HEADING, REMOVED, aligned, escape, escape_lines, painted};
use crate::report::{OperationFacts, Run, StatementFacts, Step};

/// From here on a time is shown in seconds.
const LONG: u64 = 10_000;

pub fn text(run: &Run) -> String {
    let mut text = if run.dry_run {
        run.steps.iter().map(planned).collect()
    } else {
        aligned(2, &run.steps.iter().map(done).collect::<Vec<_>>())
    };
    for object in &run.left_out {
        text.push_str(&format!("not taken into account: {}\n", escape(object)));
    }
    text.push_str(&place(run));
    text
}

/// `  1f0a3c5d7e92  create content tables      3 ms   5 tables, 4 indexes`
fn done(step: &Step) -> Vec<Cell> {
    let mut cells = heading(step);
    cells.push(Cell::plain(step.milliseconds.map(time).unwrap_or_default()));
    cells.push(Cell::plain(&step.summary));
    cells
}

fn heading(step: &Step) -> Vec<Cell> {
    let undone = if step.direction == "down" {
        "undone"
    } else {
        ""
    };
    vec![
        Cell::styled(HEADING, escape(&step.id)),
        Cell::plain(escape(&step.message)),
        Cell::styled(REMOVED, undone),
    ]
}

pub fn time(milliseconds: u64) -> String {
    match milliseconds {
        0..LONG => format!("{milliseconds} ms"),
        _ => format!("{} s", milliseconds / 1_000),
    }
}

/// A revision with its operations, their ways and their statements.
fn planned(step: &Step) -> String {
    let mut text = aligned(0, &[heading(step)]);
    for operation in &step.operations {
        text.push_str(&self::operation(operation));
    }
    text
}

fn operation(operation: &OperationFacts) -> String {
    let mut text = format!("  {}\n", escape(&operation.summary));
    let way = |way: &crate::report::WayFacts| {
        let change = format!("{}: {}", way.table, way.change);
        vec![
            Cell::plain(escape(&change)),
            Cell::styled(HEADING, &way.way),
            Cell::plain(escape(&way.reason)),
        ]
    };
    text.push_str(&aligned(
        4,
        &operation.ways.iter().map(way).collect::<Vec<_>>(),
    ));
    for note in operation.notes.iter().chain(&operation.unforeseen) {
        text.push_str(&indented(&escape_lines(note)));
    }
    // A purpose is news once, and none where it only says the operation again.
    let mut said = &operation.summary;
    for statement in &operation.statements {
        if statement.purpose != *said && statement.purpose != operation.summary {
            let purpose = format!("-- {}", escape(&statement.purpose));
            text.push_str(&format!("    {}\n", painted(ASIDE, purpose)));
        }
        said = &statement.purpose;
        text.push_str(&sql(statement));
    }
    text
}

fn sql(statement: &StatementFacts) -> String {
    let sql = escape_lines(statement.sql.trim_end().trim_end_matches(';'));
    indented(&format!("{sql};"))
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("    {line}\n")).collect()
}

/// `content.db is at 1f0a3c5d7e92 (head)`
fn place(run: &Run) -> String {
    let database = escape(&run.database);
    let (is, rest) = match (run.dry_run, run.steps.is_empty() && run.from == run.to) {
        (true, false) => ("would be", "; nothing was changed"),
        (_, true) => ("is", ", nothing to do"),
        (false, false) => ("is", ""),
    };
    format!("{database} {is} at {}{rest}\n", heads(&run.to, run.at_head))
}

pub fn heads(ids: &[String], at_head: bool) -> String {
    let mark = match (at_head, ids.len()) {
        (false, _) | (true, 0) => "",
        (true, 1) => " (head)",
        (true, _) => " (heads)",
    };
    match ids {
        [] => "base".to_owned(),
        ids => format!("{}{mark}", escape(&ids.join(", "))),
    }
}
