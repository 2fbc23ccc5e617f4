//! `downgrade`: undoes revisions.

use clap::Args;

use crate::error::Error;
use crate::migrate::{self, Mode, Request};
use crate::project::Project;
use crate::report::Outcome;

/// Undo revisions, down to but not including the target.
///
/// All of it is one transaction: either everything is undone, or nothing.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  cargo db downgrade -1                 the revision that was applied last
  cargo db downgrade 1f0a               everything above that one
  cargo db downgrade base               everything
  cargo db downgrade head               in the release before: what a later one applied
  cargo db downgrade -1 --dry-run       what would be done, how and why
  cargo db downgrade 9c41:1f0a --sql    a script, without looking at the database")]
pub struct Downgrade {
    /// The revision to go back to; with --sql also a range FROM:TO.
    #[arg(value_name = "TARGET", allow_negative_numbers = true)]
    target: String,
    /// How it runs, or that it does not.
    #[command(flatten)]
    mode: Mode,
}

impl Downgrade {
    pub async fn run(&self, project: &Project<'_>) -> Result<Outcome, Error> {
        migrate::run(project, Request::Downgrade(&self.target), &self.mode).await
    }
}
