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
///
/// One that came in below an applied revision and never ran is accepted only where it is named:
/// the database must have its change already, made by somebody or something else.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  cargo db repair           all that were edited
  cargo db repair 9c41      this one alone, also if it never ran
  cargo db repair --json    which revisions were accepted")]
pub struct Repair {
    /// The revisions; all that were edited, where none is named.
    #[arg(value_name = "REVS", allow_negative_numbers = true)]
    revisions: Vec<String>,
}

impl Repair {
    pub async fn run(&self, project: &Project<'_>) -> Result<Outcome, Error> {
        let graph = project.graph()?;
        let mut named = Vec::new();
        for name in &self.revisions {
            let nodes = project.resolve(&graph, name).await?;
            named.extend(nodes.into_iter().map(|node| node.id.as_str()));
        }
        let repair = async |db: &DatabaseConnection| {
            let runner = project.runner(db);
            Ok(match named.as_slice() {
                [] => runner.repair().await?,
                ids => runner.repair_only(ids).await?,
            })
        };
        let accepted = project.on_database(Opening::Write, repair).await?;
        let ids = accepted.iter().filter_map(Warning::revision);
        let nodes = ids.filter_map(|id| graph.node(id));
        let revisions: Vec<_> = nodes.map(|node| project.facts(&graph, node)).collect();
        let note = match revisions.len() {
            0 if !named.is_empty() => "none of these was edited or passed over",
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
