//! `stamp`: says where a database is, without changing its schema.

use clap::Args;
use sea_orm::DatabaseConnection;

use crate::database::Opening;
use crate::error::Error;
use crate::migrate;
use crate::project::Project;
use crate::report::Outcome;

/// Record that the database is at these revisions, without running anything.
///
/// For a database that was made in another way and has the schema already.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  cargo db stamp head            a database that was made by hand
  cargo db stamp base            nothing is applied
  cargo db stamp --purge 9c41    the database names revisions that are gone")]
pub struct Stamp {
    /// The revisions.
    #[arg(value_name = "REVS", required = true, allow_negative_numbers = true)]
    revisions: Vec<String>,
    /// Forget first what is recorded now.
    #[arg(long)]
    purge: bool,
}

impl Stamp {
    pub async fn run(&self, project: &Project<'_>) -> Result<Outcome, Error> {
        let targets: Vec<_> = self.revisions.iter().map(String::as_str).collect();
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
}
