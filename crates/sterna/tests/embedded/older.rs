//! A program that lacks what a later one applied takes it down by what the history keeps.

use sterna::graph::GraphError;
use sterna::prelude::*;
use sterna::report::Warning;
use sterna::{Error, Revisions};

use crate::support::*;

fn create(op: &mut Operations) {
    op.create_table(table("posts").column(pk_auto("id")).column(string("title")));
}

fn drop_posts(op: &mut Operations) {
    op.drop_table("posts");
}

fn grow(op: &mut Operations) {
    op.create_table(table("kinds").column(pk_auto("id")).column(string("name")));
    op.alter_table("posts", |t| {
        t.add_column(string("slug")).backfill("lower(title)");
        t.alter_column(string("title"), string_null("title"));
        t.create_index(unique_index("idx-slug").column("slug"));
        t.add_unique(unique(["title"]).named("one_title"));
    });
}

fn shrink(op: &mut Operations) {
    op.alter_table("posts", |t| {
        t.drop_unique(unique(["title"]).named("one_title"));
        t.drop_index("idx-slug");
        t.alter_column(string_null("title"), string("title"))
            .backfill("slug");
        t.drop_column("slug");
    });
    op.bulk_insert("posts", ["title"], [["it's down".into()]]);
    op.execute("UPDATE posts SET title = title || '!'");
    op.drop_table("kinds");
}

fn by_code(op: &mut Operations) {
    op.run(async |db: &sterna::Connection| {
        db.execute_unprepared("DROP TABLE kinds").await.map(drop)
    });
}

fn kinds(op: &mut Operations) {
    op.create_table(table("kinds").column(pk_auto("id")));
}

const FIRST: Revision = revision("aaa1", create, drop_posts);
const GROW: Revision = revision("bbb2", grow, shrink);
const LAST: Revision = Revision {
    message: "O'Hara's \"last\"",
    ..revision("ccc3", nothing, nothing)
};

/// A database that a later program brought to its head.
async fn after(revisions: &[Revision]) -> (Scratch, sea_orm::DatabaseConnection) {
    let scratch = Scratch::new();
    let db = scratch.connect().await;
    let later = project(revisions);
    later.upgrade(&db, "aaa1").await.unwrap();
    run(&db, "INSERT INTO posts (title) VALUES ('One'), ('Two')").await;
    later.upgrade(&db, "head").await.unwrap();
    (scratch, db)
}

fn undone(warnings: &[Warning]) -> Vec<&str> {
    let ids = warnings.iter().map(|warning| match warning {
        Warning::UndoneByHistory { id } => id.as_str(),
        other => panic!("{other:?}"),
    });
    ids.collect()
}

fn is_unknown(error: &Error) -> bool {
    matches!(error, Error::Graph(GraphError::UnknownApplied { .. }))
}

#[tokio::test]
async fn what_only_the_history_knows_is_undone_as_its_author_wrote_it() {
    let before = {
        let (_scratch, db) = after(&[FIRST]).await;
        schema(&db).await
    };
    for target in ["aaa1", "head", "-2"] {
        let (_scratch, db) = after(&[FIRST, GROW, LAST]).await;
        let older = project(&[FIRST]);
        let report = older.downgrade(&db, target).await.unwrap();
        assert_eq!(undone(&report.warnings), ["ccc3", "bbb2"]);
        assert_eq!(report.steps[0].revision.message, LAST.message);
        assert_eq!(schema(&db).await, before);
        let titles = rows(&db, "SELECT title FROM posts").await;
        assert_eq!(titles, ["One!", "Two!", "it's down!"]);
        older.ensure_current(&db).await.unwrap();
        let history = older.runner(&db).history().await.unwrap();
        let last = history.last().unwrap();
        assert_eq!(
            (last.revision.as_str(), last.direction.as_str()),
            ("bbb2", "downgrade")
        );
    }
}

#[tokio::test]
async fn a_program_that_has_the_revision_asks_nobody() {
    let (_scratch, db) = after(&[FIRST, GROW]).await;
    run(&db, "UPDATE sterna_history SET down = 'nonsense'").await;
    let report = project(&[FIRST, GROW]).downgrade(&db, "-1").await.unwrap();
    assert!(report.warnings.is_empty(), "{:?}", report.warnings);
}

#[tokio::test]
async fn names_and_counts_reach_beyond_what_the_program_has() {
    let (_scratch, db) = after(&[FIRST, GROW, LAST]).await;
    let older = project(&[FIRST]);
    let report = older.downgrade(&db, "bbb2").await.unwrap();
    assert_eq!(undone(&report.warnings), ["ccc3"]);
    assert_eq!(report.to, ["bbb2"]);
    let report = older.downgrade(&db, "base").await.unwrap();
    assert_eq!(undone(&report.warnings), ["bbb2"]);
    assert!(report.to.is_empty() && tables(&db).await.is_empty());
}

#[tokio::test]
async fn a_dry_run_shows_it_and_changes_nothing() {
    let (scratch, db) = after(&[FIRST, GROW]).await;
    let before = std::fs::read(scratch.file()).unwrap();
    let older = project(&[FIRST]);
    let forecast = older.runner(&db).plan_downgrade("aaa1").await.unwrap();
    assert_eq!(undone(&forecast.warnings), ["bbb2"]);
    assert_eq!(forecast.steps[0].operations.len(), 4);
    assert_eq!(std::fs::read(scratch.file()).unwrap(), before);
}

#[tokio::test]
async fn without_a_way_that_can_be_kept_it_is_an_error_as_before() {
    let code = revision("bbb2", kinds, by_code);
    let one_way = revision("bbb2", kinds, |op| op.one_way("rows are gone"));
    for later in [code, one_way] {
        let (_scratch, db) = after(&[FIRST, later, LAST]).await;
        let before = schema(&db).await;
        let error = project(&[FIRST]).downgrade(&db, "aaa1").await.unwrap_err();
        assert!(is_unknown(&error), "{error:?}");
        assert_eq!(schema(&db).await, before);
    }
}

#[tokio::test]
async fn what_is_kept_in_another_form_is_as_good_as_none() {
    for text in ["'{\"format\":2}'", "'nonsense'", "NULL", "x'00'"] {
        let (_scratch, db) = after(&[FIRST, GROW]).await;
        run(&db, &format!("UPDATE sterna_history SET down = {text}")).await;
        let error = project(&[FIRST]).downgrade(&db, "aaa1").await.unwrap_err();
        assert!(is_unknown(&error), "{error:?}");
    }
}

#[tokio::test]
async fn where_the_schema_is_another_one_by_now_it_is_refused() {
    let (_scratch, db) = after(&[FIRST, GROW]).await;
    run(&db, "DROP INDEX \"idx-slug\"").await;
    let before = schema(&db).await;
    let error = project(&[FIRST]).downgrade(&db, "aaa1").await.unwrap_err();
    assert!(matches!(error, Error::Step(_)), "{error:?}");
    assert!(error.to_string().contains("idx-slug"), "{error}");
    assert_eq!(schema(&db).await, before);
}

#[tokio::test]
async fn an_upgrade_still_refuses_what_it_does_not_know() {
    let (_scratch, db) = after(&[FIRST, GROW]).await;
    let error = project(&[FIRST]).upgrade(&db, "head").await.unwrap_err();
    assert!(is_unknown(&error), "{error:?}");
}

fn merged() -> Revisions {
    let on = |id, revises: &'static [&'static str]| Revision {
        revises,
        ..revision(id, nothing, nothing)
    };
    let [left, right] = [on("left", &["aaa1"]), on("right", &["aaa1"])];
    graph(&[FIRST, left, right, on("both", &["left", "right"])])
}

#[tokio::test]
async fn a_merge_that_is_undone_leaves_both_heads() {
    let scratch = Scratch::new();
    let db = scratch.connect().await;
    merged().upgrade(&db, "head").await.unwrap();
    let without = |count: usize| Revisions::new(&merged().sources()[..count]);
    let report = without(3).downgrade(&db, "-1").await.unwrap();
    assert_eq!(report.to, ["left", "right"]);
    let report = without(2).downgrade(&db, "-1").await.unwrap();
    assert_eq!(undone(&report.warnings), ["right"]);
    assert_eq!(report.to, ["left"]);
}

/// What the first versions of Sterna made.
const OLD_HISTORY: &str = "CREATE TABLE sterna_history (id INTEGER PRIMARY KEY AUTOINCREMENT, \
    revision TEXT NOT NULL, direction TEXT NOT NULL, message TEXT NOT NULL, \
    applied_at TEXT NOT NULL, duration_ms INTEGER NOT NULL, checksum TEXT NOT NULL, \
    applied_by TEXT NOT NULL, sterna_version TEXT NOT NULL)";

#[tokio::test]
async fn a_history_of_an_earlier_version_gets_the_column_with_the_next_run() {
    let scratch = Scratch::new();
    let db = scratch.connect().await;
    run(&db, OLD_HISTORY).await;
    let later = project(&[FIRST, GROW]);
    run(
        &db,
        "CREATE TABLE sterna_version (version_num TEXT NOT NULL)",
    )
    .await;
    run(&db, "INSERT INTO sterna_version VALUES ('gone')").await;
    let error = later.downgrade(&db, "base").await.unwrap_err();
    assert!(is_unknown(&error), "{error:?}");
    run(&db, "DELETE FROM sterna_version").await;

    let forecast = later.runner(&db).plan_upgrade(&["head"]).await.unwrap();
    let added = |sql: &String| sql.contains("ADD COLUMN down");
    assert!(forecast.bookkeeping.iter().any(added), "{forecast:?}");
    later.upgrade(&db, "head").await.unwrap();
    let report = project(&[FIRST]).downgrade(&db, "aaa1").await.unwrap();
    assert_eq!(undone(&report.warnings), ["bbb2"]);
}

#[tokio::test]
async fn the_tables_made_beforehand_have_the_column() {
    let scratch = Scratch::new();
    let db = scratch.connect().await;
    run(&db, OLD_HISTORY).await;
    let revisions = project(&[FIRST]);
    revisions.runner(&db).ensure_tables().await.unwrap();
    let kept = "SELECT name FROM pragma_table_info('sterna_history') WHERE name = 'down'";
    assert_eq!(rows(&db, kept).await, ["down"]);
    revisions.stamp(&db, &["head"]).await.unwrap();
    let down = rows(&db, "SELECT down FROM sterna_history").await;
    assert!(down[0].contains("DropTable"), "{down:?}");
}
