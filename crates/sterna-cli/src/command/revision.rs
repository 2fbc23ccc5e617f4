//! `revision`: writes a new revision file.

use clap::Args;
use sea_orm::DatabaseConnection;
use sterna::graph::Graph;
use sterna_autogenerate::Proposal;
use sterna_dialect::sqlite::Catalogue;

use crate::backfill;
use crate::compare::{self, Hints};
use crate::database::Opening;
use crate::describe::{self, Purpose, Remarks};
use crate::error::Error;
use crate::new_revision::{Content, Draft, Wish, require_built, require_heads};
use crate::project::Project;
use crate::report::{Outcome, Report, Written};

/// Write a new revision file.
///
/// With --autogenerate the entities are compared with the database, and the file holds what
/// takes the one to the other. Read it before you apply it: it is yours.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  cargo db revision --autogenerate -m \"posts get a headline\"
  cargo db revision --autogenerate -m \"slugs\" --backfill posts.slug=\"lower(title)\"
  cargo db revision --autogenerate -m \"titles\" --rename posts.title:headline
  cargo db revision -m \"fill the kinds\"          an empty one, to be written by hand
  cargo db revision -m \"hotfix\" --head 1f0a --splice")]
pub struct Revision {
    /// What the revision does, in a few words.
    #[arg(short, long)]
    message: Option<String>,
    /// Fill it with what differs between the entities and the database.
    #[arg(long)]
    autogenerate: bool,
    /// The id, in place of twelve random digits.
    #[arg(long, value_name = "ID")]
    rev_id: Option<String>,
    /// SQL for the rows that exist when a column becomes NOT NULL. Repeatable.
    #[arg(long, value_name = "TABLE.COLUMN=SQL", requires = "autogenerate")]
    backfill: Vec<String>,
    /// A column or table that has a new name: TABLE.COLUMN:NEW or TABLE:NEW. Repeatable.
    #[arg(long, value_name = "OLD:NEW", requires = "autogenerate")]
    rename: Vec<String>,
    /// The revision to build on; `base` begins a history of its own.
    #[arg(
        long,
        value_name = "REV",
        default_value = "head",
        allow_negative_numbers = true
    )]
    head: String,
    /// Build on a revision that is not a head: the history forks there.
    #[arg(long)]
    splice: bool,
    /// A name for the branch that begins here. Repeatable.
    #[arg(long, value_name = "NAME")]
    branch_label: Vec<String>,
    /// A revision of another branch that must be applied before. Repeatable.
    #[arg(long, value_name = "REV", allow_negative_numbers = true)]
    depends_on: Vec<String>,
}

impl Revision {
    pub async fn run(&self, project: &Project<'_>) -> Result<Outcome, Error> {
        require_built(project)?;
        let graph = project.graph()?;
        let draft = self.draft(project, &graph).await?;
        if !self.autogenerate {
            let content = Content::empty(self.message.as_deref().unwrap_or_default());
            return Ok(Report::Written(draft.write(project, content)?).into());
        }
        let generate = async |db: &DatabaseConnection| self.generate(project, draft, db).await;
        // The first revision of all may come before the first database.
        if graph.is_empty() && !project.has_database()? {
            return generate(&project.nothing().await?).await;
        }
        project.on_database(Opening::Read, generate).await
    }

    async fn draft(&self, project: &Project<'_>, graph: &Graph) -> Result<Draft, Error> {
        let applied = project.applied_for(&self.head).await?;
        let parents = graph
            .resolve(&self.head, &applied)
            .map_err(sterna::Error::from)?;
        let revises: Vec<_> = parents.into_iter().map(|node| node.id.clone()).collect();
        require_heads(graph, &revises, self.splice)?;
        let wish = Wish {
            id: self.rev_id.as_deref(),
            labels: &self.branch_label,
            depends_on: &self.depends_on,
        };
        Draft::new(graph, revises, &wish)
    }

    async fn generate(
        &self,
        project: &Project<'_>,
        draft: Draft,
        db: &DatabaseConnection,
    ) -> Result<Outcome, Error> {
        compare::require_head(project, db).await?;
        let live = Catalogue::read(db)
            .await
            .map_err(sterna::Error::Unreadable)?;
        let proposal = self.proposal(project, &live).await?;
        if proposal.upgrade.is_empty() {
            return Ok(outcome(&proposal, Written::default()));
        }
        let changes = describe::sections(&proposal, &live).await?;
        let written = draft.write(
            project,
            Content {
                message: &self.message_for(&proposal),
                upgrade: &proposal.upgrade,
                downgrade: &proposal.downgrade,
                rows: compare::rows_at_stake(db, &proposal.upgrade).await?,
            },
        )?;
        Ok(outcome(&proposal, Written { changes, ..written }))
    }

    /// Compares; where rows that exist need values, asks for them and compares again.
    async fn proposal(&self, project: &Project<'_>, live: &Catalogue) -> Result<Proposal, Error> {
        let mut hints = Hints::parse(&self.rename, &self.backfill)?;
        let proposal = compare::with_entities(project, live, &hints).await?;
        let answers = backfill::answers(&proposal.needs_backfill, project.prompt)?;
        if answers.is_empty() {
            return Ok(proposal);
        }
        hints.backfills.extend(answers);
        compare::with_entities(project, live, &hints).await
    }

    /// The message, or what the first change says of itself.
    fn message_for(&self, proposal: &Proposal) -> String {
        let first = || proposal.upgrade.first().map(sterna::Operation::summary);
        let message = self.message.clone().or_else(first).unwrap_or_default();
        match proposal.upgrade.len() {
            2.. if self.message.is_none() => format!("{message}, and more"),
            _ => message,
        }
    }
}

fn outcome(proposal: &Proposal, written: Written) -> Outcome {
    let Remarks { warnings, notes } = describe::remarks(proposal, Purpose::Write);
    let written = Written {
        kept: describe::kept(proposal),
        ..written
    };
    Outcome {
        warnings,
        notes,
        ..Report::Written(written).into()
    }
}
