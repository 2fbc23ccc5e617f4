//! A backup before something is lost: whether one is taken, where it goes, and, in `taken`, when
//! it goes again.

mod taken;

use std::path::{Path, PathBuf};

pub use taken::{AfterBackup, Taken, is_half_done};

use clap::Args;
use sea_orm::DatabaseConnection;
use serde::Deserialize;
use sterna::backup::Loss;
use sterna::{Backup, Backups, Event};
use sterna_dialect::sqlite::Catalogue;

use crate::database::DatabaseError;
use crate::error::Error;
use crate::migrate::Request;
use crate::project::Project;

/// When a run begins with a backup; `backup` in `sterna.toml`.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Policy {
    /// Where the revisions destroy something, or may.
    #[default]
    Auto,
    /// Before everything.
    Always,
    /// Not at all.
    Never,
}

/// What the command line says to that.
#[derive(Args, Clone, Copy, Debug)]
pub struct Choice {
    /// Take a backup first, whatever `backup` in sterna.toml says.
    #[arg(long, conflicts_with_all = ["no_backup", "sql", "dry_run"])]
    backup: bool,
    /// Take no backup, though rows or values may be lost.
    #[arg(long)]
    no_backup: bool,
}

impl Choice {
    fn policy(self, setting: Policy) -> Policy {
        match (self.backup, self.no_backup) {
            (true, _) => Policy::Always,
            (_, true) => Policy::Never,
            _ => setting,
        }
    }
}

/// Takes a backup if that is wanted before this run.
///
/// # Errors
///
/// It cannot be taken; nothing was changed.
pub async fn before_run(
    project: &Project<'_>,
    db: &DatabaseConnection,
    request: Request<'_>,
    choice: Choice,
) -> Result<Option<Taken>, Error> {
    let policy = choice.policy(project.settings.backup);
    if policy == Policy::Never || project.settings.address()?.path().is_none() {
        return Ok(None);
    }
    let losses = losses(project, db, request).await?;
    let reason = match (policy, losses.as_slice()) {
        (Policy::Always, _) => String::new(),
        (_, []) => return Ok(None),
        (_, [only]) => format!(", since {only}"),
        (_, [first, rest @ ..]) => format!(", since {first} ({} more)", rest.len()),
    };
    // What was made a moment ago, or holds nothing, is nothing to keep.
    let catalogue = Catalogue::read(db).await;
    let schema = catalogue.map_err(sterna::Error::Unreadable)?;
    if schema.schema().tables.is_empty() {
        return Ok(None);
    }
    let mut backups = backups(project, None)?;
    if !choice.backup {
        backups = backups.automatic();
    }
    Ok(Some(Taken {
        backup: take(project, db, &backups).await?,
        backups,
        is_automatic: !choice.backup,
        reason,
    }))
}

async fn losses(
    project: &Project<'_>,
    db: &DatabaseConnection,
    request: Request<'_>,
) -> Result<Vec<Loss>, Error> {
    let revisions = &project.revisions;
    let applied = revisions.current(db).await?.ids();
    Ok(match request {
        Request::Upgrade(targets) => revisions.upgrade_losses(&applied, targets)?,
        Request::Downgrade(target) => revisions.runner(db).downgrade_losses(target).await?,
    })
}

/// Takes a backup.
///
/// # Errors
///
/// It cannot be taken.
pub async fn take(
    project: &Project<'_>,
    db: &DatabaseConnection,
    backups: &Backups,
) -> Result<Backup, Error> {
    let work = backups.take(&project.revisions, db);
    Ok(told(project, &file(project)?, work).await?)
}

/// Copies a whole file, and tells the observer when that begins and ends.
pub async fn told<T>(project: &Project<'_>, copied: &Path, work: impl Future<Output = T>) -> T {
    let bytes = std::fs::metadata(copied).ok().map(|file| file.len());
    project.observer.observe(&Event::CopyStarted { bytes });
    let done = work.await;
    project.observer.observe(&Event::CopyFinished);
    done
}

/// Where backups go: what the command line says, from the current folder; else `backups` in
/// `sterna.toml`, from the root; else the folder `backups` beside the database, which is on the
/// same disk, and in a container on the same volume.
///
/// # Errors
///
/// No database is named, or none that is a file.
pub fn backups(project: &Project<'_>, to: Option<&Path>) -> Result<Backups, Error> {
    let settings = &project.settings;
    let folder = match (to, &settings.backups, &settings.root) {
        (Some(to), ..) => project.directory.join(to),
        (None, Some(folder), Some(root)) => root.join(folder),
        _ => {
            let database = file(project)?;
            database.parent().unwrap_or(Path::new("")).join("backups")
        }
    };
    Ok(Backups::in_folder(folder))
}

/// What should have been deleted and could not be, a warning each.
pub fn stuck(project: &Project<'_>, backup: &Backup) -> Vec<String> {
    let words = |path: &PathBuf| format!("{} cannot be deleted", shown(project, path));
    backup.stuck.iter().map(words).collect()
}

/// The file of the project's database.
///
/// # Errors
///
/// No database is named, or one in memory.
pub fn file(project: &Project<'_>) -> Result<PathBuf, Error> {
    let address = project.settings.address()?;
    let path = address.path().map(Path::to_owned);
    Ok(path.ok_or(sterna::BackupError::InMemory)?)
}

/// The file of the project's database, which must be there.
///
/// # Errors
///
/// It is not.
pub fn existing_file(project: &Project<'_>) -> Result<PathBuf, Error> {
    let path = file(project)?;
    if path.exists() {
        return Ok(path);
    }
    Err(DatabaseError::Missing { path }.into())
}

/// A path as a person would say it: from the project's root, where it is inside.
pub fn shown(project: &Project<'_>, path: &Path) -> String {
    let root = project.settings.root.as_deref();
    let inside = root.and_then(|root| path.strip_prefix(root).ok());
    inside.unwrap_or(path).to_string_lossy().into_owned()
}
