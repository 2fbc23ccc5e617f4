//! Several at once, locks, cancelling, odd databases.

use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use sterna::prelude::*;
use sterna::{Error, Event};

use crate::support::*;

fn slow(op: &mut Operations) {
    op.create_table(table("posts").column(pk_auto("id")).column(string("title")));
    op.execute(
        "INSERT INTO posts (title) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200000) \
         SELECT 'post ' || i FROM n",
    );
}

fn drop_posts(op: &mut Operations) {
    op.drop_table("posts");
}

fn check_title(t: &mut AlterTable) {
    t.add_check("title <> ''");
    t.alter_column(string("title"), text("title"));
}

fn rebuild(op: &mut Operations) {
    op.alter_table("posts", check_title);
    op.run(async |_| std::future::pending().await);
}

const SLOW: Revision = revision("slow", slow, drop_posts);
const HANGING: Revision = revision("hanging", rebuild, nothing);

#[tokio::test]
async fn of_several_one_works_and_the_others_find_nothing_to_do() {
    let scratch = Scratch::new();
    let mut tasks = Vec::new();
    for _ in 0..4 {
        // A pool each, as processes would have.
        let db = scratch.connect().await;
        let revisions = project(&[SLOW]);
        tasks.push(tokio::spawn(async move {
            revisions.upgrade(&db, "head").await.unwrap()
        }));
    }
    let mut worked = 0;
    for task in tasks {
        worked += task.await.unwrap().steps.len();
    }
    assert_eq!(worked, 1);
    let db = scratch.connect().await;
    assert_eq!(
        rows(&db, "SELECT CAST(count(*) AS TEXT) FROM posts").await,
        ["200000"]
    );
    assert_eq!(
        rows(&db, "SELECT revision FROM sterna_history").await,
        ["slow"]
    );
}

#[tokio::test]
async fn of_several_processes_one_works() {
    let scratch = Scratch::new();
    let start = || {
        Command::new(std::env::current_exe().unwrap())
            .args([
                "--exact",
                "concurrency::one_of_several_processes",
                "--ignored",
            ])
            .env("STERNA_TEST_FILE", scratch.file())
            .stdout(Stdio::null())
            .spawn()
            .unwrap()
    };
    for mut child in [start(), start(), start()] {
        assert!(child.wait().unwrap().success());
    }
    let db = scratch.connect().await;
    assert_eq!(
        rows(&db, "SELECT revision FROM sterna_history").await,
        ["slow"]
    );
}

#[tokio::test]
#[ignore = "is started by `of_several_processes_one_works`"]
async fn one_of_several_processes() {
    let Ok(file) = std::env::var("STERNA_TEST_FILE") else {
        return;
    };
    let db = connect(&format!("sqlite://{file}?mode=rwc"), 1).await;
    project(&[SLOW]).upgrade(&db, "head").await.unwrap();
    project(&[SLOW]).ensure_current(&db).await.unwrap();
}

#[tokio::test]
async fn a_killed_process_leaves_the_database_as_it_was() {
    let scratch = Scratch::new();
    let revisions = project(&[SLOW, HANGING]);
    let db = scratch.connect().await;
    revisions.upgrade(&db, "slow").await.unwrap();
    let before = schema(&db).await;
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "concurrency::one_that_is_killed", "--ignored"])
        .env("STERNA_TEST_FILE", scratch.file())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let mark = scratch.file().with_extension("rebuilt");
    while !mark.exists() {
        tokio::time::sleep(Duration::from_millis(20)).await;
        assert!(child.try_wait().unwrap().is_none(), "it ended by itself");
    }
    child.kill().unwrap();
    child.wait().unwrap();

    let db = scratch.connect().await;
    assert_eq!(rows(&db, "PRAGMA integrity_check").await, ["ok"]);
    assert_eq!(schema(&db).await, before);
    assert_eq!(
        rows(&db, "SELECT CAST(count(*) AS TEXT) FROM posts").await,
        ["200000"]
    );
    let next = project(&[
        SLOW,
        revision(
            "hanging",
            |op| op.alter_table("posts", check_title),
            nothing,
        ),
    ]);
    next.upgrade(&db, "head").await.unwrap();
}

#[tokio::test]
#[ignore = "is started by `a_killed_process_leaves_the_database_as_it_was`"]
async fn one_that_is_killed() {
    let Ok(file) = std::env::var("STERNA_TEST_FILE") else {
        return;
    };
    let db = connect(&format!("sqlite://{file}"), 1).await;
    let observer = |event: &Event<'_>| {
        // The hanging code comes after the rebuild.
        if matches!(event, Event::Statement { sql, .. } if sql.contains("DROP TABLE")) {
            std::fs::write(std::path::Path::new(&file).with_extension("rebuilt"), "").unwrap();
        }
    };
    let revisions = project(&[SLOW, HANGING]);
    revisions
        .runner(&db)
        .observer(&observer)
        .upgrade(&["head"])
        .await
        .unwrap();
}

#[tokio::test]
async fn a_lock_that_is_not_given_up_is_an_error_that_says_so() {
    let scratch = Scratch::new();
    let holder = connect(
        &format!("sqlite://{}?mode=rwc", scratch.file().display()),
        1,
    )
    .await;
    run(&holder, "BEGIN IMMEDIATE").await;
    let db = scratch.connect().await;
    let revisions = project(&[SLOW]).lock_timeout(Duration::from_millis(500));
    let waits = Mutex::new(0);
    let observer = |event: &Event<'_>| {
        if matches!(event, Event::WaitingForLock { .. }) {
            *waits.lock().unwrap() += 1;
        }
    };
    let started = Instant::now();
    let error = revisions
        .runner(&db)
        .observer(&observer)
        .upgrade(&["head"])
        .await
        .unwrap_err();
    assert!(matches!(error, Error::Locked { .. }), "{error:?}");
    assert!(error.help().unwrap().contains("nothing was changed"));
    assert!(
        (450..5_000).contains(&started.elapsed().as_millis()),
        "{:?}",
        started.elapsed()
    );
    assert_eq!(*waits.lock().unwrap(), 1);
    run(&holder, "ROLLBACK").await;
    revisions.upgrade(&db, "head").await.unwrap();
}

#[tokio::test]
async fn who_reads_holds_up_a_commit_and_that_is_told() {
    let scratch = Scratch::new();
    let reader = connect(
        &format!("sqlite://{}?mode=rwc", scratch.file().display()),
        1,
    )
    .await;
    run(&reader, "CREATE TABLE t (a)").await;
    run(&reader, "BEGIN").await;
    run(&reader, "SELECT count(*) FROM t").await;
    let db = scratch.connect().await;
    let revisions = project(&[SLOW]).lock_timeout(Duration::from_millis(500));
    let waits = Mutex::new(0);
    let observer = |event: &Event<'_>| {
        if matches!(event, Event::WaitingForReaders { .. }) {
            *waits.lock().unwrap() += 1;
        }
    };
    let runner = revisions.runner(&db).observer(&observer);
    let error = runner.upgrade(&["head"]).await.unwrap_err();
    assert!(matches!(error, Error::Locked { .. }), "{error:?}");
    assert_eq!(*waits.lock().unwrap(), 1);
    assert!(revisions.current(&db).await.unwrap().applied.is_empty());
    run(&reader, "COMMIT").await;
    runner.upgrade(&["head"]).await.unwrap();
    assert_eq!(*waits.lock().unwrap(), 1, "nobody reads any longer");
}

#[tokio::test]
async fn with_nothing_to_do_no_lock_is_taken() {
    let scratch = Scratch::new();
    let db = scratch.connect().await;
    let revisions = project(&[SLOW]).lock_timeout(Duration::from_millis(100));
    revisions.upgrade(&db, "head").await.unwrap();
    let holder = connect(&format!("sqlite://{}", scratch.file().display()), 1).await;
    run(&holder, "BEGIN IMMEDIATE").await;
    assert!(revisions.upgrade(&db, "head").await.unwrap().is_empty());
    revisions.ensure_current(&db).await.unwrap();
}

#[tokio::test]
async fn a_cancelled_upgrade_leaves_a_clean_pool_and_database() {
    let scratch = Scratch::new();
    let db = connect(
        &format!("sqlite://{}?mode=rwc", scratch.file().display()),
        1,
    )
    .await;
    let revisions = project(&[SLOW, HANGING]);
    revisions.upgrade(&db, "slow").await.unwrap();
    let before = schema(&db).await;

    let upgrade = revisions.upgrade(&db, "head");
    assert!(
        tokio::time::timeout(Duration::from_secs(2), upgrade)
            .await
            .is_err()
    );

    assert_eq!(
        rows(
            &db,
            "SELECT CAST(foreign_keys AS TEXT) FROM pragma_foreign_keys"
        )
        .await,
        ["1"]
    );
    // A transaction that was still open would refuse another one.
    run(&db, "BEGIN IMMEDIATE; ROLLBACK").await;
    assert_eq!(schema(&db).await, before);
    assert_eq!(rows(&db, "PRAGMA integrity_check").await, ["ok"]);
    assert_eq!(
        rows(&db, "SELECT version_num FROM sterna_version").await,
        ["slow"]
    );
}

#[tokio::test]
async fn settings_of_the_connection_are_given_back() {
    fn rebuild(op: &mut Operations) {
        op.alter_table("posts", |t| t.add_check("title <> ''"));
    }
    fn refuse(op: &mut Operations) {
        op.alter_table("posts", |t| t.add_check("title = ''"));
    }
    let scratch = Scratch::new();
    let db = connect(
        &format!("sqlite://{}?mode=rwc", scratch.file().display()),
        1,
    )
    .await;
    run(&db, "PRAGMA busy_timeout = 1234").await;
    let settings =
        "SELECT foreign_keys || ' ' || timeout FROM pragma_foreign_keys, pragma_busy_timeout";
    let found = rows(&db, settings).await;
    let revisions = project(&[
        SLOW,
        revision("rebuild", rebuild, nothing),
        revision("refuse", refuse, nothing),
    ]);
    revisions.upgrade(&db, "rebuild").await.unwrap();
    assert_eq!(rows(&db, settings).await, found);
    let error = revisions.upgrade(&db, "head").await.unwrap_err();
    assert!(error.to_string().contains("200000"), "{error}");
    assert_eq!(rows(&db, settings).await, found);
    run(&db, "PRAGMA foreign_keys = OFF").await;
    revisions.downgrade(&db, "rebuild").await.unwrap();
    assert_eq!(rows(&db, settings).await, ["0 1234"]);
}

#[tokio::test]
async fn a_database_in_memory_with_one_connection_works() {
    let db = connect("sqlite::memory:", 1).await;
    let revisions = project(&[SLOW]);
    revisions.upgrade(&db, "head").await.unwrap();
    revisions.runner(&db).plan_downgrade("base").await.unwrap();
    revisions.ensure_current(&db).await.unwrap();
    revisions.downgrade(&db, "base").await.unwrap();
    assert!(tables(&db).await.is_empty());
}

#[tokio::test]
async fn a_read_only_database_is_read_and_not_written() {
    let scratch = Scratch::new();
    let db = scratch.connect().await;
    project(&[SLOW]).upgrade(&db, "head").await.unwrap();
    let read_only = connect(&format!("sqlite://{}?mode=ro", scratch.file().display()), 1).await;
    project(&[SLOW]).ensure_current(&read_only).await.unwrap();
    assert!(
        project(&[SLOW])
            .upgrade(&read_only, "head")
            .await
            .unwrap()
            .is_empty()
    );
    let more = project(&[
        SLOW,
        revision(
            "more",
            |op| op.create_table(table("kinds").column(pk_auto("id"))),
            nothing,
        ),
    ]);
    let error = more.upgrade(&read_only, "head").await.unwrap_err();
    assert!(matches!(error, Error::ReadOnly { .. }), "{error:?}");
    assert!(error.help().unwrap().contains("mode=ro"));
}

#[tokio::test]
async fn a_run_can_be_spawned() {
    let scratch = Scratch::new();
    let db = scratch.connect().await;
    let task = async move {
        let revisions = project(&[SLOW]);
        let observer = |_: &Event<'_>| {};
        revisions
            .runner(&db)
            .observer(&observer)
            .upgrade(&["head"])
            .await
            .unwrap();
        revisions.runner(&db).plan_downgrade("base").await.unwrap();
        revisions.stamp(&db, &["base"]).await.unwrap();
        revisions.replay("head").await.unwrap();
    };
    tokio::spawn(task).await.unwrap();
}

#[tokio::test]
async fn a_reader_waits_for_a_writer_that_keeps_everybody_out() {
    let scratch = Scratch::new();
    let db = connect(
        &format!("sqlite://{}?mode=rwc", scratch.file().display()),
        1,
    )
    .await;
    let revisions = project(&[SLOW]);
    revisions.upgrade(&db, "head").await.unwrap();
    run(&db, "PRAGMA busy_timeout = 1").await;
    let holder = connect(&format!("sqlite://{}", scratch.file().display()), 1).await;
    // A change that outgrew its cache holds such a lock.
    run(&holder, "BEGIN EXCLUSIVE").await;
    let release = tokio::spawn(async move {
        tokio::time::sleep(Duration::from_millis(700)).await;
        run(&holder, "ROLLBACK").await;
    });
    let started = Instant::now();
    revisions.ensure_current(&db).await.unwrap();
    assert!(
        started.elapsed() > Duration::from_millis(300),
        "{:?}",
        started.elapsed()
    );
    release.await.unwrap();
    assert_eq!(
        rows(&db, "SELECT CAST(timeout AS TEXT) FROM pragma_busy_timeout").await,
        ["1"]
    );
}
