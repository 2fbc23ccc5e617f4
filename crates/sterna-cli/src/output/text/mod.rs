//! Reports as text for people: one line a fact, aligned, quiet.

mod adopted;
mod backup;
mod current;
mod deploy;
mod differences;
mod initialised;
mod lanes;
mod revisions;
mod run;
mod stairway;

use super::{escape, escape_lines};
use crate::report::Report;

/// The text of a report, with colours; empty where there is nothing to say.
pub fn text(report: &Report) -> String {
    match report {
        Report::Revisions(list) => revisions::text(&list.revisions, list.layout),
        Report::Current(current) => current::text(current),
        Report::Rebased(rebased) => revisions::rebased(rebased),
        Report::Run(run) => run::text(run),
        Report::Stairway(stairway) => stairway::text(stairway),
        Report::BackedUp(taken) => backup::text(taken),
        Report::Restored(restored) => backup::restored(restored),
        Report::Deployed(deployed) => deploy::text(deployed),
        Report::Differences(differences) => differences::text(differences),
        Report::Written(written) => differences::written(written),
        // For another program to read: not a character is changed.
        Report::Text { text } => text.clone(),
        Report::Adopted(done) => adopted::text(done),
        Report::Initialised(done) => initialised::text(done),
        Report::Done { done } if done.is_empty() => String::new(),
        Report::Done { done } => format!("{}\n", escape_lines(done)),
    }
}

/// What `--quiet` leaves of it: what was asked for, and no word of what was done.
pub fn quiet(report: &Report) -> String {
    match report {
        Report::Run(run) if !run.dry_run => String::new(),
        Report::Done { .. } | Report::Initialised(_) | Report::Adopted(_) | Report::Restored(_) => {
            String::new()
        }
        Report::BackedUp(taken) => backup::path(taken),
        Report::Written(written) => differences::path(written),
        Report::Rebased(rebased) => format!("{}\n", escape(&rebased.path)),
        report => text(report),
    }
}
