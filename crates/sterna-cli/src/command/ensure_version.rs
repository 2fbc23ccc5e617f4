//! `ensure-version`: makes the tables that Sterna keeps its record in.

use clap::Args;
use sea_orm::DatabaseConnection;

use crate::database::Opening;
use crate::error::Error;
use crate::project::Project;
use crate::report::{Outcome, Report};

/// Create the version and history tables where they are missing.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  cargo db ensure-version
  cargo db ensure-version --sql    only print the statements")]
pub struct EnsureVersion {
    /// Print the statements and do nothing.
    #[arg(long)]
    sql: bool,
}

impl EnsureVersion {
    pub async fn run(&self, project: &Project<'_>) -> Result<Outcome, Error> {
        if self.sql {
            return statements(project).await;
        }
        let make = async |db: &DatabaseConnection| Ok(project.runner(db).ensure_tables().await?);
        project.on_database(Opening::Create, make).await?;
        let settings = project.revisions.settings();
        let done = format!(
            "{} has {} and {}",
            project.database_name()?,
            settings.version_table,
            settings.history_table
        );
        Ok(Report::Done { done }.into())
    }
}

/// The record of a run that does nothing makes the tables and no more.
async fn statements(project: &Project<'_>) -> Result<Outcome, Error> {
    let nothing = project.revisions.plan_between("base", "base").await?;
    let text = nothing
        .bookkeeping
        .iter()
        .map(|sql| format!("{sql};\n"))
        .collect();
    Ok(Report::Text { text }.into())
}
