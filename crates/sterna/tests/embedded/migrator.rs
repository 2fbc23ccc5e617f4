//! A `MigratorTrait` of sea-orm-migration as the root of the history.

use sea_orm::DbErr;
use sea_orm_migration::prelude::{ConnectionTrait as _, async_trait};
use sea_orm_migration::prelude::{MigrationName, MigrationTrait, MigratorTrait, SchemaManager};
use sterna::prelude::*;
use sterna::{Error, Revisions};

use crate::support::*;

/// A migration that is a few lines of SQL each way.
struct Sql {
    name: &'static str,
    up: &'static str,
    down: &'static str,
    transaction: Option<bool>,
}

impl MigrationName for Sql {
    fn name(&self) -> &str {
        self.name
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Sql {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared(self.up).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .get_connection()
            .execute_unprepared(self.down)
            .await?;
        Ok(())
    }

    fn use_transaction(&self) -> Option<bool> {
        self.transaction
    }
}

fn sql(name: &'static str, up: &'static str, down: &'static str) -> Box<dyn MigrationTrait> {
    Box::new(Sql {
        name,
        up,
        down,
        transaction: None,
    })
}

fn users() -> Box<dyn MigrationTrait> {
    sql(
        "m1_users",
        "CREATE TABLE users (id integer PRIMARY KEY)",
        "DROP TABLE users",
    )
}

/// A table made anew by hand, as people do it for SQLite, while others refer to it.
fn rebuilt() -> Box<dyn MigrationTrait> {
    sql(
        "m2_rebuilt",
        "PRAGMA foreign_keys = OFF;
         CREATE TABLE users_new (id integer PRIMARY KEY, name text);
         INSERT INTO users_new (id) SELECT id FROM users;
         DROP TABLE users; ALTER TABLE users_new RENAME TO users;
         PRAGMA foreign_keys = ON",
        "ALTER TABLE users DROP COLUMN name",
    )
}

struct Two;

impl MigratorTrait for Two {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![users(), rebuilt()]
    }
}

const ON_TOP: Revision = Revision {
    id: "9c41",
    revises: &["m2_rebuilt"],
    upgrade: |op| op.create_table(table("posts").column(pk_auto("id"))),
    downgrade: |op| op.drop_table("posts"),
    ..Revision::EMPTY
};

fn both() -> Revisions {
    graph(&[ON_TOP]).after::<Two>()
}

const NAMES: &str = "SELECT version FROM seaql_migrations ORDER BY version";
const TABLES: &str = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE \
                      'sterna%' AND name NOT LIKE 'sqlite%' ORDER BY name";

#[tokio::test]
async fn a_new_database_gets_the_migrations_and_then_the_revisions() {
    for connections in [1, 5] {
        let scratch = Scratch::new();
        let url = format!("sqlite://{}?mode=rwc", scratch.file().display());
        let db = connect(&url, connections).await;
        assert_eq!(
            both().current(&db).await.unwrap().pending,
            ["m1_users", "m2_rebuilt", "9c41"]
        );
        let report = both().upgrade(&db, "head").await.unwrap();
        assert_eq!(report.steps.len(), 3);
        assert_eq!(rows(&db, NAMES).await, ["m1_users", "m2_rebuilt"]);
        assert_eq!(
            rows(&db, TABLES).await,
            ["posts", "seaql_migrations", "users"]
        );
        assert_eq!(
            rows(&db, "SELECT version_num FROM sterna_version").await,
            ["9c41"]
        );
        both().ensure_current(&db).await.unwrap();
        assert!(both().upgrade(&db, "head").await.unwrap().steps.is_empty());
        assert!(both().current(&db).await.unwrap().warnings.is_empty());
    }
}

#[tokio::test]
async fn a_database_in_memory_gets_them_too() {
    let db = connect("sqlite::memory:", 1).await;
    both().upgrade(&db, "head").await.unwrap();
    assert_eq!(
        rows(&db, TABLES).await,
        ["posts", "seaql_migrations", "users"]
    );
}

#[tokio::test]
async fn what_the_old_command_did_counts_and_rows_that_refer_to_a_rebuilt_table_stay() {
    let scratch = Scratch::new();
    let db = scratch.connect().await;
    Two::up(&db, Some(1)).await.unwrap();
    run(
        &db,
        "CREATE TABLE notes (user_id integer REFERENCES users (id) ON DELETE CASCADE)",
    )
    .await;
    run(&db, "INSERT INTO users VALUES (7)").await;
    run(&db, "INSERT INTO notes VALUES (7)").await;
    assert_eq!(
        both().current(&db).await.unwrap().pending,
        ["m2_rebuilt", "9c41"]
    );
    both().upgrade(&db, "head").await.unwrap();
    assert_eq!(rows(&db, "SELECT user_id || '' FROM notes").await, ["7"]);
    Two::up(&db, None)
        .await
        .expect("the old command finds nothing to do");
    let history = "SELECT direction || ' ' || revision FROM sterna_history ORDER BY id";
    assert_eq!(
        rows(&db, history).await,
        ["adopt m1_users", "upgrade m2_rebuilt", "upgrade 9c41"]
    );
}

#[tokio::test]
async fn down_goes_through_their_own_code() {
    let scratch = Scratch::new();
    let db = scratch.connect().await;
    both().upgrade(&db, "head").await.unwrap();
    both().downgrade(&db, "m1_users").await.unwrap();
    assert_eq!(rows(&db, NAMES).await, ["m1_users"]);
    assert_eq!(
        rows(&db, "SELECT name FROM pragma_table_info('users')").await,
        ["id"]
    );
    assert_eq!(both().current(&db).await.unwrap().ids(), ["m1_users"]);
    both().downgrade(&db, "base").await.unwrap();
    assert_eq!(rows(&db, TABLES).await, ["seaql_migrations"]);
    assert!(both().current(&db).await.unwrap().ids().is_empty());
}

struct Failing;

impl MigratorTrait for Failing {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        let broken = "CREATE TABLE tags (id integer); INSERT INTO nowhere VALUES (1)";
        vec![users(), sql("m2_broken", broken, "")]
    }
}

#[tokio::test]
async fn all_or_nothing() {
    let scratch = Scratch::new();
    let db = scratch.connect().await;
    let revisions = graph(&[]).after::<Failing>();
    let error = revisions.upgrade(&db, "head").await.unwrap_err();
    assert!(error.to_string().contains("m2_broken"), "{error}");
    assert!(error.to_string().contains("nowhere"), "{error}");
    assert_eq!(rows(&db, TABLES).await, [""; 0]);
    revisions.upgrade(&db, "m1_users").await.unwrap();
    assert_eq!(rows(&db, NAMES).await, ["m1_users"]);
}

struct Orphans;

impl MigratorTrait for Orphans {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        let tables = "CREATE TABLE users (id integer PRIMARY KEY);
                      CREATE TABLE notes (user_id integer REFERENCES users (id) ON DELETE CASCADE);
                      INSERT INTO users VALUES (1); INSERT INTO notes VALUES (1)";
        vec![sql("m1", tables, ""), sql("m2", "DELETE FROM users", "")]
    }
}

#[tokio::test]
async fn a_migration_that_counts_on_a_cascade_is_refused_and_not_half_done() {
    let scratch = Scratch::new();
    let db = scratch.connect().await;
    let revisions = graph(&[]).after::<Orphans>();
    revisions.upgrade(&db, "m1").await.unwrap();
    let error = revisions.upgrade(&db, "head").await.unwrap_err();
    assert!(
        matches!(
            error,
            Error::ForeignKeys {
                before: 0,
                after: 1,
                ..
            }
        ),
        "{error:?}"
    );
    assert_eq!(rows(&db, "SELECT id || '' FROM users").await, ["1"]);
    assert_eq!(rows(&db, NAMES).await, ["m1"]);
    // The pool's own connections watch over foreign keys as before.
    assert_eq!(
        rows(&db, "SELECT foreign_keys || '' FROM pragma_foreign_keys").await,
        ["1"]
    );
}

struct Alone;

impl MigratorTrait for Alone {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        let vacuum = Sql {
            name: "m2_vacuum",
            up: "VACUUM",
            down: "",
            transaction: Some(false),
        };
        vec![users(), Box::new(vacuum)]
    }
}

#[tokio::test]
async fn one_that_wants_no_transaction_gets_none() {
    let scratch = Scratch::new();
    let db = scratch.connect().await;
    let revisions = graph(&[]).after::<Alone>();
    revisions.upgrade(&db, "head").await.unwrap();
    assert_eq!(rows(&db, NAMES).await, ["m1_users", "m2_vacuum"]);
}

#[tokio::test]
async fn a_dry_run_and_a_replay_run_them_on_a_copy() {
    let scratch = Scratch::new();
    let db = scratch.connect().await;
    Two::up(&db, Some(1)).await.unwrap();
    let revisions = both();
    let forecast = revisions.runner(&db).plan_upgrade(&["head"]).await.unwrap();
    assert_eq!(forecast.steps.len(), 2);
    let operations = forecast.steps.iter().flat_map(|step| &step.operations);
    assert!(
        operations.clone().all(|one| one.unforeseen.is_none()),
        "{:?}",
        forecast.steps
    );
    assert_eq!(rows(&db, NAMES).await, ["m1_users"]);
    assert_eq!(rows(&db, TABLES).await, ["seaql_migrations", "users"]);
    let replay = revisions.replay("heads").await.unwrap();
    assert!(replay.unforeseen.is_empty(), "{:?}", replay.unforeseen);
    let users = replay
        .catalogue
        .schema()
        .table("users")
        .expect("made by code");
    assert!(users.column("name").is_some());
}

#[tokio::test]
async fn a_stamp_is_written_where_the_old_command_reads_it() {
    let scratch = Scratch::new();
    let db = scratch.connect().await;
    run(
        &db,
        "CREATE TABLE users (id integer PRIMARY KEY, name text)",
    )
    .await;
    both().stamp(&db, &["m2_rebuilt"]).await.unwrap();
    assert_eq!(rows(&db, NAMES).await, ["m1_users", "m2_rebuilt"]);
    assert_eq!(both().current(&db).await.unwrap().pending, ["9c41"]);
    both().stamp(&db, &["base"]).await.unwrap();
    assert_eq!(rows(&db, NAMES).await, [""; 0]);
}

#[tokio::test]
async fn a_name_that_this_program_lacks_is_told() {
    let scratch = Scratch::new();
    let db = scratch.connect().await;
    both().upgrade(&db, "head").await.unwrap();
    run(&db, "INSERT INTO seaql_migrations VALUES ('m3_newer', 0)").await;
    let error = both().ensure_current(&db).await.unwrap_err();
    assert!(error.to_string().contains("m3_newer"), "{error}");
    both().upgrade(&db, "head").await.unwrap_err();
}

#[tokio::test]
async fn without_a_migrator_its_table_is_nobodys_business() {
    let scratch = Scratch::new();
    let db = scratch.connect().await;
    Two::up(&db, None).await.unwrap();
    let alone = Revision {
        revises: &[],
        ..ON_TOP
    };
    let revisions = graph(&[alone]);
    revisions.upgrade(&db, "head").await.unwrap();
    assert_eq!(revisions.current(&db).await.unwrap().ids(), ["9c41"]);
}

struct TwoAndOneBetween;

impl MigratorTrait for TwoAndOneBetween {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        let tags = "CREATE TABLE tags (id integer PRIMARY KEY)";
        vec![users(), sql("m1b_tags", tags, "DROP TABLE tags"), rebuilt()]
    }
}

#[tokio::test]
async fn one_that_was_added_below_an_applied_revision_is_named_and_runs_in_its_turn() {
    for accepted in [false, true] {
        let scratch = Scratch::new();
        let db = scratch.connect().await;
        both().upgrade(&db, "head").await.unwrap();
        assert_eq!(both().current(&db).await.unwrap().warnings, []);
        let more = graph(&[ON_TOP]).after::<TwoAndOneBetween>();
        let warnings = more.upgrade(&db, "head").await.unwrap().warnings;
        let words = warnings[0].to_string();
        for part in ["m1b_tags", "`cargo db downgrade m1_users`"] {
            assert!(words.contains(part), "{words}");
        }
        if accepted {
            more.runner(&db).repair_only(&["m1b_tags"]).await.unwrap();
        } else {
            more.downgrade(&db, "m1_users").await.unwrap();
            assert_eq!(rows(&db, NAMES).await, ["m1_users"]);
            more.upgrade(&db, "head").await.unwrap();
        }
        assert_eq!(rows(&db, NAMES).await.len(), 3);
        assert_eq!(
            rows(&db, TABLES).await.contains(&"tags".to_owned()),
            !accepted
        );
        assert_eq!(more.current(&db).await.unwrap().warnings, []);
    }
}

#[tokio::test]
async fn of_several_at_once_one_runs_them() {
    for _ in 0..20 {
        let scratch = Scratch::new();
        let mut tasks = Vec::new();
        for _ in 0..3 {
            // A pool each, as processes would have.
            let db = scratch.connect().await;
            tasks.push(tokio::spawn(
                async move { both().upgrade(&db, "head").await },
            ));
        }
        for task in tasks {
            task.await.unwrap().unwrap();
        }
        let db = scratch.connect().await;
        assert_eq!(
            rows(&db, "SELECT revision FROM sterna_history ORDER BY revision").await,
            ["9c41", "m1_users", "m2_rebuilt"]
        );
        assert!(both().current(&db).await.unwrap().is_current());
    }
}
