//! `heads`: the revisions that nothing builds on.

use clap::Args;

use crate::error::Error;
use crate::project::Project;
use crate::report::{Layout, Outcome, Report, Revisions};

/// List the heads: the revisions that nothing builds on.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  cargo db heads
  cargo db heads --verbose    with files and parents")]
pub struct Heads {
    /// Show each revision's file, parents and labels.
    #[arg(short, long)]
    verbose: bool,
    /// Leave out heads that another revision depends on.
    #[arg(long)]
    resolve_dependencies: bool,
}

impl Heads {
    pub fn run(&self, project: &Project<'_>) -> Result<Outcome, Error> {
        let graph = project.graph()?;
        let heads = if self.resolve_dependencies {
            graph.version_heads()
        } else {
            graph.heads()
        };
        let facts = heads.into_iter().map(|node| project.facts(&graph, node));
        Ok(Report::Revisions(Revisions {
            revisions: facts.collect(),
            layout: Layout::lines_or_paragraphs(self.verbose),
        })
        .into())
    }
}
