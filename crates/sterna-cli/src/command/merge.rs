//! `merge`: joins heads by a revision that changes nothing.

use clap::Args;
use sterna::graph::Graph;

use crate::error::{Error, RequestError};
use crate::new_revision::{Content, Draft, Wish, message, require_built, require_heads};
use crate::project::Project;
use crate::report::{Outcome, Report};

/// Join several heads by a new revision that changes nothing itself.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  cargo db merge                          all heads
  cargo db merge 9c41 d1e2 -m \"both\"")]
pub struct Merge {
    /// The revisions to join.
    #[arg(
        value_name = "REVS",
        default_value = "heads",
        allow_negative_numbers = true
    )]
    revisions: Vec<String>,
    /// What the merge is for, in a few words.
    #[arg(short, long, value_parser = message)]
    message: Option<String>,
    /// The id, in place of twelve random digits.
    #[arg(long, value_name = "ID")]
    rev_id: Option<String>,
    /// A name for the branch that begins here. Repeatable.
    #[arg(long, value_name = "NAME")]
    branch_label: Vec<String>,
    /// Join revisions that are not heads, too.
    #[arg(long)]
    splice: bool,
}

impl Merge {
    pub async fn run(&self, project: &Project<'_>) -> Result<Outcome, Error> {
        require_built(project)?;
        let graph = project.graph()?;
        let revises = self.parents(project, &graph).await?;
        let message = match &self.message {
            Some(message) => message.clone(),
            None => format!("merge {}", revises.join(", ")),
        };
        let wish = Wish {
            id: self.rev_id.as_deref(),
            labels: &self.branch_label,
            ..Wish::default()
        };
        let draft = Draft::new(&graph, revises, &wish)?;
        let written = draft.write(project, Content::empty(&message))?;
        Ok(Report::Written(written).into())
    }

    /// What is to be joined: at least two revisions, each once.
    async fn parents(&self, project: &Project<'_>, graph: &Graph) -> Result<Vec<String>, Error> {
        let mut parents: Vec<String> = Vec::new();
        for name in &self.revisions {
            for node in project.resolve(graph, name).await? {
                if !parents.contains(&node.id) {
                    parents.push(node.id.clone());
                }
            }
        }
        if parents.len() < 2 {
            return Err(RequestError::NothingToMerge { heads: parents }.into());
        }
        require_heads(graph, &parents, self.splice)?;
        Ok(parents)
    }
}
