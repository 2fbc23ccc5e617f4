//! `diff`: what would take one schema to another.

use clap::Args;
use sterna::graph::Graph;
use sterna_autogenerate::{Proposal, RowCounts, Scope, formatted};
use sterna_dialect::sqlite::Catalogue;
use sterna_dialect::sqlite::script::script;

use crate::compare::{self, Hints};
use crate::describe::{self, Purpose, Remarks};
use crate::error::Error;
use crate::new_revision::{Content, Draft, Wish};
use crate::project::Project;
use crate::report::{Outcome, Report};
use crate::settings::Zone;
use crate::source::Source;

/// Show what would take one schema to another; exit with 1 if they differ.
///
/// X and Y are `entities`, a database URL, or a file of SQL statements whose name ends in `.sql`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  cargo db diff --from sqlite:staging.db --to entities
  cargo db diff --from schema.sql --to app.db --rust
  cargo db diff --from app.db --to entities --sql | sqlite3 app.db")]
pub struct Diff {
    /// What is there.
    #[arg(long, value_name = "X")]
    from: String,
    /// What it shall become.
    #[arg(long, value_name = "Y")]
    to: String,
    /// Print a revision file that does it.
    #[arg(long, conflicts_with = "sql")]
    rust: bool,
    /// Print a script for the sqlite3 shell that does it.
    #[arg(long)]
    sql: bool,
    /// Show the definitions that differ as a diff.
    #[arg(short, long, conflicts_with_all = ["rust", "sql"])]
    verbose: bool,
    /// SQL for the rows that exist when a column becomes NOT NULL. Repeatable.
    #[arg(long, value_name = "TABLE.COLUMN=SQL")]
    backfill: Vec<String>,
    /// A column or table that has a new name: TABLE.COLUMN:NEW or TABLE:NEW; a new name that holds
    /// a colon in double quotes. Repeatable.
    #[arg(long, value_name = "OLD:NEW")]
    rename: Vec<String>,
}

impl Diff {
    pub async fn run(&self, project: &Project<'_>) -> Result<Outcome, Error> {
        let hints = Hints::parse(&self.rename, &self.backfill)?;
        let (from, to) = (
            Source::parse(&self.from, project)?,
            Source::parse(&self.to, project)?,
        );
        let live = from.catalogue(project).await?;
        let desired = to.desired(project).await?;
        let scope = scope(&to).leaving_out(compare::own_tables(project));
        let proposal = compare::propose(&live, &desired, scope, &hints).await?;
        let Remarks { warnings, notes } =
            describe::remarks(&proposal, Purpose::comparing(self.verbose));
        Ok(Outcome {
            report: self.report(&proposal, &live).await?,
            exit: describe::exit(&proposal),
            warnings,
            notes,
        })
    }

    async fn report(&self, proposal: &Proposal, live: &Catalogue) -> Result<Report, Error> {
        let text = match proposal.upgrade.is_empty() {
            true if self.rust || self.sql => String::new(),
            _ if self.rust => self.revision(proposal)?,
            _ if self.sql => script(&proposal.upgrade, live).await?,
            _ => {
                let differences = describe::differences(proposal, live, self.verbose).await?;
                return Ok(Report::Differences(differences));
            }
        };
        Ok(Report::Text { text })
    }

    /// The module that a project would have for it, as the first of a history.
    fn revision(&self, proposal: &Proposal) -> Result<String, Error> {
        let nothing = Graph::new([]).map_err(sterna::Error::Revisions)?;
        let draft = Draft::new(&nothing, Vec::new(), &Wish::default())?;
        let content = Content {
            message: &format!("from {} to {}", self.from, self.to),
            upgrade: &proposal.upgrade,
            downgrade: &proposal.downgrade,
            rows: RowCounts::default(),
            remarks: &[],
        };
        Ok(formatted(&draft.source(content, &Zone::default())))
    }
}

/// Entities have no words for views and triggers, so that their lack says nothing.
fn scope(to: &Source) -> Scope {
    match to {
        Source::Entities => Scope::exact(),
        Source::Database(_) | Source::Script(_) => Scope::exact_with_views_and_triggers(),
    }
}
