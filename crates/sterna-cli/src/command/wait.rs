//! `wait`: until another process has migrated.

use std::time::{Duration, Instant};

use clap::Args;
use sea_orm::DatabaseConnection;

use crate::database::{DatabaseError, Opening};
use crate::error::Error;
use crate::project::Project;
use crate::report::{Outcome, Report};

/// Wait until the database is at head: for what starts beside the process that migrates.
///
/// A database that is not there yet is waited for. Exit code 1 when the time is over, and at once
/// where the database is at a revision that this program does not know.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  cargo db wait
  cargo db wait --timeout 300 && exec ./server")]
pub struct Wait {
    /// Wait this many seconds at most.
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    timeout: u64,
}

/// How often is looked for a file.
const PAUSE: Duration = Duration::from_millis(250);

impl Wait {
    pub async fn run(&self, project: &Project<'_>) -> Result<Outcome, Error> {
        let timeout = Duration::from_secs(self.timeout);
        let started = Instant::now();
        loop {
            let left = timeout.saturating_sub(started.elapsed());
            let wait = async |db: &DatabaseConnection| {
                Ok(project.revisions.wait_until_current(db, left).await?)
            };
            match project.on_database(Opening::Read, wait).await {
                Err(Error::Database(
                    DatabaseError::Missing { .. } | DatabaseError::Locked { .. },
                )) if !left.is_zero() => tokio::time::sleep(PAUSE.min(left)).await,
                Err(error) => return Err(error),
                Ok(()) => break,
            }
        }
        let done = format!("{} is at head", project.database_name()?);
        Ok(Report::Done { done }.into())
    }
}
