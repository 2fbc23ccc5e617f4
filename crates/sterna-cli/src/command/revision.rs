//! `revision`: writes a new revision file.

use std::path::PathBuf;

use clap::Args;
use sea_orm::DatabaseConnection;
use sterna::graph::{Graph, GraphError};
use sterna_autogenerate::{Proposal, RowCounts, rows_at_stake};
use sterna_dialect::sqlite::Catalogue;

use crate::backfill;
use crate::compare::{self, Comparison, Hints, History, Side};
use crate::database::Opening;
use crate::describe::{self, Purpose, Remarks};
use crate::error::{Error, RequestError};
use crate::new_revision::{Content, Draft, Wish, message, require_built, require_heads};
use crate::project::Project;
use crate::prove::{Proven, proven};
use crate::report::{Outcome, Report, Written};
use crate::unmade;

/// Write a new revision file.
///
/// With --autogenerate the entities are compared with the database, and the file holds what
/// takes the one to the other. It is tried on a copy before it is written: the upgrade must reach
/// the entities, the downgrade must lead back, and sample rows must survive both. Read it before
/// you apply it: it is yours.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  cargo db revision --autogenerate -m \"posts get a headline\"
  cargo db revision --autogenerate -m \"slugs\" --backfill posts.slug=\"lower(title)\"
  cargo db revision --autogenerate -m \"titles\" --rename posts.title:headline
  cargo db revision --autogenerate -m \"titles\" --from revisions          needs no database
  cargo db revision -m \"fill the kinds\"          an empty one, to be written by hand
  cargo db revision -m \"hotfix\" --head 1f0a --splice")]
pub struct Revision {
    /// What the revision does, in a few words.
    #[arg(short, long, value_parser = message)]
    message: Option<String>,
    /// Fill it with what differs between the entities and the database.
    #[arg(long)]
    autogenerate: bool,
    /// What to compare the entities with.
    #[arg(
        long,
        value_enum,
        value_name = "SIDE",
        default_value_t,
        requires = "autogenerate"
    )]
    from: Side,
    /// The id, in place of twelve random digits.
    #[arg(long, value_name = "ID")]
    rev_id: Option<String>,
    /// SQL for the rows that exist when a column becomes NOT NULL. Repeatable.
    #[arg(long, value_name = "TABLE.COLUMN=SQL", requires = "autogenerate")]
    backfill: Vec<String>,
    /// A column or table that has a new name: TABLE.COLUMN:NEW or TABLE:NEW; a new name that holds
    /// a colon in double quotes. Repeatable.
    #[arg(long, value_name = "OLD:NEW", requires = "autogenerate")]
    rename: Vec<String>,
    /// The revision to build on, in place of the only head; `base` begins a history of its own.
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
    /// The folder of the new file, where `versions` lists several; by default that of the
    /// revision it builds on.
    #[arg(long, value_name = "DIR")]
    version_path: Option<PathBuf>,
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
        if self.from == Side::Revisions {
            return self.on_revisions(project, draft).await;
        }
        let generate = async |db: &DatabaseConnection| self.on_database(project, draft, db).await;
        // The first revision of all may come before the first database.
        if graph.is_empty() && !project.has_database()? {
            return generate(&project.nothing().await?).await;
        }
        project.on_database(Opening::Read, generate).await
    }

    async fn draft(&self, project: &Project<'_>, graph: &Graph) -> Result<Draft, Error> {
        let applied = project.applied_for(&self.head).await?;
        let parents = graph.resolve(&self.head, &applied).map_err(parents_error)?;
        let revises: Vec<_> = parents.into_iter().map(|node| node.id.clone()).collect();
        require_heads(graph, &revises, self.splice)?;
        let wish = Wish {
            id: self.rev_id.as_deref(),
            labels: &self.branch_label,
            depends_on: &self.depends_on,
            folder: self.version_path.as_deref(),
            ..Wish::default()
        };
        let draft = Draft::new(graph, revises, &wish)?;
        // Where it is not clear where the file belongs, nobody should be asked for anything else.
        draft.folder(project)?;
        Ok(draft)
    }

    async fn on_database(
        &self,
        project: &Project<'_>,
        draft: Draft,
        db: &DatabaseConnection,
    ) -> Result<Outcome, Error> {
        compare::require_head(project, db).await?;
        let live = Catalogue::read(db)
            .await
            .map_err(sterna::Error::Unreadable)?;
        self.generate(project, draft, &live, Some(db)).await
    }

    async fn on_revisions(&self, project: &Project<'_>, draft: Draft) -> Result<Outcome, Error> {
        let history = History::replay(project).await?;
        let mut outcome = self
            .generate(project, draft, &history.catalogue, None)
            .await?;
        outcome.notes.extend(history.notes);
        Ok(outcome)
    }

    /// Compares, proves, writes. Without a database there are no rows to try or to count.
    async fn generate(
        &self,
        project: &Project<'_>,
        draft: Draft,
        live: &Catalogue,
        rows: Option<&DatabaseConnection>,
    ) -> Result<Outcome, Error> {
        let comparison = self.comparison(project, live).await?;
        let proposal = &comparison.proposal;
        if proposal.upgrade.is_empty() {
            return Ok(outcome(&comparison, Written::default()));
        }
        let Proven { report, warnings } = proven(&comparison, live, rows).await?;
        let mut changes = describe::sections(proposal, live).await?;
        if let Some(db) = rows {
            describe::add_extents(&mut changes, db).await?;
        }
        let content = Content {
            message: &self.message_for(proposal),
            upgrade: &proposal.upgrade,
            downgrade: &proposal.downgrade,
            rows: at_stake(rows, live, proposal).await?,
            remarks: &[],
        };
        let written = Written {
            changes,
            proof: Some(report),
            ..draft.write(project, content)?
        };
        let mut outcome = outcome(&comparison, written);
        outcome.warnings.extend(warnings);
        let unmade = unmade::warning(&project.revisions, &proposal.upgrade);
        outcome.warnings.extend(unmade);
        Ok(outcome)
    }

    /// Compares; where rows that exist need values, asks for them and compares again.
    async fn comparison(
        &self,
        project: &Project<'_>,
        live: &Catalogue,
    ) -> Result<Comparison, Error> {
        let mut hints = Hints::parse(&self.rename, &self.backfill)?;
        let comparison = compare::comparison(project, live, &hints).await?;
        let answers = backfill::answers(&comparison.proposal.needs_backfill, project.prompt)?;
        if answers.is_empty() {
            return Ok(comparison);
        }
        hints.backfills.extend(answers);
        compare::comparison(project, live, &hints).await
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

fn parents_error(error: GraphError) -> Error {
    match error {
        GraphError::MultipleHeads { heads, .. } if !heads.is_empty() => {
            RequestError::SeveralHeads { heads }.into()
        }
        error => sterna::Error::from(error).into(),
    }
}

/// How many rows and values go, which is written into the revision.
async fn at_stake(
    rows: Option<&DatabaseConnection>,
    live: &Catalogue,
    proposal: &Proposal,
) -> Result<RowCounts, Error> {
    let Some(db) = rows else {
        return Ok(RowCounts::default());
    };
    let counts = rows_at_stake(db, live.schema(), &proposal.upgrade).await;
    counts.map_err(|source| {
        let doing = "counting rows".to_owned();
        sterna::Error::Database { doing, source }.into()
    })
}

fn outcome(comparison: &Comparison, written: Written) -> Outcome {
    let proposal = &comparison.proposal;
    let Remarks {
        warnings,
        mut notes,
    } = describe::remarks(proposal, Purpose::Write);
    notes.extend(comparison.note());
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
