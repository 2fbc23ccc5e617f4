//! Backups of databases in use.

use std::fs;
use std::num::NonZeroUsize;

use sterna::{BackupError, Backups};

use crate::support::{FIRST, SECOND, Scratch, connect, revisions, rows, rows_in, run};

#[tokio::test]
async fn a_backup_is_named_checked_and_complete() {
    let scratch = Scratch::new();
    let db = scratch.notes("content.db", &["one", "two"]).await;
    let backup = revisions()
        .backup(&db, scratch.path("backups"))
        .await
        .unwrap();
    assert_eq!(backup.heads, [FIRST]);
    let name = backup
        .path
        .file_name()
        .unwrap()
        .to_string_lossy()
        .into_owned();
    let (before, time) = ("content.", "20261121T101502Z");
    assert!(
        name.starts_with(before) && name.ends_with(".aaaa00000001.db"),
        "{name}"
    );
    assert_eq!(name.len(), "content..aaaa00000001.db".len() + time.len());
    assert_eq!(scratch.names("backups"), [name], "and nothing else");
    assert_eq!(
        rows_in(&backup.path, "SELECT text FROM notes").await,
        ["one", "two"]
    );
    assert_eq!(backup.bytes, fs::metadata(&backup.path).unwrap().len());
}

/// What is only in the `-wal` file is in the copy, and the copy is in WAL mode as well.
#[tokio::test]
async fn a_database_in_wal_mode_is_copied_whole() {
    let scratch = Scratch::new();
    let db = scratch.notes("content.db", &[]).await;
    run(
        &db,
        "PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0",
    )
    .await;
    run(&db, "INSERT INTO notes (text) VALUES ('in the wal')").await;
    assert!(fs::metadata(scratch.path("content.db-wal")).unwrap().len() > 0);
    let backup = revisions()
        .backup(&db, scratch.path("backups"))
        .await
        .unwrap();
    assert_eq!(
        rows_in(&backup.path, "SELECT text FROM notes").await,
        ["in the wal"]
    );
    assert_eq!(rows_in(&backup.path, "PRAGMA journal_mode").await, ["wal"]);
    assert_eq!(scratch.names("backups").len(), 1, "no -wal file beside it");
}

/// The manual of VACUUM promises rowids for tables with an INTEGER PRIMARY KEY alone. A search
/// index over another table's rowids would lie if the others were renumbered.
#[tokio::test]
async fn rowids_settings_and_search_indexes_are_kept() {
    let scratch = Scratch::new();
    let db = connect(&scratch.path("content.db")).await;
    run(
        &db,
        "PRAGMA user_version = 7; PRAGMA application_id = 99;
         CREATE TABLE plain (a); CREATE TABLE keyed (a TEXT PRIMARY KEY); CREATE TABLE odd (a UNIQUE, b);
         CREATE TABLE counted (id INTEGER PRIMARY KEY AUTOINCREMENT, a);
         WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50)
         INSERT INTO plain SELECT 'word' || i FROM n;
         INSERT INTO keyed SELECT a FROM plain; INSERT INTO odd SELECT a, a FROM plain;
         INSERT INTO counted (a) SELECT a FROM plain;
         DELETE FROM plain WHERE rowid % 3 = 0; DELETE FROM keyed WHERE rowid % 3 = 1;
         DELETE FROM odd WHERE rowid % 3 = 2; DELETE FROM counted WHERE id > 20;
         CREATE VIRTUAL TABLE found USING fts5 (a, content = 'plain');
         INSERT INTO found (found) VALUES ('rebuild')",
    )
    .await;
    let backup = revisions()
        .backup(&db, scratch.path("backups"))
        .await
        .unwrap();
    for sql in [
        "SELECT group_concat(rowid || a) FROM (SELECT rowid, a FROM plain ORDER BY rowid)",
        "SELECT group_concat(rowid || a) FROM (SELECT rowid, a FROM keyed ORDER BY rowid)",
        "SELECT group_concat(rowid || a) FROM (SELECT rowid, a FROM odd ORDER BY rowid)",
        "SELECT seq FROM sqlite_sequence",
        "SELECT a FROM found WHERE found MATCH 'word50'",
        "PRAGMA user_version",
        "PRAGMA application_id",
        "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name",
    ] {
        let (there, here) = (rows_in(&backup.path, sql).await, rows(&db, sql).await);
        assert_eq!(there, here, "{sql}");
        assert!(!here.is_empty(), "{sql}");
    }
}

/// Every commit adds the next number: a copy with a gap would hold two moments.
#[tokio::test]
async fn a_copy_is_one_moment_of_a_database_that_is_written() {
    let scratch = Scratch::new();
    let db = scratch.notes("content.db", &["one"]).await;
    run(&db, "PRAGMA journal_mode = WAL").await;
    let writer = connect(&scratch.path("content.db")).await;
    let writing = tokio::spawn(async move {
        for _ in 0..3_000 {
            run(&writer, "INSERT INTO notes (text) VALUES ('more')").await;
        }
    });
    let mut counts = Vec::new();
    for _ in 0..5 {
        let backup = revisions()
            .backup(&db, scratch.path("backups"))
            .await
            .unwrap();
        let sql = "SELECT count(*) = max(id) AND count(*) > 0 FROM notes";
        assert_eq!(rows_in(&backup.path, sql).await, ["1"]);
        counts.push(
            rows_in(&backup.path, "SELECT count(*) FROM notes")
                .await
                .remove(0),
        );
    }
    writing.await.unwrap();
    counts.dedup();
    assert!(counts.len() > 1, "nobody wrote meanwhile: {counts:?}");
    assert_eq!(rows(&db, "SELECT count(*) FROM notes").await, ["3001"]);
}

#[tokio::test]
async fn keep_deletes_older_backups_of_the_same_database_and_nothing_else() {
    let scratch = Scratch::new();
    let db = scratch.notes("content.db", &["one"]).await;
    let others = [
        "content.db",
        "content.20200101T000000Z.9c41.old.db",
        "content.20200101T000000Z.9c41.sqlite",
        "mycontent.20200101T000000Z.9c41.db",
        "notes.txt",
    ];
    fs::create_dir(scratch.path("backups")).unwrap();
    let older = [
        "content.20200101T000000Z.9c41.db",
        "content.20200102T000000Z.base.db",
    ];
    for name in others.iter().chain(&older) {
        fs::write(scratch.path("backups").join(name), "old").unwrap();
    }
    let two = Backups::in_folder(scratch.path("backups")).keep(NonZeroUsize::new(2).unwrap());
    let backup = two.take(&revisions(), &db).await.unwrap();
    assert_eq!(backup.removed, [scratch.path("backups").join(older[0])]);
    let first = backup.path;
    let second = two.take(&revisions(), &db).await.unwrap();
    assert_eq!(second.removed, [scratch.path("backups").join(older[1])]);
    let mut left = scratch.names("backups");
    for name in [&first, &second.path] {
        let name = name.file_name().unwrap().to_string_lossy().into_owned();
        left.retain(|left| *left != name);
    }
    let mut others = others;
    others.sort_unstable();
    assert_eq!(left, others, "two in one second have names of their own");
}

/// What a program took of its own accord goes; what a person asked for, what is of another
/// database and what is no backup stays, and the other way round.
#[tokio::test]
async fn keep_tells_automatic_backups_from_those_that_were_asked_for() {
    let scratch = Scratch::new();
    let db = scratch.notes("content.db", &["one"]).await;
    let folder = scratch.path("backups");
    let one = NonZeroUsize::new(1).unwrap();
    let asked = [
        "content.20200101T000000Z.9c41.db",
        "content.20200101T000000Z.auto.db",
        "content.20200102T000000Z-2.9c41-auto.db",
    ];
    let automatic = [
        "content.20200101T000000Z-auto.9c41.db",
        "content.20200101T000000Z-2-auto.base.db",
    ];
    let others = [
        "content.auto.20200101T000000Z-auto.9c41.db",
        "contents.20200101T000000Z-auto.9c41.db",
        "content.20200101T000000Z-auto.9c41.sqlite",
        "content.20200101T000000Z-auto.9c41.db.partial-wal",
        "content.20200101T000000Z-auto.9c41.old.db",
    ];
    fs::create_dir(&folder).unwrap();
    for name in asked.iter().chain(&automatic).chain(&others) {
        fs::write(folder.join(name), "old").unwrap();
    }
    let backups = Backups::in_folder(&folder).automatic();
    let mut backup = backups.take(&revisions(), &db).await.unwrap();
    let name = backup.path.file_name().unwrap().to_string_lossy();
    assert!(name.ends_with("Z-auto.aaaa00000001.db"), "{name}");
    assert!(backup.removed.is_empty(), "nothing says how many are kept");
    backups.remove_older(one, &mut backup);
    assert_eq!(backup.removed, automatic.map(|name| folder.join(name)));
    for name in asked.iter().chain(&others) {
        assert!(folder.join(name).exists(), "{name}");
    }
    let backups = Backups::in_folder(&folder).keep(one);
    let second = backups.take(&revisions(), &db).await.unwrap();
    assert_eq!(second.removed, asked.map(|name| folder.join(name)));
    assert!(backup.path.exists(), "nobody asked for it");
    assert!(others.iter().all(|name| folder.join(name).exists()));
}

/// A clock that was set back makes the new one the oldest.
#[tokio::test]
async fn the_backup_just_taken_stays() {
    let scratch = Scratch::new();
    let db = scratch.notes("content.db", &["one"]).await;
    let folder = scratch.path("backups");
    fs::create_dir(&folder).unwrap();
    let future = folder.join("content.29990101T000000Z-auto.9c41.db");
    fs::write(&future, "later").unwrap();
    let one = NonZeroUsize::new(1).unwrap();
    let backups = Backups::in_folder(&folder).automatic().keep(one);
    let backup = backups.take(&revisions(), &db).await.unwrap();
    assert!(backup.path.exists());
    assert!(future.exists());
}

#[tokio::test]
async fn a_leftover_of_a_killed_backup_goes_after_a_day() {
    let scratch = Scratch::new();
    let db = scratch.notes("content.db", &[]).await;
    fs::create_dir(scratch.path("backups")).unwrap();
    let left = [
        "content.20200101T000000Z.db.partial",
        "content.20200101T000000Z.db.partial-wal",
        "content.20200101T000000Z-auto.db.partial",
        "content.29990101T000000Z.db.partial",
    ];
    for name in left {
        fs::write(scratch.path("backups").join(name), "half").unwrap();
    }
    revisions()
        .backup(&db, scratch.path("backups"))
        .await
        .unwrap();
    let names = scratch.names("backups");
    let old = names.iter().any(|name| name.starts_with("content.2020"));
    assert!(!old, "{names:?}");
    assert!(
        names.contains(&left[3].to_owned()),
        "it may be running: {names:?}"
    );
}

#[tokio::test]
async fn a_backup_that_cannot_be_made_leaves_nothing() {
    let scratch = Scratch::new();
    let db = scratch.notes("content.db", &["one"]).await;
    fs::write(scratch.path("file"), "").unwrap();
    let error = revisions()
        .backup(&db, scratch.path("file"))
        .await
        .unwrap_err();
    assert!(matches!(error, BackupError::File { .. }), "{error}");
    // What the schema forbids is copied as it is; the check finds it.
    run(
        &db,
        "PRAGMA writable_schema = ON;
         UPDATE sqlite_schema SET sql = replace(sql, 'NOT NULL', '') WHERE name = 'notes'",
    )
    .await;
    db.close().await.unwrap();
    let db = connect(&scratch.path("content.db")).await;
    run(
        &db,
        "UPDATE notes SET text = NULL; PRAGMA writable_schema = ON;
         UPDATE sqlite_schema SET sql = 'CREATE TABLE notes (id INTEGER PRIMARY KEY, text NOT NULL)'
         WHERE name = 'notes'",
    )
    .await;
    db.close().await.unwrap();
    let db = connect(&scratch.path("content.db")).await;
    let error = revisions()
        .backup(&db, scratch.path("backups"))
        .await
        .unwrap_err();
    assert!(matches!(error, BackupError::Damaged { .. }), "{error}");
    assert!(scratch.names("backups").is_empty());
    let memory = sea_orm::Database::connect("sqlite::memory:").await.unwrap();
    let error = revisions()
        .backup(&memory, scratch.path("backups"))
        .await
        .unwrap_err();
    assert!(matches!(error, BackupError::InMemory), "{error}");
}

#[tokio::test]
async fn names_that_mean_something_elsewhere_mean_nothing_here() {
    let scratch = Scratch::new();
    let name = "it's; DROP TABLE \"notes\" -- ?mode=memory %20.db";
    let db = scratch.notes(name, &["one"]).await;
    let folder = scratch.path("file:back ups' ?#");
    let backup = revisions().backup(&db, &folder).await.unwrap();
    assert_eq!(backup.path.parent(), Some(folder.as_path()));
    assert_eq!(
        rows_in(&backup.path, "SELECT text FROM notes").await,
        ["one"]
    );
    run(
        &db,
        "DELETE FROM sterna_version; INSERT INTO sterna_version VALUES ('../../x')",
    )
    .await;
    let backup = revisions().backup(&db, &folder).await.unwrap();
    assert_eq!(backup.path.parent(), Some(folder.as_path()));
    assert_eq!(backup.heads, ["../../x"]);
}

#[cfg(unix)]
#[tokio::test]
async fn a_backup_is_read_by_those_who_may_read_the_database() {
    use std::os::unix::fs::PermissionsExt;
    let scratch = Scratch::new();
    let db = scratch.notes("content.db", &[]).await;
    for mode in [0o600, 0o640] {
        fs::set_permissions(scratch.path("content.db"), fs::Permissions::from_mode(mode)).unwrap();
        let backup = revisions()
            .backup(&db, scratch.path("backups"))
            .await
            .unwrap();
        let found = fs::metadata(backup.path).unwrap().permissions().mode();
        assert_eq!(found & 0o777, mode);
    }
}

#[test]
fn what_a_revision_destroys_is_told() {
    let applied = [FIRST.to_owned()];
    let losses = revisions().upgrade_losses(&applied, &["head"]).unwrap();
    let losses: Vec<_> = losses.iter().map(ToString::to_string).collect();
    assert_eq!(losses, [format!("{SECOND} drops the column notes.text")]);
    assert_eq!(revisions().upgrade_losses(&[], &[FIRST]).unwrap(), []);
    assert_eq!(
        revisions()
            .upgrade_losses(&[SECOND.to_owned()], &["head"])
            .unwrap(),
        []
    );
}
