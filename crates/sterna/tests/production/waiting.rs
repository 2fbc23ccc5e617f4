//! Waiting for another process that migrates.

use std::time::Duration;

use sterna::Error;

use crate::support::{FIRST, Scratch, connect, older_revisions, revisions};

#[tokio::test]
async fn waiting_ends_when_the_database_is_at_head() {
    let scratch = Scratch::new();
    let db = scratch.notes("content.db", &[]).await;
    let other = connect(&scratch.path("content.db")).await;
    let migrating = async {
        tokio::time::sleep(Duration::from_millis(400)).await;
        revisions().upgrade(&other, "head").await.unwrap();
    };
    let program = revisions();
    let waiting = program.wait_until_current(&db, Duration::from_secs(60));
    let (waited, ()) = tokio::join!(waiting, migrating);
    waited.unwrap();
    revisions().ensure_current(&db).await.unwrap();
}

#[tokio::test]
async fn waiting_ends_with_the_time_and_at_once_where_it_is_hopeless() {
    let scratch = Scratch::new();
    let db = scratch.notes("content.db", &[]).await;
    let late = revisions()
        .wait_until_current(&db, Duration::from_millis(300))
        .await;
    let error = late.unwrap_err();
    let words = error.to_string();
    let expected = format!("Database schema mismatch. Current: {FIRST}, head: bbbb00000002");
    assert_eq!(words, expected);
    assert!(error.help().unwrap().contains("`cargo db upgrade head`"));
    revisions().upgrade(&db, "head").await.unwrap();
    // It would be a day.
    let never = older_revisions()
        .wait_until_current(&db, Duration::from_secs(86_400))
        .await;
    assert!(matches!(never, Err(Error::Mismatch { .. })));
}
