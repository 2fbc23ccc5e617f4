//! What ran, or the plan of what would run.

use super::super::{ASIDE, Cell, HEADING, REMOVED, WIDEST, aligned, escape, escape_lines, painted};
use crate::report::{OperationFacts, Run, StatementFacts, Step, WayFacts};

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
    let ways: Vec<_> = operation.ways.iter().flat_map(way).collect();
    text.push_str(&aligned(4, &ways));
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

/// A change, which way it goes and why; these on a line of their own below a change that is long.
fn way(way: &WayFacts) -> Vec<Vec<Cell>> {
    let change = escape(&format!("{}: {}", way.table, way.change));
    let rest = [
        Cell::styled(HEADING, &way.way),
        Cell::plain(escape(&way.reason)),
    ];
    let line = |first: String| [Cell::plain(first)].into_iter().chain(rest).collect();
    match change.chars().count() > WIDEST {
        false => vec![line(change)],
        true => vec![vec![Cell::plain(change)], line("  ".to_owned())],
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_change_has_its_way_below() {
        let facts = |change: &str| WayFacts {
            table: "t".to_owned(),
            change: change.to_owned(),
            way: "in place".to_owned(),
            reason: "it loosens".to_owned(),
        };
        let long = "x".repeat(WIDEST);
        let lines: Vec<_> = [facts("short"), facts(&long)]
            .iter()
            .flat_map(way)
            .collect();
        let text = aligned(4, &lines);
        assert_eq!(
            anstream::adapter::strip_str(&text).to_string(),
            format!(
                "    t: short  in place  it loosens\n    t: {long}\n{}in place  it loosens\n",
                " ".repeat(14)
            )
        );
    }
}
