//! What `upgrade` and `downgrade` share: to do it, to plan it, to print it as a script.

use clap::Args;
use sea_orm::DatabaseConnection;
use sterna::Direction;
use sterna::graph::Range;
use sterna::report::{Forecast, Warning};
use sterna_dialect::sqlite::Catalogue;

use crate::database::Opening;
use crate::error::{Error, RequestError};
use crate::precaution;
use crate::project::Project;
use crate::report::{Outcome, Report, Run};
use crate::script::{Transactions, of_forecast};

/// How `upgrade` and `downgrade` run, or that they do not.
#[derive(Args, Debug)]
pub struct Mode {
    /// Print the plan: which way each change goes, why, and its statements. Changes nothing.
    #[arg(long)]
    dry_run: bool,
    /// Print a script for the sqlite3 shell. Changes nothing.
    #[arg(long, conflicts_with = "dry_run")]
    sql: bool,
    /// Commit after each revision, so that what was done before a failure stays.
    #[arg(long, conflicts_with = "dry_run")]
    transaction_per_revision: bool,
    /// Whether it begins with a backup.
    #[command(flatten)]
    backup: precaution::Choice,
    /// Let SQLite check each altered table before and after, which reads the whole table; also
    /// set by `quick_check = true` in sterna.toml.
    #[arg(long, conflicts_with_all = ["sql", "dry_run"])]
    quick_check: bool,
}

/// Where it should lead.
#[derive(Clone, Copy, Debug)]
pub enum Request<'a> {
    /// Up to these targets.
    Upgrade(&'a [&'a str]),
    /// Down to this target.
    Downgrade(&'a str),
}

impl<'a> Request<'a> {
    fn direction(self) -> Direction {
        match self {
            Self::Upgrade(_) => Direction::Up,
            Self::Downgrade(_) => Direction::Down,
        }
    }

    /// The range of revisions, where the target is one.
    fn range(self) -> Option<&'a str> {
        match self {
            Self::Upgrade(&[only]) | Self::Downgrade(only) => only.contains(':').then_some(only),
            Self::Upgrade(_) => None,
        }
    }
}

/// Does, plans or prints it.
///
/// # Errors
///
/// A target is none, the database cannot be used, or a step fails; the database is then as it
/// was.
pub async fn run(
    project: &Project<'_>,
    request: Request<'_>,
    mode: &Mode,
) -> Result<Outcome, Error> {
    match request.range() {
        Some(range) if mode.sql => script_between(project, range, request.direction(), mode).await,
        _ if mode.sql || mode.dry_run => foresee(project, request, mode).await,
        _ => apply(project, request, mode).await,
    }
}

async fn apply(project: &Project<'_>, request: Request<'_>, mode: &Mode) -> Result<Outcome, Error> {
    let opening = opening(project, request)?;
    let work = async |db: &DatabaseConnection| {
        let backup = precaution::before_run(project, db, request, mode.backup).await?;
        let mut runner = project.runner(db);
        runner = runner.quick_check(mode.quick_check || project.settings.quick_check);
        if mode.transaction_per_revision {
            runner = runner.transaction_per_revision();
        }
        let report = match request {
            Request::Upgrade(targets) => runner.upgrade(targets).await,
            Request::Downgrade(target) => runner.downgrade(target).await,
        };
        match (report, backup) {
            (Ok(report), backup) => Ok((report, backup)),
            (Err(error), None) => Err(error.into()),
            (Err(error), Some(taken)) => Err(taken.after_failure(project, db, error.into()).await),
        }
    };
    let (report, backup) = project.on_database(opening, work).await?;
    let mut outcome = done(project, &report)?;
    if let Some(taken) = backup {
        taken.after_success(project, &mut outcome);
    }
    Ok(outcome)
}

/// An upgrade makes the database where there is none, but not for targets that are none.
fn opening(project: &Project<'_>, request: Request<'_>) -> Result<Opening, Error> {
    let Request::Upgrade(targets) = request else {
        return Ok(Opening::Write);
    };
    if !project.has_database()? {
        let steps = project.graph()?.upgrade(&[], targets);
        steps.map_err(sterna::Error::from)?;
    }
    Ok(Opening::Create)
}

/// Prints what would be done on the database; an upgrade starts from nothing where there is none.
async fn foresee(
    project: &Project<'_>,
    request: Request<'_>,
    mode: &Mode,
) -> Result<Outcome, Error> {
    let print = async |db: &DatabaseConnection| {
        let runner = project.revisions.runner(db);
        let forecast = match request {
            Request::Upgrade(targets) => runner.plan_upgrade(targets).await?,
            Request::Downgrade(target) => runner.plan_downgrade(target).await?,
        };
        if mode.dry_run {
            return planned(project, &forecast);
        }
        let catalogue = Catalogue::read(db)
            .await
            .map_err(sterna::Error::Unreadable)?;
        script(project, &forecast, &catalogue, mode).await
    };
    match request {
        Request::Upgrade(_) if !project.has_database()? => print(&project.nothing().await?).await,
        _ => project.on_database(Opening::Read, print).await,
    }
}

async fn script_between(
    project: &Project<'_>,
    range: &str,
    wanted: Direction,
    mode: &Mode,
) -> Result<Outcome, Error> {
    let ends = Range::parse(range).map_err(sterna::Error::from)?;
    let (from, to) = (ends.from.unwrap_or("base"), ends.to.unwrap_or("head"));
    let forecast = project.revisions.plan_between(from, to).await?;
    if forecast.steps.iter().any(|step| step.direction != wanted) {
        let range = range.to_owned();
        return Err(RequestError::OtherWay { range, wanted }.into());
    }
    let start = project.revisions.replay(from).await?;
    script(project, &forecast, &start.catalogue, mode).await
}

async fn script(
    project: &Project<'_>,
    forecast: &Forecast,
    catalogue: &Catalogue,
    mode: &Mode,
) -> Result<Outcome, Error> {
    let transactions = match mode.transaction_per_revision {
        true => Transactions::PerRevision,
        false => Transactions::One,
    };
    let version_table = &project.revisions.settings().version_table;
    of_forecast(project, forecast, catalogue, version_table, transactions).await
}

fn planned(project: &Project<'_>, forecast: &Forecast) -> Result<Outcome, Error> {
    let at_head = project.is_at_head(&forecast.to)?;
    let run = Run::planned(project.database_name()?, forecast, at_head);
    Ok(outcome(project, run, &forecast.warnings))
}

/// What a run did, as an outcome.
///
/// # Errors
///
/// The revisions do not form a graph.
pub fn done(project: &Project<'_>, report: &sterna::Report) -> Result<Outcome, Error> {
    let at_head = project.is_at_head(&report.to)?;
    let run = Run::done(project.database_name()?, report, at_head);
    Ok(outcome(project, run, &report.warnings))
}

/// What went as it should is a note, not a warning.
fn outcome(project: &Project<'_>, run: Run, said: &[Warning]) -> Outcome {
    let is_note = |warning: &&Warning| matches!(warning, Warning::UndoneByHistory { .. });
    let (notes, warnings): (Vec<_>, Vec<_>) = said.iter().partition(is_note);
    let texts = |said: Vec<&Warning>| {
        let words = said.into_iter().map(|warning| project.words(warning));
        words.collect()
    };
    Outcome {
        warnings: texts(warnings),
        notes: texts(notes),
        ..Report::Run(run).into()
    }
}
