//! What an observer hears while rows are written.

use std::sync::Mutex;

use sterna::prelude::*;
use sterna::{Event, Revisions};

use crate::support::*;

fn create(op: &mut Operations) {
    for name in ["posts", "drafts"] {
        op.create_table(
            table(name)
                .column(pk_auto("id"))
                .column(string_null("title")),
        );
    }
    op.execute(
        "INSERT INTO posts (title) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 25000) \
         SELECT 'post ' || i FROM n",
    );
}

fn rebuild(op: &mut Operations) {
    op.alter_table("posts", |t| {
        t.add_unique(unique(["title"]));
    });
    op.alter_table("drafts", |t| {
        t.add_unique(unique(["title"]));
    });
    op.execute("UPDATE posts SET title = title || '!'");
}

const CREATE: Revision = revision("aaa1", create, nothing);
const REBUILD: Revision = revision("bbb2", rebuild, nothing);

type Heard = (String, u64, Option<u64>);

async fn heard(revisions: &Revisions, db: &sea_orm::DatabaseConnection) -> Vec<Heard> {
    let heard = Mutex::new(Vec::new());
    let tell = |event: &Event<'_>| {
        if let Event::RowsWritten {
            purpose,
            rows,
            total,
            ..
        } = event
        {
            heard
                .lock()
                .unwrap()
                .push(((*purpose).to_owned(), *rows, *total));
        }
    };
    let runner = revisions.runner(db).observer(&tell);
    runner.upgrade(&["head"]).await.unwrap();
    heard.into_inner().unwrap()
}

#[tokio::test]
async fn rows_are_told_while_they_are_copied_and_written() {
    let scratch = Scratch::new();
    let db = scratch.connect().await;
    project(&[CREATE]).upgrade(&db, "head").await.unwrap();
    let heard = heard(&project(&[CREATE, REBUILD]), &db).await;
    let of = |purpose: &str| -> Vec<_> {
        let of = heard.iter().filter(|(other, ..)| other == purpose);
        of.map(|(_, rows, total)| (*rows, *total)).collect()
    };
    let copied = of("copy the rows of posts");
    assert!(!copied.is_empty(), "{heard:?}");
    for (rows, total) in copied {
        assert!((10_000..=25_000).contains(&rows) && total == Some(25_000));
    }
    let written = of("SQL of the revision");
    assert!(!written.is_empty(), "{heard:?}");
    assert!(written.iter().all(|(_, total)| total.is_none()));
    // A few rows are not worth a word.
    assert!(of("copy the rows of drafts").is_empty());
}

/// A database in memory is gone with its connection.
#[tokio::test]
async fn a_database_in_memory_outlives_a_run_that_is_observed() {
    let db = connect("sqlite::memory:", 1).await;
    assert_eq!(heard(&project(&[CREATE, REBUILD]), &db).await, []);
    assert_eq!(
        rows(&db, "SELECT version_num FROM sterna_version").await,
        ["bbb2"]
    );
}

/// The pool lends a connection of its own again.
#[tokio::test]
async fn the_pool_goes_on_after_a_run_that_is_observed() {
    let scratch = Scratch::new();
    let db = connect(
        &format!("sqlite://{}?mode=rwc", scratch.file().display()),
        1,
    )
    .await;
    heard(&project(&[CREATE]), &db).await;
    heard(&project(&[CREATE, REBUILD]), &db).await;
    assert_eq!(
        rows(&db, "SELECT version_num FROM sterna_version").await,
        ["bbb2"]
    );
}
