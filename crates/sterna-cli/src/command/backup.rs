//! `backup`: copies the database while it is in use.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::Args;
use sea_orm::DatabaseConnection;

use crate::database::Opening;
use crate::error::Error;
use crate::precaution;
use crate::project::Project;
use crate::report::{BackedUp, Outcome, Report};

/// Copy the database while it is in use, and check the copy.
///
/// The copy is one moment of the database, what is only in its -wal file included. It is called
/// after the time in UTC and the revision: content.20261121T101502Z.9c41d0be3f2a.db.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  cargo db backup                      into `backups` of sterna.toml, or beside the database
  cargo db backup --to /mnt/backups
  cargo db backup --keep 7             delete older ones of this database")]
pub struct Backup {
    /// The folder of the backups; it is made where it is missing.
    #[arg(long, value_name = "DIR")]
    to: Option<PathBuf>,
    /// Keep this many of this database's backups in the folder, the newest; at least 1. Those that
    /// commands took of their own accord (`-auto`) neither count nor go.
    #[arg(long, value_name = "N")]
    keep: Option<NonZeroUsize>,
}

impl Backup {
    pub async fn run(&self, project: &Project<'_>) -> Result<Outcome, Error> {
        precaution::existing_file(project)?;
        let mut backups = precaution::backups(project, self.to.as_deref())?;
        if let Some(newest) = self.keep {
            backups = backups.keep(newest);
        }
        let take = async |db: &DatabaseConnection| precaution::take(project, db, &backups).await;
        let backup = project.on_database(Opening::Read, take).await?;
        Ok(Outcome {
            warnings: precaution::stuck(project, &backup),
            ..Report::BackedUp(BackedUp::new(project, &backup)?).into()
        })
    }
}
