//! `branches`: where the history forks.

use clap::Args;

use crate::error::Error;
use crate::project::Project;
use crate::report::{Layout, Outcome, Report, Revisions};

/// List the revisions at which the history forks, and what follows each.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  cargo db branches
  cargo db branches --verbose    with files and parents")]
pub struct Branches {
    /// Show each revision's file, parents and labels.
    #[arg(short, long)]
    verbose: bool,
}

impl Branches {
    pub fn run(&self, project: &Project<'_>) -> Result<Outcome, Error> {
        let graph = project.graph()?;
        let points = graph.branch_points().into_iter();
        Ok(Report::Revisions(Revisions {
            revisions: points.map(|node| project.facts(&graph, node)).collect(),
            layout: if self.verbose {
                Layout::Paragraphs
            } else {
                Layout::Forks
            },
        })
        .into())
    }
}
