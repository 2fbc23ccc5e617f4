//! The way back, which never loses what others wrote.
//!
//! 1. Nobody else has written since before the backup, and nobody has the database open: the file
//!    from before takes its place. Every row, also of what the upgrade dropped, is as it was.
//! 2. Somebody has written, or has it open: a downgrade, in one transaction, if the upgrade
//!    destroyed nothing that only the backup has. Rows of others stay; what the schema of before
//!    has no room for is in a second backup.
//! 3. Else the database stays upgraded, and a person decides.

use std::fs;
use std::path::Path;

use sea_orm::DatabaseConnection;
use sterna::backup::Loss;
use sterna::restore::{Claim, Watch, holders};
use sterna::{Backup, BackupError};

use crate::database::Opening;
use crate::error::Error;
use crate::precaution::{self, shown};
use crate::project::Project;
use crate::report::{Reason, Undone};

/// What is known from before the upgrade.
pub struct Before {
    /// Whether there was a database.
    pub existed: bool,
    /// The applied heads.
    pub heads: Vec<String>,
    /// How many rows referred to one that was not there.
    pub broken: i64,
    /// What the upgrade destroys.
    pub losses: Vec<Loss>,
    /// Whether an upgrade failed half way, outside of a transaction.
    pub half_done: bool,
    /// The copy, where something was to be done.
    pub backup: Option<Backup>,
    /// Who has written since.
    pub watch: Watch,
}

/// Takes the database back.
///
/// # Errors
///
/// It stays as it is, and what a person should do.
pub async fn undo(
    project: &Project<'_>,
    claim: &Claim,
    db: &DatabaseConnection,
    before: Before,
) -> Result<Undone, Reason> {
    if !before.existed {
        return undo_creation(claim, before.watch).await;
    }
    let now = project.revisions.current(db).await;
    let now = now.map_err(|error| reason(&error.into(), project, before.backup.as_ref()))?;
    if now.ids() == before.heads && !before.half_done {
        // A copy of what is still there would only fill the disk. Whoever can delete it, does.
        drop(before.backup.map(|backup| fs::remove_file(backup.path)));
        return Ok(Undone::Nothing);
    }
    let Some(backup) = &before.backup else {
        // Where a revision was pending there is one.
        return Ok(Undone::Nothing);
    };
    let error = match backup
        .put_back(&project.revisions, claim, before.watch)
        .await
    {
        Ok(restored) => {
            let replaced = restored.replaced.map(|path| shown(project, &path));
            return Ok(Undone::Restored {
                from: shown(project, &backup.path),
                replaced,
            });
        }
        Err(error) => error,
    };
    let may_downgrade = !before.half_done
        && matches!(
            error,
            BackupError::Written { .. } | BackupError::InUse { .. } | BackupError::Busy { .. }
        );
    match (
        may_downgrade,
        before.losses.as_slice(),
        before.heads.as_slice(),
    ) {
        (true, [], [] | [_]) => {
            let target = before.heads.first().map_or("base", String::as_str);
            let downgraded = downgrade(project, target, &before.heads).await;
            downgraded.map_err(|error| reason(&error, project, Some(backup)))
        }
        (true, [loss, ..], _) => Err(reason(&error.into(), project, Some(backup)).since(loss)),
        _ => Err(reason(&error.into(), project, Some(backup))),
    }
}

/// A database that was not there before is removed, unless somebody has begun to use it.
async fn undo_creation(claim: &Claim, watch: Watch) -> Result<Undone, Reason> {
    let others = watch.others_wrote().await.unwrap_or(true);
    // Only then nobody writes it any longer.
    drop(watch.database().clone().close().await);
    let open = holders(claim.database()).known;
    let who = match open.as_slice() {
        [] if others => "another process has written to it".to_owned(),
        [] => {
            remove(claim.database());
            return Ok(Undone::Removed);
        }
        [first, ..] => format!("it is open in {first}"),
    };
    Err(Reason {
        message: format!("the new database stays where it is: {who}"),
        help: Some("stop what uses it, then delete it or deploy again".to_owned()),
    })
}

/// Removes a database that nobody has open.
pub fn remove(database: &Path) {
    for end in ["", "-wal", "-shm", "-journal"] {
        let mut path = database.as_os_str().to_owned();
        path.push(end);
        // Most of them are not there.
        drop(fs::remove_file(path));
    }
}

async fn downgrade(project: &Project<'_>, target: &str, heads: &[String]) -> Result<Undone, Error> {
    let work = async |db: &DatabaseConnection| {
        let losses = project
            .revisions
            .runner(db)
            .downgrade_losses(target)
            .await?;
        let mut backup = None;
        if !losses.is_empty() {
            // Not an automatic one, which would go some day: nothing else has what others wrote.
            let backups = precaution::backups(project, None)?;
            backup = Some(precaution::take(project, db, &backups).await?);
        }
        let done = project.runner(db).downgrade(target).await?;
        let expected = heads.to_vec();
        if done.to != expected {
            let found = done.to;
            return Err(sterna::Error::Moved { expected, found }.into());
        }
        Ok(Undone::Downgraded {
            backup: backup.map(|backup| shown(project, &backup.path)),
        })
    };
    project.on_database(Opening::Write, work).await
}

fn reason(error: &Error, project: &Project<'_>, backup: Option<&Backup>) -> Reason {
    let back = |backup: &Backup| {
        let path = shown(project, &backup.path);
        format!(
            "the database stays upgraded: mend what fails and deploy again; or stop what uses it \
             and `cargo db restore {path}`, which lacks what was written since"
        )
    };
    let reason = Reason::of(error);
    Reason {
        help: backup.map(back).or(reason.help),
        ..reason
    }
}
