//! `history`: the revisions, newest first.

use clap::Args;

use crate::error::Error;
use crate::project::Project;
use crate::replay;
use crate::report::{Layout, Outcome, Report, RevisionFacts, Revisions};

/// List the revisions, newest first.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  cargo db history
  cargo db history -r 1f0a:9c41           a range, both ends included
  cargo db history -r -2: --verbose       the last three, with what they change
  cargo db history --graph                draws the lines
  cargo db history --indicate-current     marks where the database is")]
pub struct History {
    /// Show each revision's file and its change of the schema.
    #[arg(short, long)]
    verbose: bool,
    /// Only this range: A:B, A: or :B.
    #[arg(short, long, value_name = "RANGE", allow_hyphen_values = true)]
    rev_range: Option<String>,
    /// Draw how the revisions hang together.
    #[arg(short, long, conflicts_with = "verbose")]
    graph: bool,
    /// Mark the revisions that the database is at.
    #[arg(short, long)]
    indicate_current: bool,
}

impl History {
    pub async fn run(&self, project: &Project<'_>) -> Result<Outcome, Error> {
        let mut list = self.list(project).await?;
        let mut warnings = Vec::new();
        if self.verbose {
            let graph = project.graph()?;
            warnings = replay::add_changes(project, &graph, &mut list).await?;
        }
        let revisions = Revisions {
            revisions: list,
            layout: self.layout(),
        };
        Ok(Outcome {
            warnings,
            ..Report::Revisions(revisions).into()
        })
    }

    fn layout(&self) -> Layout {
        if self.verbose {
            Layout::Paragraphs
        } else if self.graph {
            Layout::Graph
        } else {
            Layout::Steps
        }
    }

    async fn list(&self, project: &Project<'_>) -> Result<Vec<RevisionFacts>, Error> {
        let graph = project.graph()?;
        let range = self.rev_range.as_deref();
        let applied = match range {
            _ if self.indicate_current => project.applied().await?,
            Some(range) => project.applied_for(range).await?,
            None => Vec::new(),
        };
        let nodes = graph
            .history(range, &applied)
            .map_err(sterna::Error::from)?;
        let facts = nodes.into_iter().map(|node| RevisionFacts {
            current: self.indicate_current.then(|| applied.contains(&node.id)),
            ..project.facts(&graph, node)
        });
        Ok(facts.collect())
    }
}
