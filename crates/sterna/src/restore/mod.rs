//! A copy takes the place of a database, in one rename: at every moment the name stands for the
//! old file or for the new one, each whole.
//!
//! | file | question |
//! |---|---|
//! | `claim` | is somebody else deploying or restoring, and was somebody killed while he did? |
//! | `holders` | which processes have the file open? |
//! | `held` | how is the old file kept from being used meanwhile? |
//! | `watch` | has anybody else written since the copy was made? |
//!
//! A new file must never meet the `-wal` file of an old one: SQLite would play it into the new
//! file. Therefore the old database leaves WAL mode first, which folds that file in and deletes
//! it, and which SQLite refuses while another connection is open
//! (<https://www.sqlite.org/wal.html#activating_and_configuring_wal_mode>).

mod claim;
mod held;
mod holders;
mod watch;

use std::fs;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::time::Duration;

pub use claim::{Claim, interrupted};
pub use holders::{Holder, Holders, holders};
pub use watch::Watch;

use crate::backup::copy::{self, Copied, unusable};
use crate::backup::name::kept_beside;
use crate::backup::partial::{self, Partial};
use crate::backup::{Backup, BackupError};
use crate::revisions::Revisions;
use held::{Held, beside};

/// What a person replaced is called so and a time; it may hold what is nowhere else.
const REPLACED: &str = ".replaced-";

/// What a deploy took back is called so and a time; nobody but the deploy had written to it.
const UNDONE: &str = ".undone-";

/// A database that was put in place.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Restored {
    /// The database.
    pub database: PathBuf,
    /// The applied heads that it has now.
    pub heads: Vec<String>,
    /// Where the replaced file is now, called `.replaced-` and the time, or `.undone-` where a
    /// deploy took it back; `None` where there was none.
    pub replaced: Option<PathBuf>,
    /// Whether the replaced file was so damaged that SQLite could not lock it.
    pub was_damaged: bool,
    /// Processes that opened the replaced file in the last moment, and must be started again.
    pub opened_meanwhile: Vec<Holder>,
}

impl Revisions {
    /// Puts a copy in the place of a database. The replaced file stays beside it under a name
    /// with the time. The copy stays where it is, and may be any database, also one in use.
    ///
    /// # Errors
    ///
    /// The copy is damaged or is at a revision that is not here, another process has the database
    /// open, or a folder cannot be written. The database is then as it was.
    pub async fn restore(&self, copy: &Path, database: &Path) -> Result<Restored, BackupError> {
        let claim = Claim::take(database, Duration::ZERO).await?;
        claim.note(&interrupted_words(copy, claim.database()))?;
        let restored = put_in_place(self, copy, claim.database(), None, REPLACED).await;
        match &restored {
            Ok(_) => claim.release(),
            Err(_) => claim.hand_back(),
        }
        restored
    }
}

/// What a person should know whose restore was killed.
fn interrupted_words(copy: &Path, database: &Path) -> String {
    format!(
        "a restore of {} was killed: it is whole, either as it was or as {} is; run the restore \
         again to be sure",
        database.display(),
        copy.display()
    )
}

impl Backup {
    /// Puts this backup in the place of the database, for one who has claimed that and has
    /// watched the database since before the backup. Nothing that others wrote is lost.
    ///
    /// # Errors
    ///
    /// [`BackupError::Written`] where others wrote, which is asked once more when nobody can write
    /// any longer; else as those of [`Revisions::restore`]. The database is then as it was.
    pub async fn put_back(
        &self,
        revisions: &Revisions,
        claim: &Claim,
        watch: Watch,
    ) -> Result<Restored, BackupError> {
        let (copy, watch) = (&self.path, Some(watch));
        put_in_place(revisions, copy, claim.database(), watch, UNDONE).await
    }
}

/// What [`Revisions::restore`] has replaced and nobody has deleted, oldest first. Nothing here
/// deletes it: it may hold what was written since the copy.
pub fn replaced(database: &Path) -> Vec<PathBuf> {
    kept_beside(database, REPLACED)
}

/// Deletes what [`Backup::put_back`] has taken back, but for the newest, and says what it deleted.
pub fn remove_undone(database: &Path, keep: NonZeroUsize) -> Vec<PathBuf> {
    let mut found = kept_beside(database, UNDONE);
    found.truncate(found.len().saturating_sub(keep.get()));
    for path in &found {
        partial::remove(path);
    }
    found.retain(|path| !path.exists());
    found
}

async fn put_in_place(
    revisions: &Revisions,
    copy: &Path,
    database: &Path,
    watch: Option<Watch>,
    word: &str,
) -> Result<Restored, BackupError> {
    let new = Incoming::read(revisions, copy, database).await?;
    if !database.exists() {
        new.file.publish(database)?;
        return Ok(Restored {
            database: database.to_owned(),
            heads: new.heads,
            replaced: None,
            was_damaged: false,
            opened_meanwhile: Vec::new(),
        });
    }
    new.file.take_after(database)?;
    let held = Held::take(database, watch).await?;
    let replaced = free_name(database, word, &new.now);
    let kept = match held.keep(&replaced).await {
        Ok(()) => new.file.publish(database),
        Err(error) => Err(error),
    };
    let was_damaged = held.is_damaged();
    held.release(&replaced, kept.is_ok()).await;
    kept?;
    Ok(Restored {
        database: database.to_owned(),
        heads: new.heads,
        opened_meanwhile: holders(&replaced).known,
        replaced: Some(replaced),
        was_damaged,
    })
}

/// A name that no file has; whoever has the claim is alone in looking for one.
fn free_name(database: &Path, word: &str, now: &str) -> PathBuf {
    let first = beside(database, &format!("{word}{now}"));
    let later = (2..).map(|number| beside(&first, &format!("-{number}")));
    let mut names = std::iter::once(first.clone()).chain(later);
    let free = names.find(|name| !name.exists());
    free.expect("numbers do not end")
}

/// SQLite takes a file without a byte, and `/dev/null`, for an empty database: what is left of a
/// copy that had no room must not replace rows.
fn refuse_nothing(copy: &Path) -> Result<(), BackupError> {
    let found = fs::metadata(copy).map_err(BackupError::io("looking at", copy))?;
    if found.is_file() && found.len() > 0 {
        return Ok(());
    }
    let path = copy.to_owned();
    Err(BackupError::NoDatabase { path })
}

/// The new file, beside the database.
struct Incoming {
    file: Partial,
    heads: Vec<String>,
    now: String,
}

impl Incoming {
    async fn read(
        revisions: &Revisions,
        copy: &Path,
        database: &Path,
    ) -> Result<Self, BackupError> {
        let copy = fs::canonicalize(copy).map_err(BackupError::io("looking for", copy))?;
        if copy == database {
            return Err(BackupError::Itself { path: copy });
        }
        refuse_nothing(&copy)?;
        let db = copy::open(&copy).await;
        let db = db.map_err(|error| unusable(&copy, error))?;
        let read = Self::read_from(revisions, &db, &copy, database).await;
        // It was only read.
        drop(db.close().await);
        read
    }

    async fn read_from(
        revisions: &Revisions,
        db: &sea_orm::DatabaseConnection,
        copy: &Path,
        database: &Path,
    ) -> Result<Self, BackupError> {
        let Copied { unknown, .. } = copy::look_into(revisions, db, copy).await?;
        if !unknown.is_empty() {
            let path = copy.to_owned();
            return Err(BackupError::UnknownRevision { path, unknown });
        }
        let is_wal = copy::Original::of(db).await?.is_wal;
        let path = beside(database, claim::RESTORING);
        // Whoever has the claim knows that nobody is writing it any longer.
        partial::remove(&path);
        let file = Partial::create(path)?;
        copy::fill(db, file.path(), is_wal).await?;
        let Copied { heads, .. } = copy::checked(revisions, file.path()).await?;
        file.take_after(copy)?;
        Ok(Self {
            file,
            heads,
            now: copy::now(db, "+0 days").await?,
        })
    }
}
