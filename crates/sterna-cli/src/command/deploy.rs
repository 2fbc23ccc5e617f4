//! `deploy`: backup, upgrade, verification, and the way back, as one command.

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

use crate::deploy::{self, Check, Order};
use crate::error::Error;
use crate::project::Project;
use crate::report::Outcome;

/// Back up the database, upgrade it to head and verify that; if it does not hold, go back.
///
/// Verified are the revision, the entities, foreign keys, SQLite's quick_check and, where one is
/// given, a command of yours: it sees the new database, named by DATABASE_URL, and fails by its
/// exit code. Exit code 8: the deploy failed and the database is as it was. Exit code 10: it
/// failed, and the database could not be taken back without losing what others wrote.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  cargo db deploy
  cargo db deploy --plan
  cargo db deploy --verify 'curl --fail --silent http://localhost:8000/health'
  cargo db deploy --to /mnt/backups --keep 7 --json")]
pub struct Deploy {
    /// Show what would be done. Changes nothing.
    #[arg(long)]
    plan: bool,
    /// A shell command that succeeds when the application is well, in place of `deploy_verify` in
    /// sterna.toml.
    #[arg(long, value_name = "COMMAND", value_parser = said)]
    verify: Option<String>,
    /// Stop that command after this many seconds; it has failed then.
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    verify_timeout: u64,
    /// Leave out a verification.
    #[arg(long, value_enum, value_name = "CHECK")]
    skip: Vec<Check>,
    /// The folder of the backup.
    #[arg(long, value_name = "DIR")]
    to: Option<PathBuf>,
    /// After a success, keep this many backups of deploys, upgrades and downgrades, in place of
    /// `backup_keep` in sterna.toml; at least 1.
    #[arg(long, value_name = "N")]
    keep: Option<NonZeroUsize>,
}

impl Deploy {
    pub async fn run(&self, project: &Project<'_>) -> Result<Outcome, Error> {
        let command = self.verify.as_ref();
        let order = Order {
            command: command.or(project.settings.deploy_verify.as_ref()).cloned(),
            timeout: Duration::from_secs(self.verify_timeout),
            skip: self.skip.clone(),
            to: self.to.clone(),
            keep: self.keep.or(project.settings.backup_keep),
        };
        match self.plan {
            true => deploy::plan(project, &order).await,
            false => deploy::run(project, &order).await,
        }
    }
}

/// A shell takes nothing for a success: an empty variable of a script must not pass for a check.
fn said(command: &str) -> Result<String, String> {
    match command.trim() {
        "" => Err("there is no command in it".to_owned()),
        _ => Ok(command.to_owned()),
    }
}
