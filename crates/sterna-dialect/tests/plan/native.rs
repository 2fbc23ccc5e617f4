//! What SQLite has a statement for.

use sterna_dialect::plan::{PlanError, Way};
use sterna_dialect::sqlite::plan::needs_foreign_keys_off;
use sterna_schema::{
    Alteration, Column, Dropped, Expression, Generated, Index, IndexColumn, Operation, Table,
    Unique,
};

use crate::database::{Failure, TestDatabase, alter, ways};

const POSTS: &str = "
    CREATE TABLE posts (id INTEGER PRIMARY KEY, title TEXT NOT NULL, status TEXT /* draft */);
    CREATE INDEX posts_status ON posts (status);
    INSERT INTO posts (title, status) VALUES ('one', 'draft'), ('two', 'posted'), ('three', NULL);
";

fn add(column: Column) -> Alteration {
    Alteration::AddColumn {
        column,
        backfill: None,
    }
}

fn drop_column(name: &str) -> Alteration {
    Alteration::DropColumn {
        column: Dropped::Named(name.to_owned()),
        backfill: None,
    }
}

fn index(name: &str, columns: &[&str]) -> Index {
    Index {
        name: name.to_owned(),
        unique: false,
        columns: columns
            .iter()
            .map(|column| IndexColumn::column(*column))
            .collect(),
        predicate: None,
    }
}

#[tokio::test]
async fn a_column_is_added_to_rows_without_copying_them() {
    let columns = [
        Column::new("a", "TEXT"),
        Column::new("b", "TEXT").default(Expression::new("'it''s'")),
        Column::new("c", "INTEGER")
            .not_null()
            .default(Expression::new("-1")),
        Column::new("d", "REAL").default(Expression::new("(1.5)")),
        Column::new("e", "BOOLEAN")
            .not_null()
            .default(Expression::new("TRUE")),
        Column {
            collation: Some("NOCASE".to_owned()),
            ..Column::new("f", "TEXT")
        },
        Column {
            generated: Some(Generated {
                expression: Expression::new("upper(title)"),
                stored: false,
            }),
            ..Column::new("g", "TEXT")
        },
        Column::new("h", ""),
    ];
    for column in columns {
        let db = TestDatabase::new(POSTS).await;
        let before = db.schema().await;
        let operation = alter("posts", vec![add(column.clone())]);
        let plans = db
            .apply(std::slice::from_ref(&operation))
            .await
            .expect("a plan that works");
        assert_eq!(ways(&plans), [Way::Native], "{column:?}");
        let mut expected = before.clone();
        let mut normalised = operation.clone();
        sterna_dialect::sqlite::expression::normalise(&mut normalised).expect("valid");
        expected.apply(&normalised).expect("it fits");
        assert_eq!(db.schema().await, expected, "{column:?}");
        assert_eq!(db.dump("posts", &["id", "title"]).await.len(), 3);
        assert!(db.text("posts").await.contains("/* draft */"));
        let back = normalised.reverse().expect("known");
        db.apply(&[back]).await.expect("the way back");
        assert_eq!(db.schema().await, before);
    }
}

#[tokio::test]
async fn a_column_that_rows_have_no_value_for_is_refused_with_their_number() {
    let db = TestDatabase::new(POSTS).await;
    let before = db.texts().await;
    let slug = || vec![add(Column::new("slug", "TEXT").not_null())];
    match db.alter("posts", slug()).await {
        Err(Failure::Refused(refusal, 3)) => {
            assert_eq!(
                refusal.found(3),
                "posts.slug is NOT NULL and has no default: 3 rows of posts would have no value for it"
            );
            assert!(
                refusal.help.contains("--backfill posts.slug="),
                "{}",
                refusal.help
            );
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(db.texts().await, before);
    db.execute("DELETE FROM posts").await;
    let plans = db
        .alter("posts", slug())
        .await
        .expect("no rows, no refusal");
    assert_eq!(ways(&plans), [Way::Native]);
    assert!(
        !db.schema()
            .await
            .table("posts")
            .unwrap()
            .column("slug")
            .unwrap()
            .nullable
    );
}

#[tokio::test]
async fn a_backfill_fills_the_rows_that_are_there() {
    let backfilled = |column: Column| Alteration::AddColumn {
        column,
        backfill: Some(Expression::new("lower(title) || id")),
    };
    for column in [
        Column::new("slug", "TEXT"),
        Column::new("slug", "TEXT").not_null(),
        Column::new("slug", "TEXT")
            .not_null()
            .default(Expression::new("''")),
    ] {
        let db = TestDatabase::new(POSTS).await;
        db.alter("posts", vec![backfilled(column)])
            .await
            .expect("a plan that works");
        let slugs = db.rows("SELECT slug FROM posts ORDER BY id").await;
        assert_eq!(slugs, ["one1", "two2", "three3"]);
        assert_eq!(
            db.rows("SELECT name FROM sqlite_schema WHERE type = 'index'")
                .await,
            ["posts_status"]
        );
    }
}

#[tokio::test]
async fn a_backfill_fires_no_trigger() {
    let db = TestDatabase::new(POSTS).await;
    db.execute("CREATE TABLE log (x); CREATE TRIGGER t AFTER UPDATE ON posts BEGIN INSERT INTO log VALUES (1); END").await;
    let column = Column::new("slug", "TEXT");
    let backfill = Some(Expression::new("'x'"));
    let plans = db
        .alter("posts", vec![Alteration::AddColumn { column, backfill }])
        .await
        .expect("works");
    assert_eq!(ways(&plans), [Way::Rebuild]);
    assert_eq!(db.rows("SELECT count(*) || '' FROM log").await, ["0"]);
}

#[tokio::test]
async fn a_dropped_column_takes_its_own_index_along_and_no_shared_one() {
    let db = TestDatabase::new(POSTS).await;
    let plans = db
        .alter("posts", vec![drop_column("status")])
        .await
        .expect("works");
    assert_eq!(ways(&plans), [Way::Native, Way::Native]);
    assert!(db.schema().await.table("posts").unwrap().indexes.is_empty());

    let db = TestDatabase::new(POSTS).await;
    db.execute("CREATE INDEX both ON posts (title, status)")
        .await;
    match db.alter("posts", vec![drop_column("status")]).await {
        Err(Failure::Plan(PlanError::ColumnInUse { dependant, .. })) => {
            assert_eq!(dependant, "index \"both\"")
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_column_that_a_view_reads_stays() {
    let db = TestDatabase::new(POSTS).await;
    db.execute("CREATE VIEW v AS SELECT status FROM posts")
        .await;
    let before = db.texts().await;
    let failure = db.alter("posts", vec![drop_column("status")]).await;
    assert!(matches!(failure, Err(Failure::Sql(..))), "{failure:?}");
    assert_eq!(db.texts().await, before);
}

#[tokio::test]
async fn a_renamed_column_is_renamed_everywhere() {
    let db = TestDatabase::new(POSTS).await;
    db.execute(
        "CREATE VIEW v AS SELECT title FROM posts;
         CREATE TABLE kids (id INTEGER PRIMARY KEY, post INTEGER REFERENCES posts (id));
         CREATE TRIGGER t AFTER INSERT ON kids BEGIN UPDATE posts SET title = 'x' WHERE id = new.post; END;",
    )
    .await;
    let rename = |from: &str, to: &str| Alteration::RenameColumn {
        from: from.to_owned(),
        to: to.to_owned(),
    };
    let changes = vec![
        rename("title", "subject"),
        rename("id", "Id"),
        add(Column::new("x", "TEXT")),
        rename("x", "y"),
    ];
    let plans = db.alter("posts", changes).await.expect("works");
    assert_eq!(ways(&plans), [Way::Native; 4]);
    assert_eq!(plans.len(), 3, "what follows a rename is planned anew");
    let names: Vec<_> = db
        .schema()
        .await
        .table("posts")
        .unwrap()
        .columns
        .iter()
        .map(|c| c.name.clone())
        .collect();
    assert_eq!(names, ["Id", "subject", "status", "y"]);
    db.execute("INSERT INTO kids (post) VALUES (1)").await;
    assert_eq!(
        db.rows("SELECT subject FROM v ORDER BY 1").await,
        ["three", "two", "x"]
    );
}

#[tokio::test]
async fn a_renamed_table_is_followed_whatever_the_foreign_keys_are_set_to() {
    for off in [false, true] {
        let db = TestDatabase::new(POSTS).await;
        db.execute(
            "CREATE TABLE kids (id INTEGER PRIMARY KEY, post INTEGER REFERENCES posts (id));
             CREATE TABLE other (x); CREATE VIEW v AS SELECT title FROM posts;
             INSERT INTO kids (post) VALUES (1);",
        )
        .await;
        let mut operations = vec![Operation::RenameTable {
            from: "posts".to_owned(),
            to: "articles".to_owned(),
        }];
        if off {
            operations.push(Operation::DropTable(Dropped::Named("other".to_owned())));
        }
        let mut expected = db.schema().await;
        expected.views.clear();
        for operation in &operations {
            expected.apply(operation).expect("fits");
        }
        db.apply(&operations).await.expect("works");
        let mut schema = db.schema().await;
        schema.views.clear();
        assert_eq!(schema, expected);
        assert_eq!(db.rows("SELECT title FROM v ORDER BY 1").await.len(), 3);
    }
}

#[tokio::test]
async fn a_table_and_a_column_change_the_case_of_their_names() {
    let db = TestDatabase::new(POSTS).await;
    let rename = Operation::RenameTable {
        from: "posts".to_owned(),
        to: "Posts".to_owned(),
    };
    db.apply(&[rename]).await.expect("works");
    assert_eq!(db.schema().await.tables[0].name, "Posts");
}

#[tokio::test]
async fn a_unique_index_is_refused_with_the_number_of_equal_values() {
    let db = TestDatabase::new(POSTS).await;
    db.execute("INSERT INTO posts (title) VALUES ('one'), ('one'), ('two'), ('Three')")
        .await;
    let unique = |collation: Option<&str>| {
        let mut index = Index {
            unique: true,
            ..index("posts_title", &["title"])
        };
        index.columns[0].collation = collation.map(str::to_owned);
        vec![Alteration::CreateIndex(index)]
    };
    let failure = db.alter("posts", unique(None)).await;
    let Err(Failure::Refused(refusal, 2)) = failure else {
        panic!("{failure:?}")
    };
    assert_eq!(
        refusal.found(2),
        "(title) of posts cannot be unique: 2 values of posts are there more than once"
    );
    let failure = db.alter("posts", unique(Some("NOCASE"))).await;
    assert!(
        matches!(failure, Err(Failure::Refused(_, 3))),
        "{failure:?}"
    );
    db.execute("DELETE FROM posts WHERE id > 3").await;
    db.alter("posts", unique(Some("NOCASE")))
        .await
        .expect("works");
}

#[tokio::test]
async fn rows_that_are_not_in_a_partial_index_may_be_equal() {
    let db = TestDatabase::new(POSTS).await;
    db.execute("INSERT INTO posts (title, status) VALUES ('one', 'posted')")
        .await;
    let partial = Index {
        unique: true,
        predicate: Some(Expression::new("status = 'draft'")),
        ..index("drafts", &["title"])
    };
    db.alter("posts", vec![Alteration::CreateIndex(partial)])
        .await
        .expect("works");
}

#[tokio::test]
async fn a_table_that_rows_refer_to_is_not_dropped() {
    let db = TestDatabase::new(POSTS).await;
    db.execute(
        "CREATE TABLE kids (id INTEGER PRIMARY KEY, post INTEGER REFERENCES posts (id) ON DELETE CASCADE);
         INSERT INTO kids (post) VALUES (1), (1), (NULL);
         CREATE VIEW v AS SELECT * FROM posts;",
    )
    .await;
    let drop = |name: &str| Operation::DropTable(Dropped::Named(name.to_owned()));
    let failure = db.apply(&[drop("posts")]).await;
    let Err(Failure::Refused(refusal, 2)) = failure else {
        panic!("{failure:?}")
    };
    assert_eq!(
        refusal.found(2),
        "posts cannot be dropped: 2 rows of kids refer to posts"
    );
    assert_eq!(db.rows("SELECT id || '' FROM kids").await.len(), 3);
    let plans = db
        .apply(&[drop("kids"), drop("posts")])
        .await
        .expect("works in this order");
    assert_eq!(
        plans[1].notes,
        ["view v stays and still names posts, which is dropped"]
    );
    assert!(db.schema().await.tables.is_empty());
}

#[tokio::test]
async fn a_name_that_is_taken_is_said_to_be() {
    let db = TestDatabase::new(POSTS).await;
    db.execute("CREATE VIEW v AS SELECT 1 AS one").await;
    let table = |name: &str| {
        let mut table = Table::new(name);
        table.columns.push(Column::new("a", "TEXT"));
        table
    };
    for (name, kind) in [("POSTS", "table"), ("v", "view"), ("posts_status", "index")] {
        match db.apply(&[Operation::CreateTable(table(name))]).await {
            Err(Failure::Plan(PlanError::NameTaken { kind: found, .. })) => assert_eq!(found, kind),
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn a_value_may_come_from_a_column_that_goes_or_from_one_that_comes() {
    let fill = |name: &str, value: &str| Alteration::AddColumn {
        column: Column::new(name, "TEXT"),
        backfill: Some(Expression::new(value)),
    };
    let db = TestDatabase::new(POSTS).await;
    let replaced = vec![drop_column("title"), fill("name", "upper(title)")];
    db.alter("posts", replaced).await.expect("works");
    assert_eq!(
        db.dump("posts", &["name"]).await,
        ["'ONE'", "'THREE'", "'TWO'"]
    );

    let db = TestDatabase::new(POSTS).await;
    let unique = Unique {
        columns: vec![IndexColumn::column("title")],
        ..Unique::default()
    };
    let chain = vec![
        fill("a", "title"),
        fill("b", "a || '!'"),
        Alteration::AddUnique(unique),
    ];
    db.alter("posts", chain).await.expect("works");
    assert_eq!(
        db.dump("posts", &["b"]).await,
        ["'one!'", "'three!'", "'two!'"]
    );
}

#[tokio::test]
async fn a_dropped_column_leaves_alone_what_is_only_written_at_it() {
    for definition in [
        "a INT, b INT CHECK (a > 0)",
        "a INT CHECK (a > 0), -- first, second\n b INT",
    ] {
        let db = TestDatabase::new(&format!(
            "CREATE TABLE t ({definition}); INSERT INTO t VALUES (1, 2)"
        ))
        .await;
        let plans = db.alter("t", vec![drop_column("b")]).await.expect("works");
        assert_eq!(ways(&plans), [Way::Rebuild], "{definition}");
        assert_eq!(db.schema().await.table("t").unwrap().checks.len(), 1);
        assert_eq!(db.dump("t", &["a"]).await, ["1"]);
    }
}

#[test]
fn foreign_keys_stay_on_for_what_never_rebuilds() {
    let nullable = || add(Column::new("a", "TEXT"));
    let with_default = || add(Column::new("a", "TEXT").default(Expression::new("now()")));
    let index = || Alteration::CreateIndex(index("i", &["a"]));
    assert!(!needs_foreign_keys_off(&alter(
        "t",
        vec![nullable(), index()]
    )));
    assert!(needs_foreign_keys_off(&alter(
        "t",
        vec![nullable(), with_default()]
    )));
    assert!(needs_foreign_keys_off(&alter("t", vec![drop_column("a")])));
    assert!(needs_foreign_keys_off(&Operation::DropTable(
        Dropped::Named("t".to_owned())
    )));
    assert!(!needs_foreign_keys_off(&Operation::CreateTable(
        Table::new("t")
    )));
}
