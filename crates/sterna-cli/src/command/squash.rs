//! `squash`: one revision in the place of several.

use std::fs;

use clap::Args;
use sterna::graph::{Graph, Squash as Range};
use sterna_autogenerate::RowCounts;

use crate::compare::Hints;
use crate::describe;
use crate::error::{Error, RequestError};
use crate::new_revision::{Content, Draft, Wish, message, require_built};
use crate::output::escape;
use crate::project::Project;
use crate::report::{Outcome, Report, Written};
use crate::revision_file::FileError;
use crate::squash::{DataStep, Ends};

/// Write one revision that stands for a range of them.
///
/// Its operations take the schema below the range to the one above it. Databases that have the
/// range applied are at the new revision without running it; a new database runs it alone. Steps
/// that work on rows (`op.execute`, `op.bulk_insert`, `op.run`, conversions) are not carried over:
/// each is named in a comment.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  cargo db squash 1f0a:9c41 -m \"the first year\"
  cargo db squash :9c41               from the very first one
  cargo db squash 1f0a:9c41 --delete  and delete the files that it replaces

A database that stopped inside the range needs the replaced files: delete them when all are past
it.")]
pub struct Squash {
    /// The revisions, both ends included: A:B, A: or :B.
    #[arg(value_name = "RANGE", allow_hyphen_values = true)]
    range: String,
    /// What they do together, in a few words.
    #[arg(short, long, value_parser = message)]
    message: Option<String>,
    /// The id, in place of twelve random digits.
    #[arg(long, value_name = "ID")]
    rev_id: Option<String>,
    /// SQL for the rows that exist when a column becomes NOT NULL. Repeatable.
    #[arg(long, value_name = "TABLE.COLUMN=SQL")]
    backfill: Vec<String>,
    /// Delete the files of the replaced revisions.
    #[arg(long)]
    delete: bool,
}

impl Squash {
    pub async fn run(&self, project: &Project<'_>) -> Result<Outcome, Error> {
        require_built(project)?;
        let graph = project.graph()?;
        let applied = project.applied_for(&self.range).await?;
        let range = graph
            .squash(&self.range, &applied)
            .map_err(sterna::Error::from)?;
        if self.delete {
            require_past(project, &range).await?;
        }
        let draft = self.draft(&graph, &range)?;
        let ends = Ends::of(project, &graph, &range).await?;
        let given = Hints::parse(&[], &self.backfill)?.backfills;
        let proposal = ends.proposal(project, given).await?;
        let changes = describe::sections(&proposal, ends.below()).await?;
        let written = draft.write(
            project,
            Content {
                message: &self.message(&range),
                upgrade: &proposal.upgrade,
                downgrade: &proposal.downgrade,
                rows: RowCounts::default(),
                remarks: &remarks(ends.data_steps()),
            },
        )?;
        let notes = vec![self.replaced(project, &range)?];
        Ok(Outcome {
            warnings: ends.data_steps().iter().map(warning).collect(),
            notes,
            ..Report::Written(Written { changes, ..written }).into()
        })
    }

    fn draft(&self, graph: &Graph, range: &Range<'_>) -> Result<Draft, Error> {
        let wish = Wish {
            id: self.rev_id.as_deref(),
            labels: &range.labels,
            depends_on: &range.depends_on,
            replaces: &range.replaces,
            ..Wish::default()
        };
        Draft::new(graph, range.revises.clone(), &wish)
    }

    fn message(&self, range: &Range<'_>) -> String {
        let ends = range.revisions.first().zip(range.revisions.last());
        let words = || ends.map(|(first, last)| format!("squash {} to {}", first.id, last.id));
        self.message.clone().or_else(words).unwrap_or_default()
    }

    /// Deletes the replaced files, if that was asked for, and says what became of them.
    fn replaced(&self, project: &Project<'_>, range: &Range<'_>) -> Result<String, Error> {
        let files = range
            .revisions
            .iter()
            .filter_map(|node| project.file(&node.id));
        let files: Vec<_> = files.collect();
        if !self.delete {
            return Ok(format!(
                "when every database is past them, delete the replaced files: {}",
                files.join(", ")
            ));
        }
        for node in &range.revisions {
            let path = project.existing_file(&node.id)?;
            fs::remove_file(&path).map_err(|source| FileError::Unwritable { path, source })?;
        }
        Ok(format!("deleted: {}", files.join(", ")))
    }
}

/// Refuses to delete what a database needs that stands inside the range, and files that are not
/// there: before anything is written.
async fn require_past(project: &Project<'_>, range: &Range<'_>) -> Result<(), Error> {
    for node in &range.revisions {
        project.existing_file(&node.id)?;
    }
    let applied = project.applied().await?;
    let inside = range
        .revisions
        .split_last()
        .map_or(&[][..], |(_, inside)| inside);
    match inside.iter().find(|node| applied.contains(&node.id)) {
        Some(node) => Err(RequestError::InsideRange {
            database: project.database_name()?,
            id: node.id.clone(),
        }
        .into()),
        None => Ok(()),
    }
}

fn remarks(steps: &[DataStep]) -> Vec<String> {
    if steps.is_empty() {
        return Vec::new();
    }
    let heading = "What the replaced revisions did with rows is not carried over. What a new \
                   database needs of it,\nwrite here by hand:";
    let step = |step: &DataStep| format!("  {}: {}", step.revision, escape(&step.what));
    heading
        .lines()
        .map(ToOwned::to_owned)
        .chain(steps.iter().map(step))
        .collect()
}

fn warning(step: &DataStep) -> String {
    format!(
        "not carried over, revision {}: {}",
        step.revision, step.what
    )
}
