//! `reset`: undoes everything and does it again.

use clap::Args;
use sea_orm::DatabaseConnection;

use crate::database::Opening;
use crate::error::{Error, RequestError};
use crate::migrate;
use crate::project::Project;
use crate::report::Outcome;

/// Undo everything that the revisions made, then apply them all: an empty database at head.
///
/// The rows are lost. What no revision made stays as it is. A database that `production` in
/// sterna.toml names is refused.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  cargo db reset          asks first
  cargo db reset --yes    does not ask")]
pub struct Reset {
    /// Do not ask.
    #[arg(short, long)]
    yes: bool,
}

impl Reset {
    pub async fn run(&self, project: &Project<'_>) -> Result<Outcome, Error> {
        let database = project.database_name()?;
        if let Some(pattern) = project.settings.production_pattern()? {
            let pattern = pattern.to_owned();
            return Err(RequestError::Production { database, pattern }.into());
        }
        if project.has_database()? && !self.is_agreed(project, &database) {
            return Err(RequestError::NotConfirmed { database }.into());
        }
        let reset = async |db: &DatabaseConnection| {
            let runner = project.runner(db);
            let mut report = runner.downgrade("base").await?;
            let again = runner.upgrade(&["heads"]).await?;
            report.to = again.to;
            report.steps.extend(again.steps);
            report.warnings.extend(again.warnings);
            Ok(report)
        };
        let report = project.on_database(Opening::Create, reset).await?;
        migrate::done(project, &report)
    }

    fn is_agreed(&self, project: &Project<'_>, database: &str) -> bool {
        let question = format!("Undo everything in {database}? All rows are lost");
        self.yes
            || project
                .prompt
                .is_some_and(|person| person.agrees(&question))
    }
}
