//! `check`: do the entities and the database agree?

use clap::Args;
use sea_orm::DatabaseConnection;
use sterna::metadata::MetadataError;
use sterna_autogenerate::DesiredError;
use sterna_dialect::sqlite::Catalogue;

use crate::compare::{self, Hints, History, Side};
use crate::database::Opening;
use crate::describe::{self, Purpose, Remarks};
use crate::error::Error;
use crate::project::Project;
use crate::report::{Differences, Outcome, Report};

/// Compare the entities with the database; exit with 1 if a revision is missing.
///
/// With --from revisions no database is needed: the revisions are replayed in memory, and the
/// entities are compared with what they make.
#[derive(Args, Debug, Default)]
#[command(after_help = "Examples:
  cargo db check                     in a test or a pipeline
  cargo db check --from revisions    where there is no database
  cargo db check --verbose           with a diff of the definitions")]
pub struct Check {
    /// Show the definitions that differ as a diff.
    #[arg(short, long)]
    verbose: bool,
    /// What to compare the entities with.
    #[arg(long, value_enum, value_name = "SIDE", default_value_t)]
    from: Side,
}

impl Check {
    pub async fn run(&self, project: &Project<'_>) -> Result<Outcome, Error> {
        match self.from {
            Side::Database => {
                let check = async |db: &DatabaseConnection| self.database(project, db).await;
                project.on_database(Opening::Read, check).await
            }
            Side::Revisions => self.revisions(project).await,
        }
    }

    async fn database(
        &self,
        project: &Project<'_>,
        db: &DatabaseConnection,
    ) -> Result<Outcome, Error> {
        let mut warnings = compare::require_head(project, db).await?;
        let live = Catalogue::read(db)
            .await
            .map_err(sterna::Error::Unreadable)?;
        let mut outcome = self.compare(project, &live).await?;
        warnings.append(&mut outcome.warnings);
        Ok(Outcome {
            warnings,
            ..outcome
        })
    }

    async fn revisions(&self, project: &Project<'_>) -> Result<Outcome, Error> {
        // Several heads are for `merge` to join before anything builds on them.
        let graph = project.graph()?;
        graph.resolve("head", &[]).map_err(sterna::Error::from)?;
        let history = History::replay(project).await?;
        let mut outcome = self.compare(project, &history.catalogue).await?;
        outcome.notes.extend(history.notes);
        Ok(outcome)
    }

    async fn compare(&self, project: &Project<'_>, live: &Catalogue) -> Result<Outcome, Error> {
        let comparison = match compare::comparison(project, live, &Hints::default()).await {
            Err(Error::Entities(DesiredError::Metadata(MetadataError::Empty)))
                if is_bare(project, live) =>
            {
                return Ok(nothing_yet());
            }
            comparison => comparison?,
        };
        let proposal = &comparison.proposal;
        let differences = describe::differences(proposal, live, self.verbose).await?;
        let Remarks {
            warnings,
            mut notes,
        } = describe::remarks(proposal, Purpose::comparing(self.verbose));
        notes.extend(comparison.note());
        Ok(Outcome {
            report: Report::Differences(differences),
            exit: describe::exit(proposal),
            warnings,
            notes,
        })
    }
}

/// Whether the database holds nothing that entities could have made.
fn is_bare(project: &Project<'_>, live: &Catalogue) -> bool {
    let own = compare::own_tables(project);
    let mut tables = live.schema().tables.iter();
    tables.all(|table| own.iter().any(|name| table.name.eq_ignore_ascii_case(name)))
}

/// The day before the first entity: elsewhere a list without entities would drop every table.
fn nothing_yet() -> Outcome {
    let differences = Differences {
        equal: true,
        changes: Vec::new(),
        kept: Vec::new(),
        definitions: None,
    };
    Outcome {
        warnings: vec!["no entity is listed, and there are no tables".to_owned()],
        ..Report::Differences(differences).into()
    }
}
