//! `show`: one revision.

use clap::Args;

use crate::error::Error;
use crate::project::Project;
use crate::replay;
use crate::report::{Layout, Outcome, Report, Revisions};

/// Show a revision: its parents, its file and its change of the schema.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  cargo db show head
  cargo db show 9c41
  cargo db show current")]
pub struct Show {
    /// The revision.
    #[arg(
        value_name = "REV",
        default_value = "head",
        allow_negative_numbers = true
    )]
    revision: String,
}

impl Show {
    pub async fn run(&self, project: &Project<'_>) -> Result<Outcome, Error> {
        let graph = project.graph()?;
        let nodes = project.resolve(&graph, &self.revision).await?;
        let facts = nodes.into_iter().map(|node| project.facts(&graph, node));
        let mut revisions = Revisions {
            revisions: facts.collect(),
            layout: Layout::Paragraphs,
        };
        let warnings = replay::add_changes(project, &graph, &mut revisions.revisions).await?;
        Ok(Outcome {
            warnings,
            ..Report::Revisions(revisions).into()
        })
    }
}
