//! Revisions that ask to run outside of a transaction.

use sterna::prelude::*;

use crate::support::*;

fn create(op: &mut Operations) {
    op.create_table(table("posts").column(pk_auto("id")));
}

fn vacuum(op: &mut Operations) {
    op.execute("PRAGMA auto_vacuum = FULL");
    op.execute("VACUUM");
}

fn half(op: &mut Operations) {
    op.execute("CREATE TABLE half (id INTEGER)");
    op.execute("INSERT INTO nowhere VALUES (1)");
}

const CREATE: Revision = revision("create", create, nothing);
const VACUUM: Revision = Revision {
    transaction: Transaction::Outside,
    ..revision("vacuum", vacuum, nothing)
};
const AFTER: Revision = revision("after", |op| op.drop_table("posts"), nothing);

#[tokio::test]
async fn an_outside_revision_runs_between_two_transactions() {
    let scratch = Scratch::new();
    let db = scratch.connect().await;
    let report = project(&[CREATE, VACUUM, AFTER])
        .upgrade(&db, "head")
        .await
        .unwrap();
    assert_eq!(report.steps.len(), 3);
    assert_eq!(
        rows(
            &db,
            "SELECT CAST(auto_vacuum AS TEXT) FROM pragma_auto_vacuum"
        )
        .await,
        ["1"]
    );
    assert_eq!(
        rows(&db, "SELECT revision FROM sterna_history").await,
        ["create", "vacuum", "after"]
    );
}

#[tokio::test]
async fn inside_of_one_sqlite_refuses_it() {
    let scratch = Scratch::new();
    let db = scratch.connect().await;
    let inside = Revision {
        transaction: Transaction::Inside,
        ..VACUUM
    };
    let error = project(&[CREATE, inside])
        .upgrade(&db, "head")
        .await
        .unwrap_err();
    assert!(
        error
            .to_string()
            .contains("cannot VACUUM from within a transaction"),
        "{error}"
    );
    assert!(tables(&db).await.is_empty());
}

#[tokio::test]
async fn when_it_fails_what_was_before_stays_and_the_error_says_so() {
    let scratch = Scratch::new();
    let db = scratch.connect().await;
    let outside = Revision {
        transaction: Transaction::Outside,
        ..revision("half", half, nothing)
    };
    let error = project(&[CREATE, outside])
        .upgrade(&db, "head")
        .await
        .unwrap_err();
    assert!(
        error.help().unwrap().contains("stays"),
        "{:?}",
        error.help()
    );
    assert_eq!(tables(&db).await, ["half", "posts"]);
    assert_eq!(
        rows(&db, "SELECT version_num FROM sterna_version").await,
        ["create"]
    );
}
