//! ContentEngine, the reference application: from nothing, and from tables made by hand.

use std::fs;

use tests::{Reference, file, repository};

const TABLES: [&str; 5] = [
    "chat_messages",
    "oauth_tokens",
    "posts",
    "sessions",
    "users",
];

/// The reference application in a place of its own. Its `main.rs` is built into this package as
/// well, where cargo tells the tests where it is.
fn app() -> Reference {
    Reference::new(env!("CARGO_BIN_EXE_reference-db"))
}

#[test]
fn from_nothing_to_head_and_back() {
    let app = app();
    app.db(["current"]).exits(3).complains(["upgrade head"]);
    app.db(["upgrade", "head"]).ok();
    let database = app.database();
    assert_eq!(database.tables(), TABLES);
    assert!(app.db(["current"]).ok().contains("(head)"));
    app.db(["check"]).ok();
    let said = app.db(["revision", "--autogenerate", "-m", "nothing"]).ok();
    assert!(said.contains("no changes"), "{said}");

    app.db(["downgrade", "base"]).ok();
    assert_eq!(database.tables(), Vec::<String>::new());
    app.db(["check"]).exits(4).complains(["upgrade head"]);
    app.db(["upgrade", "head"]).ok();
    app.db(["check"]).ok();
    database.is_sound();
}

#[test]
fn step_by_step_with_rows() {
    let app = app();
    let database = app.database();
    app.db(["upgrade", "+1"]).ok();
    database.execute(
        "INSERT INTO users (email) VALUES ('ada@example.org');
         INSERT INTO posts (content, platform, status) VALUES ('Hello', 'linkedin', 'posted');",
    );
    let post = || database.query("SELECT content || '|' || platform || '|' || status FROM posts");
    let before = post();
    app.db(["upgrade", "head"]).ok();
    assert_eq!(post(), before);
    app.db(["downgrade", "-1"]).ok();
    assert_eq!(post(), before);
    app.db(["upgrade", "head"]).ok();
    assert_eq!(post(), before);
    database.is_sound();
}

#[test]
fn tables_made_by_hand_are_stamped_and_agree() {
    let app = app();
    let database = app.database();
    fs::create_dir_all(app.folder().join("data")).expect("a folder for the database");
    let schema =
        fs::read_to_string(file("scenarios/content_engine/schema.sql")).expect("schema.sql");
    database.execute(&schema);
    database.execute(
        "INSERT INTO users (email) VALUES ('ada@example.org');
         INSERT INTO posts (content, platform, status, user_id) VALUES ('Hi', 'blog', 'draft', 1);",
    );
    let (before, rows) = (database.schema(), database.rows());

    app.db(["stamp", "head"]).ok();
    assert!(app.db(["current"]).ok().contains("(head)"));
    app.db(["check"]).ok();
    let said = app.db(["upgrade", "head"]).ok();
    assert!(said.contains("(head)"), "{said}");
    assert_eq!(database.rows(), rows);
    for (name, text) in before {
        assert_eq!(database.schema()[&name], text);
    }
}

#[test]
fn a_change_by_hand_is_found() {
    let app = app();
    app.db(["upgrade", "head"]).ok();
    app.database()
        .execute("ALTER TABLE posts ADD COLUMN mood text");
    let found = app.db(["check"]).exits(1);
    assert!(found.stdout.contains("mood"), "{}", found.stdout);
}

#[test]
fn every_folder_of_the_workspace_means_the_same_database() {
    let app = app();
    app.db_in(&repository().join("entity/src"), ["upgrade", "head"])
        .ok();
    app.db_in(&repository().join("migration"), ["check"]).ok();
}

#[test]
fn two_upgrades_at_once_do_the_work_once() {
    let app = app();
    let children: Vec<_> = (0..4).map(|_| app.spawn(["upgrade", "head"])).collect();
    for child in children {
        let output = child.wait_with_output().expect("the command ends");
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
    let database = app.database();
    let revisions = database.number("SELECT count(DISTINCT revision) FROM sterna_history");
    assert_eq!(
        database.number("SELECT count(*) FROM sterna_history"),
        revisions
    );
    app.db(["check"]).ok();
}

#[test]
fn a_plan_changes_nothing() {
    let app = app();
    app.db(["upgrade", "+1"]).ok();
    let (schema, rows) = (app.database().schema(), app.database().rows());
    let plan = app.db(["upgrade", "head", "--dry-run"]).ok();
    assert!(plan.contains("oauth_tokens"), "{plan}");
    assert_eq!(
        (app.database().schema(), app.database().rows()),
        (schema, rows)
    );
}

#[tokio::test]
async fn the_application_upgrades_itself_or_refuses_to_start() {
    let db = sea_orm::Database::connect("sqlite::memory:")
        .await
        .expect("a database in memory");
    let refusal = migration::revisions()
        .ensure_current(&db)
        .await
        .expect_err("nothing is applied");
    assert!(refusal.to_string().contains("head"), "{refusal}");
    migration::revisions()
        .upgrade(&db, "head")
        .await
        .expect("the upgrade");
    migration::revisions()
        .ensure_current(&db)
        .await
        .expect("the database is current");
}
