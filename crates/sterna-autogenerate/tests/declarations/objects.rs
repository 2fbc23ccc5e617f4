//! Views and triggers, and what of the history may go.

use sea_orm::ConnectionTrait;
use sterna::Metadata;
use sterna::declare::*;
use sterna::run::execute;
use sterna_autogenerate::{MadeByHistory, ObjectKind, Scope, diff};
use sterna_dialect::sqlite::{Catalogue, shadow};
use sterna_schema::Schema;

use crate::closed_loop::{every_way, meant, proposed, with};
use crate::entities::post::Column;

const TOUCH: &str = "CREATE TRIGGER touch AFTER UPDATE OF title ON posts BEGIN
    UPDATE posts SET size = size + 1 WHERE id = new.id; END";

fn plain() -> Metadata {
    with(|_| {})
}

#[tokio::test]
async fn views_and_triggers() {
    let trigger_on_view = "CREATE TRIGGER through INSTEAD OF INSERT ON \"recent posts\"
        BEGIN INSERT INTO users (email) VALUES (new.title); END";
    every_way(&[
        plain(),
        plain()
            .view("recent posts", "SELECT id, title FROM posts")
            .trigger(TOUCH),
        plain()
            .view_statement("create view \"recent posts\" (title) as select title from posts")
            .view("second", "SELECT * FROM \"recent posts\"")
            .trigger(trigger_on_view)
            .trigger(&TOUCH.replace("size + 1", "size + 2")),
    ])
    .await;
}

const LIVE: &str = "CREATE INDEX lower_slug ON posts (lower(slug));
    CREATE INDEX by_email ON users (email) WHERE email <> '';
    CREATE INDEX by_title ON posts (title);
    CREATE VIEW theirs AS SELECT id FROM users;
    CREATE TRIGGER beside AFTER INSERT ON users BEGIN SELECT 1; END;";

/// What is proposed to go from a database that the history made, all of it.
async fn gone(metadata: &Metadata) -> Vec<String> {
    let meant = meant(metadata).await;
    let database = shadow::empty().await.unwrap();
    let operations = diff(&Schema::default(), &meant.schema, &Scope::exact()).operations;
    execute(&database, &operations).await.unwrap();
    database.execute_unprepared(LIVE).await.unwrap();
    let live = Catalogue::read(&database).await.unwrap();
    let made = MadeByHistory::that_could_be_said(metadata, live.schema());
    assert!(made.contains(ObjectKind::Table, "POSTS"));
    let proposal = proposed(&live, &meant, made).await;
    proposal.upgrade.iter().map(|one| one.summary()).collect()
}

#[tokio::test]
async fn without_declarations_only_what_attributes_could_say_goes() {
    let metadata = Metadata::new()
        .entity(crate::entities::user::Entity)
        .entity(crate::entities::post::Entity);
    assert_eq!(
        gone(&metadata).await,
        ["alter table posts: drop index by_title"]
    );
}

#[tokio::test]
async fn with_declarations_what_they_do_not_say_goes() {
    let declared = with(|t| t.index(index("kept").column(Column::Price)));
    assert_eq!(
        gone(&declared).await,
        [
            "drop trigger beside",
            "drop view theirs",
            "alter table posts: drop index by_title, drop index lower_slug",
        ]
    );
}

#[tokio::test]
async fn what_is_excluded_is_left_in_peace() {
    let wanted = meant(&plain().view("theirs", "SELECT 1")).await;
    let database = shadow::empty().await.unwrap();
    let there = "CREATE VIEW theirs AS SELECT 2; CREATE VIEW others AS SELECT 3";
    database.execute_unprepared(there).await.unwrap();
    let live = Catalogue::read(&database).await.unwrap();
    let all = Scope::exact_with_views_and_triggers();
    assert_eq!(
        diff(live.schema(), &wanted.schema, &all).operations.len(),
        5
    );
    let scope = all.excluding(["th*s", "other*", "posts", "users"]);
    let difference = diff(live.schema(), &wanted.schema, &scope);
    assert!(difference.is_empty(), "{:#?}", difference.operations);
    assert_eq!(difference.kept, []);
}
