//! Edits of the stored definition: rows stay where they are, and obey.

use sea_orm::ConnectionTrait;
use sterna_dialect::plan::{Plan, Role, Statement, Way};
use sterna_dialect::sqlite::expression::normalise;
use sterna_dialect::sqlite::plan::{plan, plan_with_quick_check};
use sterna_schema::{
    Action, Alteration, Check, Column, Conversion, Deferral, Dropped, Expression, ForeignKey,
    Operation, Schema,
};

use crate::database::{Failure, TestDatabase, alter, rows, unordered, ways};

const SETUP: &str = "
    CREATE TABLE users (id INTEGER PRIMARY KEY);
    CREATE TABLE posts (
      id INTEGER PRIMARY KEY,
      title VARCHAR(20) NOT NULL, -- the title
      user_id INTEGER CONSTRAINT author REFERENCES users (id) ON DELETE CASCADE,
      status TEXT DEFAULT 'draft',
      n INTEGER CONSTRAINT positive CHECK (posts.n > 0)
    );
    CREATE INDEX posts_title ON posts (title);
    CREATE TABLE kids (id INTEGER PRIMARY KEY, post INTEGER REFERENCES posts ON DELETE CASCADE);
    CREATE VIEW shown AS SELECT title FROM posts;
    INSERT INTO users VALUES (1);
    INSERT INTO posts (title, user_id, n) VALUES ('one', 1, 1), ('two', NULL, 2), ('three', 1, NULL);
    INSERT INTO kids (post) VALUES (1), (2);
";

const COLUMNS: &[&str] = &["id", "title", "user_id", "status", "n"];

fn change(from: Column, to: Column) -> Alteration {
    Alteration::AlterColumn {
        from: Box::new(from),
        to: Box::new(to),
        convert: Conversion::default(),
        restore: Conversion::default(),
    }
}

fn title() -> Column {
    Column::new("title", "VARCHAR(20)").not_null()
}

fn author() -> ForeignKey {
    ForeignKey {
        name: Some("author".to_owned()),
        columns: vec!["user_id".to_owned()],
        table: "users".to_owned(),
        references: vec!["id".to_owned()],
        on_delete: Action::Cascade,
        ..ForeignKey::default()
    }
}

fn positive(name: Option<&str>) -> Check {
    Check {
        name: name.map(str::to_owned),
        expression: Expression::new("posts.n > 0"),
    }
}

fn nullable_title() -> Column {
    Column::new("title", "VARCHAR(20)")
}

fn status(default: &str) -> Column {
    Column::new("status", "TEXT").default(Expression::new(default))
}

type Kinds = Vec<(&'static str, Vec<Alteration>)>;

/// What needs no look at the rows.
fn loosening() -> Kinds {
    let key = |on_delete, deferral| ForeignKey {
        on_delete,
        deferral,
        ..author()
    };
    let drop_key = || Alteration::DropForeignKey(Dropped::Known(author()));
    let other_key = |on_delete, deferral| {
        let add = Alteration::AddForeignKey(key(on_delete, deferral));
        vec![drop_key(), add]
    };
    let drop_check = || Alteration::DropCheck(Dropped::Named("positive".to_owned()));
    let renamed = Alteration::AddCheck(positive(Some("above zero")));
    vec![
        ("drop a CHECK", vec![drop_check()]),
        ("rename a CHECK", vec![drop_check(), renamed]),
        ("drop a foreign key", vec![drop_key()]),
        (
            "change an action",
            other_key(Action::SetNull, Deferral::Immediate),
        ),
        (
            "defer a foreign key",
            other_key(Action::Cascade, Deferral::Deferred),
        ),
    ]
}

/// Changes of a column that need no look at the rows, or keep what they read by themselves.
fn columns() -> Kinds {
    let text = || Column::new("title", "TEXT").not_null();
    let user = |declared: &str| Column::new("user_id", declared);
    let plain = Column::new("status", "TEXT");
    let nocase = Column {
        collation: Some("NOCASE".to_owned()),
        ..status("'draft'")
    };
    let timed = title().default(Expression::new("CURRENT_TIMESTAMP"));
    vec![
        ("drop NOT NULL", vec![change(title(), nullable_title())]),
        ("widen a type", vec![change(title(), text())]),
        (
            "name a number otherwise",
            vec![change(user("INTEGER"), user("BIGINT"))],
        ),
        (
            "change a default",
            vec![change(status("'draft'"), status("'new'"))],
        ),
        ("drop a default", vec![change(status("'draft'"), plain)]),
        (
            "first default of what is never NULL",
            vec![change(title(), timed)],
        ),
        (
            "a collation that nothing uses",
            vec![change(status("'draft'"), nocase)],
        ),
    ]
}

/// What is one scan for rows that break it.
fn tightening() -> Kinds {
    let short = Check {
        name: None,
        expression: Expression::new("length(title) < 9"),
    };
    let key = ForeignKey {
        columns: vec!["n".to_owned()],
        table: "posts".to_owned(),
        references: vec!["id".to_owned()],
        ..ForeignKey::default()
    };
    let status = || status("'draft'");
    vec![
        ("set NOT NULL", vec![change(status(), status().not_null())]),
        ("add a CHECK", vec![Alteration::AddCheck(short)]),
        ("add a foreign key", vec![Alteration::AddForeignKey(key)]),
    ]
}

#[tokio::test]
async fn what_sqlite_finds_wrong_must_not_become_more() {
    let loosen = alter("posts", vec![change(title(), nullable_title())]);
    let db = TestDatabase::new(SETUP).await;
    let catalogue = db.catalogue().await;
    let plain = plan(&loosen, &catalogue).expect("a plan");
    let mut checked = plan_with_quick_check(&loosen, &catalogue).expect("a plan");
    assert_eq!(checked.statements.len(), plain.statements.len() + 2);
    let Role::Measure(measurement) = &checked.statements[0].role else {
        panic!("{checked:?}");
    };
    assert_eq!(measurement.name, "defects of posts");
    let view = Operation::DropView(Dropped::Named("shown".to_owned()));
    let others = plan_with_quick_check(&view, &catalogue).expect("a plan");
    assert_eq!(others, plan(&view, &catalogue).expect("a plan"));

    let damage = "PRAGMA ignore_check_constraints = ON; \
                  INSERT INTO posts (title, n) VALUES ('four', -1); \
                  PRAGMA ignore_check_constraints = OFF";
    let at = checked.statements.len() - 1;
    let damage_it = Statement::change(damage, "damage it");
    checked.statements.insert(at, damage_it);
    match db.run(&checked).await {
        Err(Failure::Changed(refusal, 0, 1)) => {
            assert_eq!(
                refusal.changed(0, 1),
                "posts would be damaged: 0 defects before, 1 after"
            );
        }
        other => panic!("{other:?}"),
    }
    let back = alter("posts", vec![change(nullable_title(), title())]);
    let checked = plan_with_quick_check(&back, &db.catalogue().await).expect("a plan");
    let done = db.run(&checked).await;
    done.expect("a defect that was there before is none of the change");
}

#[tokio::test]
async fn it_reaches_what_it_says_and_comes_back() {
    for (kind, alterations) in loosening().into_iter().chain(columns()) {
        assert_eq!(
            guards(&there_and_back(kind, alterations).await),
            1,
            "{kind}"
        );
    }
    for (kind, alterations) in tightening() {
        assert_eq!(
            guards(&there_and_back(kind, alterations).await),
            2,
            "{kind}"
        );
    }
}

/// The number of guards; one of them always makes sure that the edit is there.
fn guards(plan: &Plan) -> usize {
    let is_guard = |statement: &&Statement| matches!(statement.role, Role::Guard(_));
    plan.statements.iter().filter(is_guard).count()
}

async fn there_and_back(kind: &str, alterations: Vec<Alteration>) -> Plan {
    let db = TestDatabase::new(SETUP).await;
    let (before, rows, texts) = state(&db).await;
    let mut operation = alter("posts", alterations);
    normalise(&mut operation).expect(kind);
    let operation = operation.resolve(&before).expect(kind);
    let mut expected = before.clone();
    expected.apply(&operation).expect(kind);

    let done = db.apply(std::slice::from_ref(&operation)).await;
    let mut plans = done.unwrap_or_else(|failure| panic!("{kind}: {failure:?}"));
    assert!(
        ways(&plans).iter().all(|way| *way == Way::InPlace),
        "{kind}"
    );
    let (schema, kept, edited) = state(&db).await;
    assert_eq!((schema, &kept), (expected, &rows), "{kind}");
    assert!(db.text("posts").await.contains("-- the title\n"), "{kind}");
    assert_eq!(edited, texts, "texts of others: {kind}");

    let done = db.apply(&[operation.reverse().expect(kind)]).await;
    done.unwrap_or_else(|failure| panic!("back from {kind}: {failure:?}"));
    let (schema, kept, _) = state(&db).await;
    assert_eq!(
        (unordered(schema), kept),
        (unordered(before), rows),
        "back from {kind}"
    );
    plans.remove(0)
}

/// The schema, the rows of the table, and the texts of all else.
async fn state(db: &TestDatabase) -> (Schema, Vec<String>, Vec<String>) {
    let mut texts = db.texts().await;
    texts.retain(|text| !text.starts_with("posts:"));
    (db.schema().await, db.dump("posts", COLUMNS).await, texts)
}

#[tokio::test]
async fn an_edit_and_its_reverse_leave_the_text_as_it_was() {
    let db = TestDatabase::new(SETUP).await;
    let before = db.texts().await;
    for (from, to) in [
        (title(), nullable_title()),
        (status("'draft'"), status("'new'")),
    ] {
        db.alter("posts", vec![change(from.clone(), to.clone())])
            .await
            .expect("works");
        db.alter("posts", vec![change(to, from)])
            .await
            .expect("works");
        assert_eq!(db.texts().await, before);
    }
}

#[tokio::test]
async fn what_is_used_in_another_way_is_rebuilt() {
    let db = TestDatabase::new(SETUP).await;
    db.execute("CREATE TABLE strict (id INTEGER PRIMARY KEY, a INT, b INT AS (a)) STRICT; CREATE TABLE log (x); CREATE TRIGGER t AFTER UPDATE ON posts BEGIN INSERT INTO log VALUES (1); END").await;
    let cases = [
        (
            "posts",
            change(Column::new("id", "INTEGER"), Column::new("id", "BIGINT")),
            "the type of a primary key changes",
        ),
        (
            "posts",
            change(status("'draft'"), status("'new'")),
            "the UPDATE that keeps the old default would fire triggers",
        ),
        (
            "posts",
            change(
                Column::new("n", "INTEGER"),
                Column::new("n", "INTEGER").default(Expression::new("1")),
            ),
            "rows without a value would get the default",
        ),
        (
            "strict",
            change(Column::new("a", "INT"), Column::new("a", "ANY")),
            "a CHECK or a generated column is made of it",
        ),
    ];
    for (table, alteration, reason) in cases {
        let plans = db
            .alter(table, vec![alteration.clone()])
            .await
            .unwrap_or_else(|f| panic!("{reason}: {f:?}"));
        assert_eq!(plans[0].ways[0].way, Way::Rebuild);
        assert_eq!(plans[0].ways[0].reason, reason);
        let Operation::AlterTable { alterations, .. } =
            alter(table, vec![alteration]).reverse().unwrap()
        else {
            unreachable!()
        };
        db.alter(table, alterations).await.expect("the way back");
    }
    assert!(db.rows("SELECT x || '' FROM log").await.is_empty());
}

#[tokio::test]
async fn rows_that_are_older_than_a_column_keep_the_default_they_read() {
    for new in ["'b'", "CURRENT_TIMESTAMP", "(1 + 1)", "NULL"] {
        let db = TestDatabase::new(
            "CREATE TABLE t (id INTEGER PRIMARY KEY); INSERT INTO t DEFAULT VALUES;
             ALTER TABLE t ADD COLUMN a TEXT DEFAULT 'a';
             INSERT INTO t (a) VALUES ('own'), (NULL), ('a');",
        )
        .await;
        let a = |default: &str| match default {
            "NULL" => Column::new("a", "TEXT"),
            other => Column::new("a", "TEXT").default(Expression::new(other)),
        };
        let plans = db
            .alter("t", vec![change(a("'a'"), a(new))])
            .await
            .expect("works");
        assert_eq!(ways(&plans), [Way::InPlace]);
        assert_eq!(
            db.dump("t", &["id", "a"]).await,
            ["1|'a'", "2|'own'", "3|NULL", "4|'a'"],
            "{new}"
        );
    }
}

/// SQLite takes more for a constant than a literal, and stores it by the column's affinity.
#[tokio::test]
async fn so_do_rows_that_read_a_default_which_is_stored_in_another_form() {
    let odd = [
        ("TEXT", "(CAST(5 AS TEXT))"),
        ("TEXT", "(- -5)"),
        ("TEXT", "(-'5')"),
        ("TEXT", "1e3"),
        ("TEXT", ".5"),
        ("TEXT", "9223372036854775808"),
        ("TEXT", "TRUE"),
        ("INTEGER", "'5'"),
        ("INTEGER", "0x10"),
        ("REAL", "1"),
        ("NUMERIC", "'1e2'"),
        ("", "x'00ff'"),
    ];
    for (declared, default) in odd {
        let db = TestDatabase::new(&format!(
            "CREATE TABLE t (id INTEGER PRIMARY KEY); INSERT INTO t DEFAULT VALUES;
             ALTER TABLE t ADD COLUMN a {declared} DEFAULT {default};
             INSERT INTO t DEFAULT VALUES;",
        ))
        .await;
        let before = db.dump("t", &["id", "a"]).await;
        let old = Column::new("a", declared).default(Expression::new(default));
        let new = Column::new("a", declared).default(Expression::new("'new'"));
        let plans = db.alter("t", vec![change(old, new)]).await.expect("works");
        assert_eq!(ways(&plans), [Way::InPlace]);
        assert_eq!(
            db.dump("t", &["id", "a"]).await,
            before,
            "{declared} {default}"
        );
    }
}

/// The reason for the care above: this is what an edit alone does.
#[tokio::test]
async fn without_care_such_rows_would_change() {
    let db = TestDatabase::new(
        "CREATE TABLE t (id INTEGER PRIMARY KEY); INSERT INTO t DEFAULT VALUES;
         ALTER TABLE t ADD COLUMN a TEXT DEFAULT 'a';
         PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = replace(sql, '''a''', '''b''');
         PRAGMA writable_schema = RESET;",
    )
    .await;
    assert_eq!(db.rows("SELECT a FROM t").await, ["b"]);
}

#[tokio::test]
async fn a_new_column_that_is_never_null_needs_no_rebuild() {
    let columns = [
        (Column::new("slug", "TEXT").not_null(), Some("title || id")),
        (
            Column::new("slug", "TEXT")
                .not_null()
                .default(Expression::new("CURRENT_TIMESTAMP")),
            None,
        ),
        (
            Column::new("slug", "TEXT")
                .not_null()
                .default(Expression::new("(1 + 1)")),
            Some("'own'"),
        ),
    ];
    for (column, backfill) in columns {
        let db = TestDatabase::new(SETUP).await;
        let mut operation = alter(
            "posts",
            vec![Alteration::AddColumn {
                column: column.clone(),
                backfill: backfill.map(Expression::new),
            }],
        );
        normalise(&mut operation).unwrap();
        let mut expected = db.schema().await;
        expected.apply(&operation).unwrap();
        let plans = db.apply(&[operation]).await.expect("works");
        assert_eq!(ways(&plans), [Way::Native, Way::InPlace]);
        assert_eq!(db.schema().await, expected);
        let values = db.rows("SELECT slug FROM posts ORDER BY id").await;
        match backfill {
            Some("'own'") => assert_eq!(values, ["own"; 3]),
            Some(_) => assert_eq!(values, ["one1", "two2", "three3"]),
            None => assert!(values.iter().all(|value| value.starts_with("20"))),
        }
    }
}

#[tokio::test]
async fn a_backfill_that_leaves_null_is_refused() {
    let db = TestDatabase::new(SETUP).await;
    let before = (db.texts().await, db.dump("posts", COLUMNS).await);
    let add = Alteration::AddColumn {
        column: Column::new("slug", "TEXT").not_null(),
        backfill: Some(Expression::new("CAST(user_id AS TEXT)")),
    };
    let failure = db.alter("posts", vec![add]).await;
    assert!(
        matches!(failure, Err(Failure::Refused(_, 1))),
        "{failure:?}"
    );
    assert_eq!((db.texts().await, db.dump("posts", COLUMNS).await), before);
}

#[tokio::test]
async fn an_expression_that_sqlite_does_not_accept_leaves_everything_as_it_was() {
    let db = TestDatabase::new(SETUP).await;
    let before = db.texts().await;
    for expression in ["missing > 0", "n > (SELECT 1)", "no_such_function(n)"] {
        let check = Check {
            name: None,
            expression: Expression::new(expression),
        };
        let failure = db.alter("posts", vec![Alteration::AddCheck(check)]).await;
        assert!(
            matches!(failure, Err(Failure::Sql(..))),
            "{expression}: {failure:?}"
        );
        assert_eq!(db.texts().await, before);
        db.execute("UPDATE posts SET n = 5 WHERE id = 1").await;
    }
}

#[tokio::test]
async fn another_connection_obeys_at_its_next_statement() {
    for journal in ["WAL", "DELETE"] {
        let db = TestDatabase::new(SETUP).await;
        db.execute(&format!("PRAGMA journal_mode = {journal}"))
            .await;
        let other = db.another().await;
        let insert = "INSERT INTO posts (title) VALUES (NULL)";
        assert!(other.execute_unprepared(insert).await.is_err());
        db.alter("posts", vec![change(title(), nullable_title())])
            .await
            .expect("works");
        other
            .execute_unprepared(insert)
            .await
            .expect("NULL is allowed now");
        other
            .execute_unprepared("DELETE FROM posts WHERE title IS NULL")
            .await
            .expect("gone");
        db.alter("posts", vec![change(nullable_title(), title())])
            .await
            .expect("works");
        let error = other
            .execute_unprepared(insert)
            .await
            .expect_err("NULL is not allowed");
        assert!(
            error.to_string().contains("NOT NULL constraint failed"),
            "{error}"
        );
        assert_eq!(
            rows(&other, "PRAGMA integrity_check").await.unwrap(),
            ["ok"]
        );
    }
}

#[tokio::test]
async fn a_rollback_restores_the_rule_for_everyone() {
    for journal in ["WAL", "DELETE"] {
        let db = TestDatabase::new(SETUP).await;
        db.execute(&format!("PRAGMA journal_mode = {journal}"))
            .await;
        let other = db.another().await;
        let before = db.texts().await;
        let failing = Operation::Execute(sterna_schema::RawSql {
            sql: "INSERT INTO posts (title) VALUES (NULL); INSERT INTO nowhere VALUES (1)"
                .to_owned(),
            reverse: None,
        });
        let loosen = alter("posts", vec![change(title(), nullable_title())]);
        let failure = db.apply(&[loosen, failing]).await;
        assert!(matches!(failure, Err(Failure::Sql(..))), "{failure:?}");
        assert_eq!(db.texts().await, before);
        for connection in [&db.connection, &other] {
            let insert = connection
                .execute_unprepared("INSERT INTO posts (title) VALUES (NULL)")
                .await;
            assert!(
                insert
                    .expect_err("refused")
                    .to_string()
                    .contains("NOT NULL")
            );
        }
        assert_eq!(db.dump("posts", COLUMNS).await.len(), 3);
    }
}
