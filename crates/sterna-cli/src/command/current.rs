//! `current`: where the database is.

use clap::Args;
use sea_orm::DatabaseConnection;
use sterna::graph::{Graph, GraphError};
use sterna::report::{AppliedHead, HistoryEntry};

use crate::database::Opening;
use crate::error::Error;
use crate::exit::Exit;
use crate::project::Project;
use crate::report::{Applied, Current as Facts, Outcome, Report, RevisionFacts};

/// Show the revisions that the database is at.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  cargo db current
  cargo db current --verbose        when it was applied, by whom, how long it took
  cargo db current --check-heads    exit code 1 unless everything is applied")]
pub struct Current {
    /// Show when each revision was applied, by whom, and its file.
    #[arg(short, long)]
    verbose: bool,
    /// Exit with 1 unless the database is at every head.
    #[arg(short, long)]
    check_heads: bool,
}

impl Current {
    pub async fn run(&self, project: &Project<'_>) -> Result<Outcome, Error> {
        let read = async |db: &DatabaseConnection| Ok(project.revisions.current(db).await?);
        let current = project.on_database(Opening::Read, read).await?;
        let graph = project.graph()?;
        let revisions = current
            .applied
            .iter()
            .map(|head| facts(project, &graph, head));
        let report = Report::Current(Facts {
            database: project.database_name()?,
            revisions: revisions.collect(),
            heads: current.heads.clone(),
            pending: current.pending.clone(),
            at_head: current.is_current(),
            verbose: self.verbose,
        });
        let said = current.warnings.iter();
        let mut warnings: Vec<_> = said.map(|warning| project.words(warning)).collect();
        warnings.extend(unknown_words(&current));
        Ok(Outcome {
            exit: self.exit(&current),
            warnings,
            notes: behind(current.pending.len()),
            report,
        })
    }

    fn exit(&self, current: &sterna::Current) -> Exit {
        if current.unknown().next().is_some() {
            Exit::Revision
        } else if self.check_heads
            && (!current.is_current() || current.never_ran().next().is_some())
        {
            Exit::Differs
        } else {
            Exit::Done
        }
    }
}

fn facts(project: &Project<'_>, graph: &Graph, head: &AppliedHead) -> RevisionFacts {
    let applied = head.entry.as_ref();
    let known = graph.node(&head.id).map(|node| project.facts(graph, node));
    let facts = known.unwrap_or_else(|| RevisionFacts {
        message: applied
            .map(|entry| entry.message.clone())
            .unwrap_or_default(),
        ..RevisionFacts::unknown(&head.id)
    });
    RevisionFacts {
        applied: applied.map(Applied::from),
        current: Some(true),
        ..facts
    }
}

impl From<&HistoryEntry> for Applied {
    fn from(entry: &HistoryEntry) -> Self {
        Self {
            at: entry.applied_at.clone(),
            by: Some(entry.applied_by.clone()).filter(|by| !by.is_empty()),
            direction: entry.direction.clone(),
            milliseconds: u64::try_from(entry.duration_ms).ok(),
        }
    }
}

/// The ways out, where the database names a revision that this program lacks.
fn unknown_words(current: &sterna::Current) -> Option<String> {
    let rows: Vec<_> = current.unknown().map(|head| head.id.clone()).collect();
    let error = (!rows.is_empty()).then_some(GraphError::UnknownApplied { rows })?;
    Some(format!("{error}\n{}", error.help().unwrap_or_default()))
}

fn behind(pending: usize) -> Vec<String> {
    match pending {
        0 => Vec::new(),
        1 => vec!["1 revision behind head".to_owned()],
        count => vec![format!("{count} revisions behind head")],
    }
}
