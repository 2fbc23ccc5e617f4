//! Raw SQL, rows, code.

use sea_orm::{
    ActiveModelTrait, EntityTrait, IntoActiveModel, Set, Statement, TransactionSession,
    TransactionTrait,
};
use sterna::Error;
use sterna::prelude::*;

use crate::support::*;

mod post {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "posts")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i32,
        pub title: String,
        pub user_id: Option<i32>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

fn create(op: &mut Operations) {
    op.create_table(table("users").column(pk_auto("id")).column(string("name")));
    op.create_table(
        table("posts")
            .column(pk_auto("id"))
            .column(string("title"))
            .column(integer_null("user_id"))
            .foreign_key(
                foreign_key(["user_id"])
                    .references("users", ["id"])
                    .on_delete(Cascade),
            ),
    );
    op.bulk_insert(
        "users",
        ["id", "name"],
        [[1.into(), "O'Hara; --".into()], [2.into(), "".into()]],
    );
    op.bulk_insert(
        "posts",
        ["title", "user_id"],
        [["one".into(), 1.into()], ["two".into(), Value::Int(None)]],
    );
}

const CREATE: Revision = revision("create", create, nothing);

async fn database() -> (Scratch, sea_orm::DatabaseConnection) {
    let scratch = Scratch::new();
    let db = scratch.connect().await;
    project(&[CREATE]).upgrade(&db, "head").await.unwrap();
    (scratch, db)
}

#[tokio::test]
async fn rows_are_inserted_as_they_are() {
    let (_scratch, db) = database().await;
    assert_eq!(
        rows(&db, "SELECT name FROM users").await,
        ["O'Hara; --", ""]
    );
    assert_eq!(
        rows(
            &db,
            "SELECT coalesce(CAST(user_id AS TEXT), 'none') FROM posts"
        )
        .await,
        ["1", "none"]
    );
}

#[tokio::test]
async fn code_works_on_entities_inside_the_transaction() {
    fn shout(op: &mut Operations) {
        let suffix = String::from("!");
        op.run(async move |db| {
            for found in post::Entity::find().all(db).await? {
                let title = format!("{}{suffix}", found.title.to_uppercase());
                let mut changed = found.into_active_model();
                changed.title = Set(title);
                changed.update(db).await?;
            }
            Ok(())
        });
        op.run(async |db| add(db, "three").await);
    }
    async fn add<C: ConnectionTrait>(db: &C, title: &str) -> Result<(), DbErr> {
        let new = post::ActiveModel {
            title: Set(title.to_owned()),
            ..Default::default()
        };
        new.insert(db).await.map(drop)
    }
    let (_scratch, db) = database().await;
    let revisions = project(&[CREATE, revision("shout", shout, nothing)]);
    let report = revisions.upgrade(&db, "head").await.unwrap();
    assert_eq!(
        rows(&db, "SELECT title FROM posts ORDER BY id").await,
        ["ONE!", "TWO!", "three"]
    );
    let summary = &report.steps[0].operations[0].summary;
    assert!(summary.contains("shout"), "{summary}");
}

#[tokio::test]
async fn code_may_begin_transactions_of_its_own() {
    fn nested(op: &mut Operations) {
        op.run(async |db| {
            let kept = db.begin().await?;
            kept.execute_unprepared("UPDATE posts SET title = 'kept' WHERE id = 1")
                .await?;
            let undone = kept.begin().await?;
            undone.execute_unprepared("DELETE FROM posts").await?;
            undone.rollback().await?;
            kept.commit().await?;

            let forgotten = db.begin().await?;
            forgotten.execute_unprepared("DELETE FROM posts").await?;
            let deeper = forgotten.begin().await?;
            deeper.execute_unprepared("DELETE FROM users").await?;
            drop(deeper);
            drop(forgotten);

            // SeaORM's nested writes begin a transaction themselves.
            post::ActiveModel::builder()
                .set_title("built")
                .insert(db)
                .await
                .map(|_| ())
        });
        op.run(async |db| {
            drop(db.begin().await?);
            let failed = db.transaction(|inner| {
                Box::pin(async move {
                    inner.execute_unprepared("DELETE FROM posts").await?;
                    Err::<(), _>(DbErr::Custom("no".to_owned()))
                })
            });
            assert!(failed.await.is_err());
            Ok(())
        });
    }
    let (_scratch, db) = database().await;
    project(&[CREATE, revision("nested", nested, nothing)])
        .upgrade(&db, "head")
        .await
        .unwrap();
    assert_eq!(
        rows(&db, "SELECT title FROM posts ORDER BY id").await,
        ["kept", "two", "built"]
    );
    assert_eq!(
        rows(&db, "SELECT CAST(count(*) AS TEXT) FROM users").await,
        ["2"]
    );
}

#[tokio::test]
async fn code_that_fails_leaves_nothing() {
    fn fail(op: &mut Operations) {
        op.execute("DELETE FROM posts");
        op.run(async |_| Err(DbErr::Custom("the service is down".to_owned())));
    }
    let (_scratch, db) = database().await;
    let revisions = project(&[CREATE, revision("fail", fail, nothing)]);
    let error = revisions.upgrade(&db, "head").await.unwrap_err();
    assert!(error.to_string().contains("the service is down"), "{error}");
    assert_eq!(rows(&db, "SELECT title FROM posts").await, ["one", "two"]);
}

#[tokio::test]
async fn code_that_panics_leaves_nothing() {
    fn panic(op: &mut Operations) {
        op.execute("DELETE FROM posts");
        op.run(async |_| panic!("in a revision"));
    }
    let (_scratch, db) = database().await;
    let other = db.clone();
    let task = async move {
        project(&[CREATE, revision("panic", panic, nothing)])
            .upgrade(&other, "head")
            .await
    };
    assert!(tokio::spawn(task).await.is_err());
    assert_eq!(rows(&db, "SELECT title FROM posts").await, ["one", "two"]);
    run(&db, "BEGIN IMMEDIATE; ROLLBACK").await;
}

#[tokio::test]
async fn code_sees_the_schema_that_was_made_before_it_and_the_other_way() {
    fn mixed(op: &mut Operations) {
        op.alter_table("posts", |t| {
            t.add_column(string("slug")).backfill("''");
        });
        op.run(async |db| {
            db.execute_unprepared("CREATE TABLE made_by_code (id INTEGER)")
                .await
                .map(drop)
        });
        op.alter_table("made_by_code", |t| {
            t.add_column(integer_null("more"));
        });
        op.execute("CREATE TABLE made_by_sql (id INTEGER, old TEXT)");
        op.alter_table("made_by_sql", |t| {
            t.drop_column("old");
        });
    }
    let (_scratch, db) = database().await;
    project(&[CREATE, revision("mixed", mixed, nothing)])
        .upgrade(&db, "head")
        .await
        .unwrap();
    assert_eq!(
        rows(&db, "SELECT name FROM pragma_table_info('made_by_code')").await,
        ["id", "more"]
    );
    assert_eq!(
        rows(&db, "SELECT name FROM pragma_table_info('made_by_sql')").await,
        ["id"]
    );
}

#[tokio::test]
async fn raw_sql_may_hold_several_statements() {
    fn several(op: &mut Operations) {
        op.execute(
            "CREATE TABLE log (line TEXT DEFAULT 'a;b'); -- a comment; with a semicolon\n\
             CREATE TRIGGER \"on;post\" AFTER INSERT ON posts BEGIN\n  \
             INSERT INTO log VALUES ('new; ' || new.title);\n  \
             INSERT INTO log SELECT 'a;b';\nEND;\n\
             INSERT INTO posts (title) VALUES ('it''s; three');",
        );
        op.execute("  ");
        op.execute(
            Query::update()
                .table("posts")
                .value("title", "changed")
                .cond_where(Expr::col("title").eq("one")),
        );
    }
    let (_scratch, db) = database().await;
    project(&[CREATE, revision("several", several, nothing)])
        .upgrade(&db, "head")
        .await
        .unwrap();
    assert_eq!(
        rows(&db, "SELECT line FROM log").await,
        ["new; it's; three", "a;b"]
    );
    assert_eq!(
        rows(&db, "SELECT title FROM posts WHERE id = 1").await,
        ["changed"]
    );
}

#[tokio::test]
async fn the_second_of_several_statements_that_fails_undoes_the_first() {
    fn several(op: &mut Operations) {
        op.execute("DELETE FROM posts; INSERT INTO nowhere VALUES (1); DELETE FROM users");
    }
    let (_scratch, db) = database().await;
    project(&[CREATE, revision("several", several, nothing)])
        .upgrade(&db, "head")
        .await
        .unwrap_err();
    assert_eq!(rows(&db, "SELECT title FROM posts").await, ["one", "two"]);
}

#[tokio::test]
async fn raw_sql_that_commits_is_found_out() {
    fn commit(op: &mut Operations) {
        op.execute("DELETE FROM posts; COMMIT");
    }
    let (_scratch, db) = database().await;
    let error = project(&[CREATE, revision("commit", commit, nothing)])
        .upgrade(&db, "head")
        .await
        .unwrap_err();
    assert!(
        error.to_string().contains("ended the transaction"),
        "{error}"
    );
    assert!(!error.help().unwrap().contains("nothing was changed"));
    assert_eq!(
        rows(&db, "SELECT version_num FROM sterna_version").await,
        ["create"]
    );
    run(&db, "BEGIN IMMEDIATE; ROLLBACK").await;
}

#[tokio::test]
async fn raw_sql_that_orphans_rows_while_foreign_keys_are_off_is_refused() {
    fn orphan(op: &mut Operations) {
        op.execute("DELETE FROM users");
        op.alter_table("users", |t| t.add_check("length(name) < 100"));
        op.drop_table("users_old");
    }
    fn old(op: &mut Operations) {
        op.create_table(table("users_old").column(pk_auto("id")));
    }
    let (_scratch, db) = database().await;
    let revisions = project(&[
        CREATE,
        revision("old", old, nothing),
        revision("orphan", orphan, nothing),
    ]);
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
    assert!(error.to_string().contains("orphan"), "{error}");
    assert_eq!(
        rows(&db, "SELECT CAST(count(*) AS TEXT) FROM users").await,
        ["2"]
    );
}

#[tokio::test]
async fn raw_sql_cascades_where_foreign_keys_stay_on() {
    fn delete(op: &mut Operations) {
        op.execute("DELETE FROM users WHERE id = 1");
    }
    let (_scratch, db) = database().await;
    project(&[CREATE, revision("delete", delete, nothing)])
        .upgrade(&db, "head")
        .await
        .unwrap();
    assert_eq!(rows(&db, "SELECT title FROM posts").await, ["two"]);
}

#[tokio::test]
async fn a_rebuild_keeps_the_rows_that_refer_to_the_table() {
    fn rebuild(op: &mut Operations) {
        op.alter_table("users", |t| {
            t.alter_column(string("name"), text("name"));
            t.add_unique(unique(["name"]).named("one_name"));
        });
    }
    let (_scratch, db) = database().await;
    project(&[CREATE, revision("rebuild", rebuild, nothing)])
        .upgrade(&db, "head")
        .await
        .unwrap();
    assert_eq!(rows(&db, "SELECT title FROM posts").await, ["one", "two"]);
    assert_eq!(
        rows(
            &db,
            "SELECT CAST(foreign_keys AS TEXT) FROM pragma_foreign_keys"
        )
        .await,
        ["1"]
    );
}

/// Only a run that goes on to the end can be refused in time.
#[tokio::test]
async fn a_nul_character_is_refused_before_it_runs() {
    fn in_sql(op: &mut Operations) {
        op.execute("DELETE FROM posts; INSERT INTO users (name) VALUES ('a\0b')");
    }
    fn in_rows(op: &mut Operations) {
        op.bulk_insert("users", ["name"], [["a\0b".into()]]);
    }
    fn in_a_name(op: &mut Operations) {
        op.create_table(table("a\0b").column(pk_auto("id")));
    }
    fn in_a_default(op: &mut Operations) {
        op.alter_table("users", |t| {
            t.add_column(string_null("x").default("a\0b"));
        });
    }
    fn in_code(op: &mut Operations) {
        op.run(async |db: &sterna::Connection| {
            db.execute_unprepared("DELETE FROM posts WHERE title = 'a\0b'")
                .await
                .map(drop)
        });
    }
    let (_scratch, db) = database().await;
    let upgrades: [fn(&mut Operations); 5] = [in_sql, in_rows, in_a_name, in_a_default, in_code];
    for upgrade in upgrades {
        let revisions = project(&[CREATE, revision("nul", upgrade, nothing)]);
        let error = revisions.upgrade(&db, "head").await.unwrap_err();
        assert!(error.to_string().contains("NUL"), "{error}");
        assert_eq!(rows(&db, "SELECT title FROM posts").await, ["one", "two"]);
    }
}

#[tokio::test]
async fn a_nul_character_as_a_bound_value_is_kept() {
    fn bound(op: &mut Operations) {
        op.run(async |db: &sterna::Connection| {
            let sql = "INSERT INTO users (name) VALUES (?)";
            let backend = db.get_database_backend();
            let statement = Statement::from_sql_and_values(backend, sql, ["a\0b".into()]);
            db.execute_raw(statement).await.map(drop)
        });
    }
    let (_scratch, db) = database().await;
    let revisions = project(&[CREATE, revision("bound", bound, nothing)]);
    revisions.upgrade(&db, "head").await.unwrap();
    let found = "SELECT hex(name) FROM users WHERE instr(name, char(0))";
    assert_eq!(rows(&db, found).await, ["610062"]);
}

/// With foreign keys off, as an application may have them, SQLite itself would not notice.
#[tokio::test]
async fn a_rebuild_that_loses_what_rows_refer_to_is_refused_also_with_foreign_keys_off() {
    fn renumber(op: &mut Operations) {
        op.alter_table("users", |t| {
            t.alter_column(integer("id"), integer("id"))
                .using("id + 100");
            t.add_unique(unique(["name"]).named("one_name"));
        });
    }
    for setting in ["ON", "OFF"] {
        let (_scratch, db) = database().await;
        run(&db, &format!("PRAGMA foreign_keys = {setting}")).await;
        let revisions = project(&[CREATE, revision("renumber", renumber, nothing)]);
        let error = revisions.upgrade(&db, "head").await.unwrap_err();
        assert!(error.to_string().contains("posts"), "{error}");
        assert_eq!(rows(&db, "SELECT title FROM posts").await, ["one", "two"]);
    }
}

#[tokio::test]
async fn rows_in_the_way_are_counted_and_five_are_named() {
    fn create(op: &mut Operations) {
        op.create_table(
            table("posts")
                .column(pk_auto("id"))
                .column(string_null("slug")),
        );
    }
    fn tighten(op: &mut Operations) {
        op.alter_table("posts", |t| {
            t.alter_column(string_null("slug"), string("slug"));
        });
    }
    let scratch = Scratch::new();
    let db = scratch.connect().await;
    let project = project(&[
        revision("aaa1", create, nothing),
        revision("bbb2", tighten, nothing),
    ]);
    project.upgrade(&db, "aaa1").await.unwrap();
    run(
        &db,
        "INSERT INTO posts (id, slug) VALUES (1, 'a'), (2, NULL)",
    )
    .await;
    let error = project.upgrade(&db, "head").await.unwrap_err();
    let said = sources(&error);
    assert!(
        said.contains("1 row of posts holds NULL there (such as 2)"),
        "{said}"
    );
    run(
        &db,
        "INSERT INTO posts (id) VALUES (3), (5), (7), (9), (11), (13)",
    )
    .await;
    let error = project.upgrade(&db, "head").await.unwrap_err();
    let said = sources(&error);
    assert!(said.contains("(such as 2, 3, 5, 7, 9)"), "{said}");
}

/// An error and its causes in one line.
fn sources(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(error.source(), |cause| cause.source());
    let texts = causes.map(ToString::to_string);
    std::iter::once(error.to_string())
        .chain(texts)
        .collect::<Vec<_>>()
        .join(": ")
}
