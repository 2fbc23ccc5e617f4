//! `stamp`: says where a database is, without changing its schema.

use clap::Args;
use sea_orm::DatabaseConnection;
use sterna::graph::Range;
use sterna_dialect::sqlite::Catalogue;

use crate::database::Opening;
use crate::error::Error;
use crate::migrate;
use crate::project::Project;
use crate::report::Outcome;
use crate::script;

/// Record that the database is at these revisions, without running anything.
///
/// For a database that was made in another way and has the schema already.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  cargo db stamp head            a database that was made by hand
  cargo db stamp base            nothing is applied
  cargo db stamp --purge 9c41    the database names revisions that are gone
  cargo db stamp head --sql      the same as a script for the sqlite3 shell
  cargo db stamp 1f0a:9c41 --sql without looking at the database")]
pub struct Stamp {
    /// The revisions; with --sql also a range FROM:TO.
    #[arg(value_name = "REVS", required = true, allow_negative_numbers = true)]
    revisions: Vec<String>,
    /// Forget first what is recorded now.
    #[arg(long)]
    purge: bool,
    /// Print a script for the sqlite3 shell. Changes nothing.
    #[arg(long)]
    sql: bool,
}

impl Stamp {
    pub async fn run(&self, project: &Project<'_>) -> Result<Outcome, Error> {
        let targets: Vec<_> = self.revisions.iter().map(String::as_str).collect();
        match targets[..] {
            [range] if self.sql && range.contains(':') => {
                return script_between(project, range).await;
            }
            _ if self.sql => return self.script(project, &targets).await,
            _ => {}
        }
        if !project.has_database()? {
            let rows = project.graph()?.stamp(&[], &targets);
            rows.map_err(sterna::Error::from)?;
        }
        let work = async |db: &DatabaseConnection| {
            let runner = project.runner(db);
            Ok(if self.purge {
                runner.purge_and_stamp(&targets).await?
            } else {
                runner.stamp(&targets).await?
            })
        };
        let report = project.on_database(Opening::Create, work).await?;
        migrate::done(project, &report)
    }

    async fn script(&self, project: &Project<'_>, targets: &[&str]) -> Result<Outcome, Error> {
        let table = &project.revisions.settings().version_table;
        let print = async |db: &DatabaseConnection| {
            let runner = project.revisions.runner(db);
            let forecast = runner.plan_stamp(targets, self.purge).await?;
            let catalogue = Catalogue::read(db).await;
            let catalogue = catalogue.map_err(sterna::Error::Unreadable)?;
            script::of_record(&forecast, &catalogue, table).await
        };
        match project.has_database()? {
            true => project.on_database(Opening::Read, print).await,
            false => print(&project.nothing().await?).await,
        }
    }
}

/// The script for a database that is at the one end, without looking at it.
async fn script_between(project: &Project<'_>, range: &str) -> Result<Outcome, Error> {
    let ends = Range::parse(range).map_err(sterna::Error::from)?;
    let (from, to) = (ends.from.unwrap_or("base"), ends.to.unwrap_or("head"));
    let forecast = project.revisions.plan_stamp_between(from, to)?;
    let replay = project.revisions.replay(from).await?;
    let table = &project.revisions.settings().version_table;
    script::of_record(&forecast, &replay.catalogue, table).await
}
