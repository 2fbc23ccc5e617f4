//! A backup that a run began with, once the run is over.
//!
//! Backups that nobody asked for would fill the disk, so `backup_keep` of them stay. Older ones go
//! after a success only: a server that starts and fails again and again must not push out the copy
//! from before its first attempt. For the same reason the copy that was taken for a run which then
//! changed nothing goes at once.

use std::path::PathBuf;
use std::{fmt, fs};

use sea_orm::DatabaseConnection;
use sterna::{Backup, Backups};

use super::{shown, stuck};
use crate::error::Error;
use crate::project::Project;
use crate::report::Outcome;

/// A backup that a run began with.
pub struct Taken {
    pub(super) backup: Backup,
    pub(super) backups: Backups,
    /// Whether nobody asked for it.
    pub(super) is_automatic: bool,
    /// Why it was taken, as the end of a line.
    pub(super) reason: String,
}

impl Taken {
    /// The run did what was asked: older ones go. Says which one there is and why.
    pub fn after_success(mut self, project: &Project<'_>, outcome: &mut Outcome) {
        let path = shown(project, &self.backup.path);
        let reason = self.reason;
        outcome.notes.push(format!("backup: {path}{reason}"));
        if let (true, Some(newest)) = (self.is_automatic, project.settings.backup_keep) {
            self.backups.remove_older(newest, &mut self.backup);
        }
        let removed = self.backup.removed.iter();
        let words = |path: &PathBuf| format!("older backup deleted: {}", shown(project, path));
        outcome.notes.extend(removed.map(words));
        outcome.warnings.extend(stuck(project, &self.backup));
    }

    /// The run failed. Where the database is as it was, it needs no copy; else a person needs to
    /// know of it.
    pub async fn after_failure(
        self,
        project: &Project<'_>,
        db: &DatabaseConnection,
        error: Error,
    ) -> Error {
        let heads = project.revisions.current(db).await.map(|now| now.ids());
        let is_as_before = heads.is_ok_and(|heads| heads == self.backup.heads);
        if self.is_automatic && is_as_before && !is_half_done(&error) {
            // Whoever can delete it, does; a copy too many harms nobody.
            drop(fs::remove_file(&self.backup.path));
            return error;
        }
        Error::AfterBackup(AfterBackup {
            error: Box::new(error),
            backup: shown(project, &self.backup.path),
        })
    }
}

/// Whether a part stays of what failed; else it has undone itself.
pub fn is_half_done(error: &Error) -> bool {
    matches!(error, Error::Engine(sterna::Error::Step(step)) if step.partly_done)
}

/// A run that failed, with a backup from before it that stays.
#[derive(Debug)]
pub struct AfterBackup {
    /// Why it failed.
    pub error: Box<Error>,
    /// The backup.
    pub backup: String,
}

impl fmt::Display for AfterBackup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(f)
    }
}

impl std::error::Error for AfterBackup {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.error.source()
    }
}

impl AfterBackup {
    /// What to do about it.
    pub fn help(&self) -> String {
        let back = format!(
            "the backup from before is {0}: `cargo db restore {0}` puts it back",
            self.backup
        );
        match self.error.help() {
            Some(help) => format!("{help}; {back}"),
            None => back,
        }
    }
}
