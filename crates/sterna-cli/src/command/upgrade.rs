//! `upgrade`: applies revisions.

use clap::Args;

use crate::error::Error;
use crate::migrate::{self, Mode, Request};
use crate::project::Project;
use crate::report::Outcome;

/// Apply revisions, up to and including the targets.
///
/// All of it is one transaction: either everything is applied, or nothing.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  cargo db upgrade                  everything that is there
  cargo db upgrade +1               the next revision
  cargo db upgrade 9c41             up to that one
  cargo db upgrade --dry-run        what would be done, how and why
  cargo db upgrade --sql            the same as a script for the sqlite3 shell
  cargo db upgrade 1f0a:9c41 --sql  without looking at the database")]
pub struct Upgrade {
    /// Revisions to reach; with --sql also a range FROM:TO.
    #[arg(
        value_name = "TARGETS",
        default_value = "head",
        allow_negative_numbers = true
    )]
    targets: Vec<String>,
    /// How it runs, or that it does not.
    #[command(flatten)]
    mode: Mode,
}

impl Upgrade {
    pub async fn run(&self, project: &Project<'_>) -> Result<Outcome, Error> {
        let targets: Vec<_> = self.targets.iter().map(String::as_str).collect();
        migrate::run(project, Request::Upgrade(&targets), &self.mode).await
    }
}
