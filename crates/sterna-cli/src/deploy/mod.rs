//! A deploy: backup, upgrade, verification, and the way back where it does not hold.
//!
//! | file | question |
//! |---|---|
//! | `verify`, `command` | does the new state hold? |
//! | `undo` | how does the database get back, and what of others' rows? |
//!
//! One deploy at a time has the claim to the database. No lock of SQLite is held while the checks
//! run: the user's command must be able to write. Who wrote meanwhile is asked before anything is
//! replaced.

mod command;
mod undo;
mod verify;

use std::fs;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::time::Duration;

use sea_orm::DatabaseConnection;
use sterna::restore::{Claim, Watch, interrupted as left_by, remove_undone};
use sterna::{Backups, health};

pub use verify::Check;

use crate::database::{DatabaseError, Opening};
use crate::error::{Error, RequestError};
use crate::exit::Exit;
use crate::precaution::{self, backups, file, shown};
use crate::project::Project;
use crate::report::{BackedUp, Deployed, Ended, Outcome, Reason, Report, Run, Undone};
use undo::{Before, undo};

/// What is asked for.
#[derive(Debug)]
pub struct Order {
    /// The command that says whether the application is well.
    pub command: Option<String>,
    /// How long it may take.
    pub timeout: Duration,
    /// What is not verified.
    pub skip: Vec<Check>,
    /// The folder of the backup, where it is not the usual one.
    pub to: Option<PathBuf>,
    /// How many backups are kept after a success; all of them where it is `None`.
    pub keep: Option<NonZeroUsize>,
}

/// What would be done. It claims and changes nothing.
///
/// # Errors
///
/// The database cannot be read, or the revisions do not lead to one head.
pub async fn plan(project: &Project<'_>, order: &Order) -> Result<Outcome, Error> {
    let foresee = async |db: &DatabaseConnection| {
        let forecast = project.revisions.runner(db).plan_upgrade(&["head"]).await?;
        let at_head = project.is_at_head(&forecast.to)?;
        let words = forecast.warnings.iter().map(|one| project.words(one));
        let warnings: Vec<_> = words.collect();
        let run = Run::planned(project.database_name()?, &forecast, at_head);
        Ok((run, warnings))
    };
    let exists = project.has_database()?;
    let (upgrade, warnings) = match exists {
        true => project.on_database(Opening::Read, foresee).await?,
        false => foresee(&project.nothing().await?).await?,
    };
    let folder = backups(project, order.to.as_deref())?;
    let report = Deployed {
        backups: Some(shown(project, folder.folder()))
            .filter(|_| exists && !upgrade.steps.is_empty()),
        checks: verify::planned(order),
        upgrade: Some(upgrade),
        ..Deployed::new(project.database_name()?, Ended::Planned)
    };
    Ok(Outcome {
        warnings,
        ..Report::Deployed(Box::new(report)).into()
    })
}

/// Does it.
///
/// # Errors
///
/// It could not begin: nothing was changed. What fails later is a report with an exit code.
pub async fn run(project: &Project<'_>, order: &Order) -> Result<Outcome, Error> {
    let path = file(project)?;
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|source| DatabaseError::CannotCreate {
            path: folder.to_owned(),
            source,
        })?;
    }
    // A history with two heads must not make a database.
    let graph = project.graph()?;
    graph.resolve("head", &[]).map_err(sterna::Error::from)?;
    let patience = project.revisions.settings().lock_timeout;
    let claim = Claim::take(&path, patience).await?;
    let left_behind = claim.left_behind().map(ToOwned::to_owned);
    let existed = claim.database().exists();
    let work = async |db: &DatabaseConnection| {
        let deploy = Deploy {
            project,
            order,
            claim: &claim,
            existed,
        };
        deploy.on(db).await
    };
    let done = project.on_database(Opening::Create, work).await;
    if done.is_err() && !existed {
        // It could not begin, and what it began with was not there.
        undo::remove(claim.database());
    }
    match done {
        Ok(mut outcome) => {
            claim.release();
            outcome.warnings.extend(left_behind);
            Ok(outcome)
        }
        Err(error) => {
            claim.hand_back();
            Err(error)
        }
    }
}

/// What was going on when a deploy or a restore of the project's database was killed.
pub fn interrupted(project: &Project<'_>) -> Option<String> {
    left_by(project.settings.address().ok()?.path()?)
}

/// A deploy that has begun.
struct Deploy<'a> {
    project: &'a Project<'a>,
    order: &'a Order,
    claim: &'a Claim,
    existed: bool,
}

impl Deploy<'_> {
    async fn on(&self, db: &DatabaseConnection) -> Result<Outcome, Error> {
        let project = self.project;
        let watch = Watch::begin(db).await?;
        let current = project.revisions.current(db).await?;
        if let Some(warning) = current.never_ran().next() {
            let words = project.words(warning);
            return Err(RequestError::NeverRan { words }.into());
        }
        let mut before = Before {
            existed: self.existed,
            losses: project
                .revisions
                .upgrade_losses(&current.ids(), &["head"])?,
            heads: current.ids(),
            broken: health::broken_references(db).await?,
            half_done: false,
            backup: None,
            watch,
        };
        let mut report = Deployed::new(project.database_name()?, Ended::Deployed);
        let mut warnings = Vec::new();
        if self.existed && !current.pending.is_empty() {
            let backup = precaution::take(project, db, &self.backups()?).await?;
            report.backup = Some(BackedUp::new(project, &backup)?);
            before.backup = Some(backup);
        }
        self.note(&before, "before it had verified the upgrade")?;
        // A runner that is observed counts rows, and gives up its connection for that; this one has
        // to know at the end who has written.
        let upgraded = project.revisions.runner(db).upgrade(&["head"]).await;
        let failed = match upgraded {
            Ok(done) => {
                let at_head = project.is_at_head(&done.to)?;
                report.upgrade = Some(Run::done(project.database_name()?, &done, at_head));
                warnings.extend(done.warnings.iter().map(|one| project.words(one)));
                report.checks = verify::all(project, self.order, db, before.broken).await;
                report.failed_check().map(|_| Exit::RolledBack)
            }
            Err(error) => {
                let error = Error::from(error);
                before.half_done = precaution::is_half_done(&error);
                report.error = Some(Reason::of(&error));
                Some(error.exit())
            }
        };
        match failed {
            None => self.done(before, report, warnings),
            Some(exit) => self.go_back(db, before, report, exit).await,
        }
    }

    fn backups(&self) -> Result<Backups, Error> {
        Ok(backups(self.project, self.order.to.as_deref())?.automatic())
    }

    /// All of it holds: what earlier deploys have left goes.
    fn done(
        &self,
        before: Before,
        mut report: Deployed,
        mut warnings: Vec<String>,
    ) -> Result<Outcome, Error> {
        if let (Some(mut backup), Some(newest)) = (before.backup, self.order.keep) {
            self.backups()?.remove_older(newest, &mut backup);
            let undone = remove_undone(self.claim.database(), newest);
            backup.removed.extend(undone);
            warnings.extend(precaution::stuck(self.project, &backup));
            report.backup = Some(BackedUp::new(self.project, &backup)?);
        }
        Ok(Outcome {
            warnings,
            ..Report::Deployed(Box::new(report)).into()
        })
    }

    async fn go_back(
        &self,
        db: &DatabaseConnection,
        before: Before,
        mut report: Deployed,
        exit: Exit,
    ) -> Result<Outcome, Error> {
        self.note(&before, "while it went back")?;
        let undone = undo(self.project, self.claim, db, before).await;
        if let Ok(Undone::Nothing) = undone {
            report.backup = None;
        }
        let exit = match &undone {
            Ok(Undone::Nothing | Undone::Removed) => exit,
            Ok(_) => Exit::RolledBack,
            Err(_) => Exit::NotRolledBack,
        };
        report.ended = match undone {
            Ok(undone) => Ended::RolledBack { undone },
            Err(reason) => Ended::NotRolledBack { reason },
        };
        Ok(Outcome {
            exit,
            ..Report::Deployed(Box::new(report)).into()
        })
    }

    /// What a person should know whose deploy was killed.
    fn note(&self, before: &Before, phase: &str) -> Result<(), Error> {
        let database = self.project.database_name()?;
        let heads = match before.heads.as_slice() {
            [] => "base".to_owned(),
            heads => heads.join(", "),
        };
        let back = match &before.backup {
            Some(backup) => {
                let path = shown(self.project, &backup.path);
                format!(", `cargo db restore {path}` goes back")
            }
            None => String::new(),
        };
        let words = format!(
            "a deploy of {database}, which was at {heads}, was killed {phase}: \
             `cargo db deploy` goes on{back}"
        );
        Ok(self.claim.note(&words)?)
    }
}
