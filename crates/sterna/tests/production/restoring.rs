//! A copy takes the place of a database.

use std::fs;
use std::num::NonZeroUsize;
use std::path::Path;
use std::time::Duration;

use sterna::BackupError;
use sterna::restore::{Claim, Watch, interrupted, remove_undone, replaced};

use crate::support::{
    FIRST, Scratch, connect, louder_revisions, older_revisions, revisions, rows, rows_in, run,
};

const TEXTS: &str = "SELECT text FROM notes ORDER BY id";

#[tokio::test]
async fn a_copy_takes_the_place_and_the_old_file_is_kept() {
    for mode in ["DELETE", "WAL", "PERSIST"] {
        let scratch = Scratch::new();
        let path = scratch.path("content.db");
        let db = scratch.notes("content.db", &["before"]).await;
        rows(&db, &format!("PRAGMA journal_mode = {mode}")).await;
        let backup = revisions()
            .backup(&db, scratch.path("backups"))
            .await
            .unwrap();
        run(&db, "UPDATE notes SET text = 'after'").await;
        db.close().await.unwrap();
        let restored = revisions().restore(&backup.path, &path).await.unwrap();
        assert_eq!(restored.heads, [FIRST]);
        assert!(!restored.was_damaged);
        assert_eq!(rows_in(&path, TEXTS).await, ["before"], "{mode}");
        let replaced = restored.replaced.unwrap();
        assert_eq!(rows_in(&replaced, TEXTS).await, ["after"], "{mode}");
        let stored = if mode == "WAL" { "wal" } else { "delete" };
        for file in [&path, &replaced] {
            assert_eq!(rows_in(file, "PRAGMA journal_mode").await, [stored]);
        }
        let names = scratch.names("");
        assert_eq!(names.len(), 3, "{mode}: {names:?}");
        assert!(backup.path.exists());
    }
}

/// What a process that was killed left in its `-wal` file belongs to the old database.
#[tokio::test]
async fn the_wal_file_of_a_killed_process_goes_with_the_old_file() {
    let scratch = Scratch::new();
    let path = scratch.path("content.db");
    let db = scratch.notes("content.db", &["before"]).await;
    let backup = revisions()
        .backup(&db, scratch.path("backups"))
        .await
        .unwrap();
    run(
        &db,
        "PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0",
    )
    .await;
    run(&db, "UPDATE notes SET text = 'in the wal'").await;
    let left = ["content.db", "content.db-wal"];
    let elsewhere = Scratch::new();
    for name in left {
        fs::copy(scratch.path(name), elsewhere.path(name)).unwrap();
    }
    db.close().await.unwrap();
    for name in left {
        fs::copy(elsewhere.path(name), scratch.path(name)).unwrap();
    }
    let restored = revisions().restore(&backup.path, &path).await.unwrap();
    assert_eq!(rows_in(&path, TEXTS).await, ["before"]);
    let replaced = restored.replaced.unwrap();
    assert_eq!(rows_in(&replaced, TEXTS).await, ["in the wal"]);
}

#[tokio::test]
async fn a_damaged_database_is_replaced_and_kept_byte_by_byte() {
    let scratch = Scratch::new();
    let path = scratch.path("content.db");
    let db = scratch.notes("content.db", &["before"]).await;
    let backup = revisions()
        .backup(&db, scratch.path("backups"))
        .await
        .unwrap();
    db.close().await.unwrap();
    let rubbish = "not a database any longer. ".repeat(400);
    fs::write(&path, &rubbish).unwrap();
    fs::write(scratch.path("content.db-wal"), "its wal").unwrap();
    let restored = revisions().restore(&backup.path, &path).await.unwrap();
    assert!(restored.was_damaged);
    assert_eq!(rows_in(&path, TEXTS).await, ["before"]);
    let replaced = restored.replaced.unwrap();
    assert_eq!(fs::read_to_string(&replaced).unwrap(), rubbish);
    let wal = format!("{}-wal", replaced.display());
    assert_eq!(fs::read_to_string(wal).unwrap(), "its wal");
    assert!(!scratch.path("content.db-wal").exists());
}

#[tokio::test]
async fn a_database_that_is_not_there_is_made() {
    let scratch = Scratch::new();
    let db = scratch.notes("content.db", &["before"]).await;
    let backup = revisions()
        .backup(&db, scratch.path("backups"))
        .await
        .unwrap();
    let elsewhere = scratch.path("elsewhere.db");
    let restored = revisions().restore(&backup.path, &elsewhere).await.unwrap();
    assert_eq!(restored.replaced, None);
    assert_eq!(rows_in(&elsewhere, TEXTS).await, ["before"]);
    assert!(
        revisions()
            .restore(&backup.path, &scratch.path("no/folder.db"))
            .await
            .is_err()
    );
}

#[cfg(unix)]
#[tokio::test]
async fn a_link_stays_a_link() {
    let scratch = Scratch::new();
    let db = scratch.notes("real.db", &["before"]).await;
    let backup = revisions()
        .backup(&db, scratch.path("backups"))
        .await
        .unwrap();
    run(&db, "UPDATE notes SET text = 'after'").await;
    db.close().await.unwrap();
    std::os::unix::fs::symlink("real.db", scratch.path("content.db")).unwrap();
    let restored = revisions()
        .restore(&backup.path, &scratch.path("content.db"))
        .await
        .unwrap();
    assert_eq!(
        restored.database,
        fs::canonicalize(scratch.path("real.db")).unwrap()
    );
    assert!(scratch.path("content.db").is_symlink());
    assert_eq!(rows_in(&scratch.path("real.db"), TEXTS).await, ["before"]);
}

#[tokio::test]
async fn what_is_no_good_copy_changes_nothing() {
    let scratch = Scratch::new();
    let path = scratch.path("content.db");
    let db = scratch.notes("content.db", &["before"]).await;
    let newer = scratch.notes("newer.db", &["newer"]).await;
    revisions().upgrade(&newer, "head").await.unwrap();
    newer.close().await.unwrap();
    db.close().await.unwrap();
    fs::write(
        scratch.path("rubbish.db"),
        "not a database at all. ".repeat(400),
    )
    .unwrap();
    let restore = async |name: &str| {
        older_revisions()
            .restore(&scratch.path(name), &path)
            .await
            .unwrap_err()
    };
    let before = fs::read(&path).unwrap();
    assert!(matches!(
        restore("rubbish.db").await,
        BackupError::Unusable { .. }
    ));
    assert!(matches!(
        restore("missing.db").await,
        BackupError::File { .. }
    ));
    assert!(matches!(
        restore("newer.db").await,
        BackupError::UnknownRevision { .. }
    ));
    assert!(matches!(
        restore("content.db").await,
        BackupError::Itself { .. }
    ));
    assert_eq!(fs::read(&path).unwrap(), before);
    assert_eq!(scratch.names(""), ["content.db", "newer.db", "rubbish.db"]);
}

/// This process is left out of those that have the file open, so it is SQLite that refuses.
/// SQLite would take both for an empty database.
#[tokio::test]
async fn nothing_takes_no_place() {
    let scratch = Scratch::new();
    let path = scratch.path("content.db");
    let db = scratch.notes("content.db", &["kept"]).await;
    db.close().await.unwrap();
    let empty = scratch.path("empty.db");
    fs::write(&empty, "").unwrap();
    for copy in [empty.as_path(), Path::new("/dev/null")] {
        let error = revisions().restore(copy, &path).await.unwrap_err();
        let refused = matches!(
            error,
            BackupError::NoDatabase { .. } | BackupError::File { .. }
        );
        assert!(refused, "{error}");
        assert_eq!(rows_in(&path, TEXTS).await, ["kept"]);
    }
    assert_eq!(scratch.names(""), ["content.db", "empty.db"]);
}

#[tokio::test]
async fn a_database_in_use_is_not_replaced() {
    for mode in ["DELETE", "WAL"] {
        let scratch = Scratch::new();
        let path = scratch.path("content.db");
        let db = scratch.notes("content.db", &["before"]).await;
        rows(&db, &format!("PRAGMA journal_mode = {mode}")).await;
        let backup = revisions()
            .backup(&db, scratch.path("backups"))
            .await
            .unwrap();
        run(&db, "BEGIN").await;
        rows(&db, TEXTS).await;
        let error = revisions().restore(&backup.path, &path).await.unwrap_err();
        assert!(matches!(error, BackupError::Busy { .. }), "{mode}: {error}");
        run(&db, "COMMIT; INSERT INTO notes (text) VALUES ('later')").await;
        db.close().await.unwrap();
        assert_eq!(rows_in(&path, TEXTS).await, ["before", "later"]);
        assert_eq!(
            rows_in(&path, "PRAGMA journal_mode").await,
            [mode.to_lowercase()]
        );
        assert_eq!(scratch.names(""), ["backups", "content.db"], "{mode}");
    }
}

#[tokio::test]
async fn one_process_at_a_time_and_a_killed_one_leaves_word() {
    let scratch = Scratch::new();
    let path = scratch.path("content.db");
    let claim = Claim::take(&path, Duration::ZERO).await.unwrap();
    let error = Claim::take(&path, Duration::from_millis(150))
        .await
        .unwrap_err();
    assert!(matches!(error, BackupError::Claimed { .. }), "{error}");
    claim.note("restoring x").unwrap();
    assert_eq!(interrupted(&path), None, "it is still running");
    claim.release();
    assert_eq!(interrupted(&path), None);
    assert!(scratch.names("").is_empty());
    fs::write(scratch.path("content.db-sterna"), "restoring x").unwrap();
    assert_eq!(interrupted(&path).as_deref(), Some("restoring x"));
    let claim = Claim::take(&path, Duration::ZERO).await.unwrap();
    assert_eq!(claim.left_behind(), Some("restoring x"));
    drop(claim);
    assert_eq!(interrupted(&path), None);
}

/// Only what others commit counts: not what they read, nor what this connection does.
#[tokio::test]
async fn a_watch_counts_what_others_commit() {
    for mode in ["DELETE", "WAL"] {
        let scratch = Scratch::new();
        let db = scratch.notes("content.db", &["one"]).await;
        rows(&db, &format!("PRAGMA journal_mode = {mode}")).await;
        let watch = Watch::begin(&db).await.unwrap();
        louder_revisions().upgrade(&db, "head").await.unwrap();
        assert!(
            !watch.others_wrote().await.unwrap(),
            "{mode}: an upgrade with SQL"
        );
        let other = connect(&scratch.path("content.db")).await;
        rows(&other, TEXTS).await;
        assert!(!watch.others_wrote().await.unwrap(), "{mode}: a reader");
        run(&other, "UPDATE notes SET text = ''").await;
        assert!(watch.others_wrote().await.unwrap(), "{mode}");
        db.close().await.unwrap();
    }
}

/// Puts a backup back while the connection that made the changes still watches.
async fn put_back(path: &Path, mode: &str, between: impl AsyncFnOnce()) -> Result<(), BackupError> {
    let folder = path.parent().unwrap();
    let db = connect(path).await;
    rows(&db, &format!("PRAGMA journal_mode = {mode}")).await;
    let watch = Watch::begin(&db).await?;
    let backup = revisions().backup(&db, folder.join("backups")).await?;
    revisions().upgrade(&db, "head").await.unwrap();
    assert!(!watch.others_wrote().await?, "its own changes do not count");
    between().await;
    let claim = Claim::take(path, Duration::ZERO).await?;
    let restored = backup.put_back(&revisions(), &claim, watch).await;
    restored.map(drop)
}

/// What a person replaced may hold what is nowhere else; what a deploy took back does not.
#[tokio::test]
async fn undone_files_can_go_and_replaced_ones_stay() {
    let scratch = Scratch::new();
    let path = scratch.path("content.db");
    let db = scratch.notes("content.db", &["before"]).await;
    db.close().await.unwrap();
    for _ in 0..3 {
        put_back(&path, "WAL", async || ()).await.unwrap();
    }
    let copy = scratch.names("backups").remove(0);
    let copy = scratch.path("backups").join(copy);
    let kept = revisions().restore(&copy, &path).await.unwrap().replaced;
    let others = [
        "content.db.undone-",
        "content.db.undone-20200101T000000Z.db",
        "other.db.undone-20200101T000000Z",
        "content.db.replaced-20200101T000000Z",
    ];
    for name in others {
        fs::write(scratch.path(name), "other").unwrap();
    }
    assert_eq!(
        replaced(&path),
        [scratch.path(others[3]), kept.expect("a replaced file")]
    );
    let undone = || {
        let mut names = scratch.names("");
        names.retain(|name| name.starts_with("content.db.undone-2"));
        names.retain(|name| !others.contains(&name.as_str()));
        names
    };
    let before = undone();
    assert_eq!(before.len(), 3);
    let one = NonZeroUsize::new(1).unwrap();
    assert_eq!(remove_undone(&path, one).len(), 2);
    assert_eq!(undone().len(), 1);
    assert!(before.contains(&undone()[0]));
    assert!(others.iter().all(|name| scratch.path(name).exists()));
    assert_eq!(replaced(&path).len(), 2);
}

#[tokio::test]
async fn what_others_wrote_is_never_replaced() {
    for mode in ["DELETE", "WAL"] {
        let scratch = Scratch::new();
        let path = scratch.path("content.db");
        scratch
            .notes("content.db", &["before"])
            .await
            .close()
            .await
            .unwrap();
        put_back(&path, mode, async || ()).await.unwrap();
        assert_eq!(rows_in(&path, TEXTS).await, ["before"], "{mode}");
        let write = async || {
            let other = connect(&path).await;
            run(&other, "INSERT INTO notes DEFAULT VALUES").await;
            other.close().await.unwrap();
        };
        let error = put_back(&path, mode, write).await.unwrap_err();
        assert!(
            matches!(error, BackupError::Written { .. }),
            "{mode}: {error}"
        );
        assert_eq!(
            rows_in(&path, "SELECT count(*) FROM notes").await,
            ["2"],
            "{mode}"
        );
        assert_eq!(
            rows_in(&path, "PRAGMA journal_mode").await,
            [mode.to_lowercase()]
        );
    }
}
