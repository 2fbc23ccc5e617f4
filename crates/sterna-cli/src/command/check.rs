//! `check`: do the entities and the database agree?

use clap::Args;
use sea_orm::DatabaseConnection;
use sterna_dialect::sqlite::Catalogue;

use crate::compare::{self, Hints};
use crate::database::Opening;
use crate::describe::{self, Purpose, Remarks};
use crate::error::Error;
use crate::project::Project;
use crate::report::{Outcome, Report};

/// Compare the entities with the database; exit with 1 if a revision is missing.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  cargo db check              in a test or a pipeline
  cargo db check --verbose    with a diff of the definitions")]
pub struct Check {
    /// Show the definitions that differ as a diff.
    #[arg(short, long)]
    verbose: bool,
}

impl Check {
    pub async fn run(&self, project: &Project<'_>) -> Result<Outcome, Error> {
        let check = async |db: &DatabaseConnection| self.check(project, db).await;
        project.on_database(Opening::Read, check).await
    }

    async fn check(
        &self,
        project: &Project<'_>,
        db: &DatabaseConnection,
    ) -> Result<Outcome, Error> {
        compare::require_head(project, db).await?;
        let live = Catalogue::read(db)
            .await
            .map_err(sterna::Error::Unreadable)?;
        let proposal = compare::with_entities(project, &live, &Hints::default()).await?;
        let differences = describe::differences(&proposal, &live, self.verbose).await?;
        let Remarks { warnings, notes } =
            describe::remarks(&proposal, Purpose::comparing(self.verbose));
        Ok(Outcome {
            report: Report::Differences(differences),
            exit: describe::exit(&proposal),
            warnings,
            notes,
        })
    }
}
