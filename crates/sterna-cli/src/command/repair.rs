//! `repair`: accepts applied revisions that were edited.

use clap::Args;
use sea_orm::DatabaseConnection;
use sterna::report::Warning;

use crate::database::Opening;
use crate::error::Error;
use crate::project::Project;
use crate::report::{Layout, Outcome, Report, Revisions};

/// Accept applied revisions that were edited since, as they are now.
///
/// The history remembers a checksum of each revision that ran, and a later edit is warned of,
/// comments and formatting aside. Where the edit is right, this records it. Nothing runs.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  cargo db repair
  cargo db repair --json    which revisions were accepted")]
pub struct Repair {}

impl Repair {
    pub async fn run(&self, project: &Project<'_>) -> Result<Outcome, Error> {
        let repair = async |db: &DatabaseConnection| Ok(project.runner(db).repair().await?);
        let accepted = project.on_database(Opening::Write, repair).await?;
        let graph = project.graph()?;
        let ids = accepted.iter().filter_map(|warning| match warning {
            Warning::Edited { id, .. } => Some(id),
            _ => None,
        });
        let nodes = ids.filter_map(|id| graph.node(id));
        let revisions: Vec<_> = nodes.map(|node| project.facts(&graph, node)).collect();
        let note = match revisions.len() {
            0 => "no applied revision was edited",
            _ => "accepted as they are now",
        };
        let layout = Layout::Lines;
        Ok(Outcome {
            notes: vec![note.to_owned()],
            ..Report::Revisions(Revisions { revisions, layout }).into()
        })
    }
}
