//! The stairway: a line a revision, and below it what is wrong.

use super::super::{
    ADDED, ASIDE, CHANGED, Cell, HEADING, REMOVED, aligned, coloured, escape, escape_lines, painted,
};
use super::differences;
use crate::report::{Ending, Stair, Stairway};

pub fn text(stairway: &Stairway) -> String {
    let rows: Vec<_> = stairway.revisions.iter().map(row).collect();
    let laid_out = aligned(2, &rows);
    let mut text = String::new();
    for (line, stair) in laid_out.lines().zip(&stairway.revisions) {
        text.push_str(&format!("{line}\n{}", below(stair)));
    }
    text + &heads(&stairway.heads) + &last_state(stairway)
}

/// `  9c41d0be3f2a  posts get a headline  up, down, up  12 rows`
fn row(stair: &Stair) -> Vec<Cell> {
    let style = match stair.ending {
        Ending::Passed => ADDED,
        Ending::OneWay | Ending::NotReached => CHANGED,
        Ending::Failed => REMOVED,
    };
    let rows = match stair.rows {
        0 => String::new(),
        1 => "1 row".to_owned(),
        rows => format!("{rows} rows"),
    };
    vec![
        Cell::styled(HEADING, escape(&stair.id)),
        Cell::plain(escape(&stair.message)),
        Cell::styled(style, stair.ending.words()),
        Cell::styled(ASIDE, rows),
    ]
}

fn below(stair: &Stair) -> String {
    let problem = stair.problem.iter().map(|words| escape_lines(words));
    let lines: String = problem
        .flat_map(|words| {
            words
                .lines()
                .map(|line| format!("    {line}\n"))
                .collect::<Vec<_>>()
        })
        .collect();
    let difference = stair.difference.as_deref().map(coloured);
    lines + &difference.unwrap_or_default()
}

fn heads(heads: &[String]) -> String {
    match heads {
        [_] => String::new(),
        [] => "there are no revisions\n".to_owned(),
        several => {
            let words = format!("{} heads: {}", several.len(), several.join(", "));
            format!("{}\n", painted(REMOVED, escape(&words)))
        }
    }
}

fn last_state(stairway: &Stairway) -> String {
    match stairway.equal {
        Some(true) => "the last state equals the entities\n".to_owned(),
        Some(false) => {
            let words = painted(REMOVED, "the last state is not that of the entities");
            format!("{words}\n{}", differences::sections(&stairway.changes))
        }
        None => "the last state was not reached\n".to_owned(),
    }
}
