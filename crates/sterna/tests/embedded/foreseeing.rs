//! Dry runs and the history played in memory.

use sterna::prelude::*;

use crate::support::*;

fn create(op: &mut Operations) {
    op.create_table(table("posts").column(pk_auto("id")).column(string("title")));
}

fn change(op: &mut Operations) {
    op.alter_table("posts", |t| {
        t.alter_column(string("title"), string_null("title"));
        t.add_column(string("slug")).backfill("''");
    });
    op.execute("UPDATE posts SET slug = lower(title)");
    op.execute("INSERT INTO archive SELECT * FROM nowhere");
    op.run(async |db| db.execute_unprepared("DROP TABLE posts").await.map(|_| ()));
    op.create_index(index("idx-posts-slug").table("posts").column("slug"));
}

const CREATE: Revision = revision("create", create, nothing);
const CHANGE: Revision = revision("change", change, nothing);

#[tokio::test]
async fn a_dry_run_tells_all_and_changes_nothing() {
    let scratch = Scratch::new();
    let db = scratch.connect().await;
    let revisions = project(&[CREATE, CHANGE]);
    revisions.upgrade(&db, "create").await.unwrap();
    run(&db, "INSERT INTO posts (title) VALUES ('one')").await;
    let before = std::fs::read(scratch.file()).unwrap();

    let forecast = revisions.runner(&db).plan_upgrade(&["head"]).await.unwrap();
    assert_eq!(
        (forecast.from, forecast.to),
        (vec!["create".to_owned()], vec!["change".to_owned()])
    );
    let operations = &forecast.steps[0].operations;
    assert_eq!(operations.len(), 5);
    assert!(!operations[0].ways.is_empty() && !operations[0].statements.is_empty());
    assert!(operations[1].unforeseen.is_none(), "{:?}", operations[1]);
    assert!(
        operations[2]
            .unforeseen
            .as_ref()
            .unwrap()
            .contains("no such table"),
        "{:?}",
        operations[2]
    );
    assert!(operations[3].unforeseen.is_some());
    assert!(
        operations[4].statements[0].sql.contains("CREATE INDEX"),
        "{:?}",
        operations[4]
    );
    let last = forecast.bookkeeping.last().unwrap();
    assert!(last.contains("INSERT INTO \"sterna_history\""), "{last}");
    assert_eq!(std::fs::read(scratch.file()).unwrap(), before);
}

#[tokio::test]
async fn rows_that_refer_to_rows_which_a_copy_lacks_do_not_stop_it() {
    fn children(op: &mut Operations) {
        op.create_table(
            table("children")
                .column(pk_auto("id"))
                .column(integer("post_id"))
                .foreign_key(foreign_key(["post_id"]).references("posts", ["id"])),
        );
        op.bulk_insert("children", ["post_id"], [[1.into()]]);
        op.execute("INSERT INTO children (post_id) SELECT id FROM posts");
    }
    let scratch = Scratch::new();
    let db = scratch.connect().await;
    let revisions = project(&[CREATE, revision("children", children, nothing)]);
    revisions.upgrade(&db, "create").await.unwrap();
    run(&db, "INSERT INTO posts (title) VALUES ('one')").await;
    let forecast = revisions.runner(&db).plan_upgrade(&["head"]).await.unwrap();
    let unforeseen = forecast.steps[0]
        .operations
        .iter()
        .filter_map(|one| one.unforeseen.as_ref());
    assert_eq!(unforeseen.count(), 0, "{forecast:?}");
    revisions.upgrade(&db, "head").await.unwrap();
}

#[tokio::test]
async fn with_nothing_to_do_there_is_nothing_to_tell() {
    let scratch = Scratch::new();
    let db = scratch.connect().await;
    let revisions = project(&[CREATE]);
    revisions.upgrade(&db, "head").await.unwrap();
    let forecast = revisions.runner(&db).plan_upgrade(&["head"]).await.unwrap();
    assert!(forecast.steps.is_empty() && forecast.bookkeeping.is_empty());
}

#[tokio::test]
async fn what_cannot_work_is_refused_beforehand() {
    fn wrong(op: &mut Operations) {
        op.drop_table("nowhere");
    }
    let scratch = Scratch::new();
    let db = scratch.connect().await;
    let revisions = project(&[CREATE, revision("wrong", wrong, nothing)]);
    let error = revisions
        .runner(&db)
        .plan_upgrade(&["head"])
        .await
        .unwrap_err();
    assert!(
        error.to_string().contains("wrong") && error.to_string().contains("nowhere"),
        "{error}"
    );
}

#[tokio::test]
async fn the_bookkeeping_of_a_script_does_what_a_run_does() {
    let (one, other) = (Scratch::new(), Scratch::new());
    let (one, other) = (one.connect().await, other.connect().await);
    let revisions = project(&[CREATE]).applied_by("it's me");
    revisions.upgrade(&one, "head").await.unwrap();
    let forecast = revisions.plan_between("base", "head").await.unwrap();
    let statements = forecast.steps[0].operations[0]
        .statements
        .iter()
        .map(|one| &one.sql);
    for sql in statements.chain(&forecast.bookkeeping) {
        run(&other, sql).await;
    }
    assert_eq!(schema(&one).await, schema(&other).await);
    revisions.ensure_current(&other).await.unwrap();
    let history =
        "SELECT revision || direction || message || checksum || applied_by FROM sterna_history";
    assert_eq!(rows(&one, history).await, rows(&other, history).await);
}

#[tokio::test]
async fn the_history_can_be_played_from_nothing() {
    let revisions = project(&[CREATE, CHANGE]);
    let replay = revisions.replay("head").await.unwrap();
    let posts = replay.catalogue.schema().table("posts").unwrap().clone();
    let columns: Vec<_> = posts
        .columns
        .iter()
        .map(|column| column.name.as_str())
        .collect();
    assert_eq!(columns, ["id", "title", "slug"]);
    assert_eq!(posts.indexes.len(), 1);
    assert_eq!(replay.unforeseen.len(), 2, "{:?}", replay.unforeseen);
    let replay = revisions.replay("base").await.unwrap();
    assert!(replay.catalogue.schema().tables.is_empty());
    let replay = revisions.replay("create").await.unwrap();
    assert_eq!(
        replay
            .catalogue
            .schema()
            .table("posts")
            .unwrap()
            .columns
            .len(),
        2
    );
}

#[tokio::test]
async fn operations_can_be_carried_out_without_a_revision() {
    let scratch = Scratch::new();
    let db = scratch.connect().await;
    let mut operations = Operations::default();
    create(&mut operations);
    let operations: Vec<_> = operations
        .into_steps()
        .into_iter()
        .map(|step| match step {
            sterna::operations::Step::Operation(operation) => operation,
            other => panic!("{other:?}"),
        })
        .collect();
    sterna::run::execute(&db, &operations).await.unwrap();
    assert_eq!(tables(&db).await, ["posts"]);
    let error = sterna::run::execute(&db, &operations).await.unwrap_err();
    assert!(error.to_string().contains("create table posts"), "{error}");
}

#[tokio::test]
async fn a_dry_run_says_how_much_a_rebuild_copies_and_nothing_of_what_it_makes_itself() {
    fn rebuild(op: &mut Operations) {
        op.alter_table("posts", |t| {
            t.add_unique(unique(["title"]));
            t.add_column(integer("n").generated_stored("id * 2"));
        });
        op.create_table(table("new").column(pk_auto("id")).column(string("x")));
        op.alter_table("new", |t| {
            t.add_unique(unique(["x"]));
        });
    }
    let scratch = Scratch::new();
    let db = scratch.connect().await;
    project(&[CREATE]).upgrade(&db, "head").await.unwrap();
    run(
        &db,
        "INSERT INTO posts (title) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1234) \
         SELECT 'post ' || i FROM n",
    )
    .await;
    let revisions = project(&[CREATE, revision("rebuild", rebuild, nothing)]);
    let forecast = revisions.runner(&db).plan_upgrade(&["head"]).await.unwrap();
    let operations = &forecast.steps[0].operations;
    let reasons = |at: usize| -> Vec<_> {
        let ways = operations[at].ways.iter();
        ways.map(|planned| planned.to_string()).collect()
    };
    let (posts, new) = (reasons(0), reasons(2));
    assert!(
        posts[0].contains(", 1,234 rows, about ") && posts[0].ends_with(" kB"),
        "{posts:?}"
    );
    assert!(
        posts[1..].iter().all(|reason| !reason.contains("rows,")),
        "{posts:?}"
    );
    assert!(!new[0].contains("rows"), "{new:?}");
}
