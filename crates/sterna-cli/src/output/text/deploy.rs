//! A deploy: a line a step, below each other, and how it ended.

use super::super::{ADDED, ASIDE, Cell, HEADING, REMOVED, aligned, escape, escape_lines, painted};
use super::backup;
use super::run::{self, time};
use crate::report::{Deployed, Ended, Reason, Run, Step, Undone, Verified};

pub fn text(deployed: &Deployed) -> String {
    let mut text = aligned(2, &[backup_row(deployed)]);
    let removed = deployed.backup.iter().flat_map(|backup| &backup.removed);
    for path in removed {
        text.push_str(&aligned(
            2,
            &[vec![label("deleted"), Cell::plain(escape(path))]],
        ));
    }
    match (&deployed.upgrade, &deployed.error) {
        (Some(run), _) if run.dry_run => text.push_str(&run::text(run)),
        (Some(run), _) => text.push_str(&upgrade(run)),
        (None, Some(reason)) => text.push_str(&failure("upgrade", reason)),
        (None, None) => {}
    }
    for check in &deployed.checks {
        text.push_str(&verified(check));
    }
    text + &ending(deployed)
}

/// Labels stand below each other.
const WIDTH: usize = 9;

fn label(words: &str) -> Cell {
    Cell::styled(ASIDE, format!("{words:<WIDTH$}"))
}

fn backup_row(deployed: &Deployed) -> Vec<Cell> {
    let mut row = vec![label("backup")];
    match (&deployed.backup, &deployed.backups) {
        (Some(taken), _) => row.extend(backup::cells(taken)),
        (None, Some(folder)) => row.push(Cell::plain(format!("into {}", escape(folder)))),
        (None, None) => row.push(Cell::styled(ASIDE, no_backup(deployed))),
    }
    row
}

fn no_backup(deployed: &Deployed) -> &'static str {
    match (&deployed.ended, &deployed.error) {
        (
            Ended::RolledBack {
                undone: Undone::Nothing,
            },
            Some(_),
        ) => "none is kept: nothing was changed",
        _ => "none: there is nothing to keep",
    }
}

fn upgrade(run: &Run) -> String {
    let step = |step: &Step| {
        let mut row = vec![label("upgrade"), Cell::styled(HEADING, escape(&step.id))];
        row.push(Cell::plain(escape(&step.message)));
        row.push(Cell::plain(step.milliseconds.map(time).unwrap_or_default()));
        row.push(Cell::plain(&step.summary));
        row
    };
    let mut rows: Vec<_> = run.steps.iter().map(step).collect();
    if rows.is_empty() {
        rows.push(vec![label("upgrade"), Cell::styled(ASIDE, "nothing to do")]);
    }
    aligned(2, &rows)
}

fn verified(check: &Verified) -> String {
    let answer = match check.passed {
        Some(true) => Cell::styled(ADDED, "holds"),
        Some(false) => Cell::styled(REMOVED, "fails"),
        None => Cell::styled(ASIDE, "not asked"),
    };
    let taken = check.milliseconds.map(time).unwrap_or_default();
    let row = vec![
        label("verify"),
        answer,
        Cell::plain(escape(&check.name)),
        Cell::plain(taken),
    ];
    let problem = check.problem.as_deref().map(indented);
    aligned(2, &[row]) + &problem.unwrap_or_default()
}

fn failure(what: &str, reason: &Reason) -> String {
    let row = vec![label(what), Cell::styled(REMOVED, "fails")];
    let help = reason
        .help
        .as_deref()
        .map(|help| indented(&format!("help: {help}")));
    aligned(2, &[row]) + &indented(&reason.message) + &help.unwrap_or_default()
}

fn indented(text: &str) -> String {
    let text = escape_lines(text);
    text.lines().map(|line| format!("      {line}\n")).collect()
}

fn ending(deployed: &Deployed) -> String {
    let database = escape(&deployed.database);
    match &deployed.ended {
        Ended::Planned => "nothing was changed\n".to_owned(),
        Ended::Deployed => {
            let at = deployed
                .upgrade
                .as_ref()
                .map(|run| run::heads(&run.to, run.at_head));
            format!("{database} is at {}\n", at.unwrap_or_default())
        }
        Ended::RolledBack { undone } => {
            let words = painted(REMOVED, "not deployed:");
            format!("{words} {database} is as it was before{}\n", way(undone))
        }
        Ended::NotRolledBack { reason } => {
            let words = painted(REMOVED, "not deployed, and not taken back:");
            let help = reason.help.as_deref().unwrap_or_default();
            format!(
                "{words} {}\n{}\n",
                escape_lines(&reason.message),
                escape_lines(help)
            )
        }
    }
}

fn way(undone: &Undone) -> String {
    match undone {
        Undone::Nothing => ", since nothing was changed".to_owned(),
        Undone::Removed => ": it is not there".to_owned(),
        Undone::Restored { from, replaced } => {
            let kept = replaced
                .as_deref()
                .map(|path| format!("; what did not hold is {path}"));
            escape(&format!(", out of {from}{}", kept.unwrap_or_default()))
        }
        Undone::Downgraded { backup } => {
            let kept = backup
                .as_deref()
                .map(|path| format!("; {path} holds what others wrote"));
            let words = ", by a downgrade, since others use it";
            escape(&format!("{words}{}", kept.unwrap_or_default()))
        }
    }
}
