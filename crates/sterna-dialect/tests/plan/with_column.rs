//! Constraints that come or go with the column that they are written at, in one statement.

use sterna_dialect::plan::{Plan, Role, Way};
use sterna_dialect::sqlite::dependants::with_dependants;
use sterna_dialect::sqlite::expression::normalise;
use sterna_schema::{
    Action, Alteration, Check, Column, Conversion, Deferral, Dropped, Expression, ForeignKey,
};

use crate::database::{Failure, TestDatabase, alter, ways};

const SETUP: &str = "
    CREATE TABLE users (id INTEGER PRIMARY KEY, code TEXT UNIQUE);
    CREATE TABLE posts (id INTEGER PRIMARY KEY, title TEXT NOT NULL /* shown */);
    CREATE INDEX posts_title ON posts (title);
    INSERT INTO users VALUES (1, 'x');
    INSERT INTO posts (title) VALUES ('one'), ('two');
";

fn add(column: Column) -> Alteration {
    Alteration::AddColumn {
        column,
        backfill: None,
    }
}

fn author() -> ForeignKey {
    ForeignKey {
        name: Some("the \"author\"".to_owned()),
        columns: vec!["author".to_owned()],
        table: "users".to_owned(),
        references: vec!["id".to_owned()],
        on_delete: Action::Cascade,
        on_update: Action::SetNull,
        deferral: Deferral::Deferred,
    }
}

fn author_column() -> Column {
    Column::new("author", "INTEGER")
}

fn drop_author() -> Alteration {
    Alteration::DropColumn {
        column: Dropped::Named("author".to_owned()),
        backfill: None,
    }
}

fn changes(plans: &[Plan]) -> Vec<&str> {
    let statements = plans.iter().flat_map(|plan| &plan.statements);
    let changes = statements.filter(|statement| statement.role == Role::Change);
    changes.map(|statement| statement.sql.as_str()).collect()
}

/// Applies alterations and insists that the schema is what they say.
async fn applied(db: &TestDatabase, alterations: Vec<Alteration>) -> Vec<Plan> {
    let mut expected = db.schema().await;
    let table = expected.table("posts").expect("it is there");
    let all = with_dependants(&alterations, table, &expected).expect("it fits");
    let mut operation = alter("posts", all);
    normalise(&mut operation).expect("valid expressions");
    expected.apply(&operation).expect("it fits");
    let plans = db.apply(&[operation]).await.expect("works");
    crate::database::assert_same(db.schema().await, expected, "after");
    plans
}

#[tokio::test]
async fn a_foreign_key_comes_with_its_column() {
    let db = TestDatabase::new(SETUP).await;
    let before = db.schema().await;
    let both = vec![add(author_column()), Alteration::AddForeignKey(author())];
    let plans = applied(&db, both).await;
    assert_eq!(ways(&plans), [Way::Native; 2]);
    assert_eq!(
        changes(&plans),
        [
            "ALTER TABLE \"posts\" ADD COLUMN \"author\" INTEGER CONSTRAINT \"the \"\"author\"\"\" \
             REFERENCES \"users\" (\"id\") ON DELETE CASCADE ON UPDATE SET NULL \
             DEFERRABLE INITIALLY DEFERRED"
        ]
    );
    assert!(db.text("posts").await.contains("/* shown */"));
    let orphan = "UPDATE posts SET author = 7";
    let found = async |sql| crate::database::rows(&db.connection, sql).await;
    assert!(found(orphan).await.is_err(), "it is enforced");

    let plans = applied(&db, vec![drop_author()]).await;
    assert_eq!(ways(&plans), [Way::Native; 2]);
    assert_eq!(
        changes(&plans),
        ["ALTER TABLE \"posts\" DROP COLUMN \"author\""]
    );
    assert_eq!(db.schema().await, before);
}

#[tokio::test]
async fn a_foreign_key_finds_its_column_past_other_changes() {
    let db = TestDatabase::new(SETUP).await;
    let title = Column::new("title", "TEXT");
    let loosen = Alteration::AlterColumn {
        from: Box::new(title.clone().not_null()),
        to: Box::new(title),
        convert: Conversion::default(),
        restore: Conversion::default(),
    };
    let second = ForeignKey {
        references: vec!["code".to_owned()],
        name: None,
        ..author()
    };
    let all = vec![
        add(author_column()),
        add(Column::new("x", "TEXT")),
        loosen,
        Alteration::AddForeignKey(author()),
        Alteration::AddForeignKey(second),
    ];
    let plans = applied(&db, all).await;
    let expected = [
        Way::Native,
        Way::Native,
        Way::Native,
        Way::Native,
        Way::InPlace,
    ];
    assert_eq!(ways(&plans), expected);
    let key = &plans[0].ways[1];
    assert_eq!(
        (key.change.as_str(), key.reason.as_str()),
        (
            "add foreign key (author) -> users(id)",
            "ADD COLUMN with its REFERENCES"
        )
    );
}

#[tokio::test]
async fn a_foreign_key_over_rows_with_values_is_checked_for_each() {
    let default = author_column().default(Expression::new("1"));
    let filled = Alteration::AddColumn {
        column: author_column(),
        backfill: Some(Expression::new("id")),
    };
    for (column, orphans) in [(add(default), 0), (filled, 1)] {
        let db = TestDatabase::new(SETUP).await;
        let both = vec![column, Alteration::AddForeignKey(author())];
        match (db.alter("posts", both).await, orphans) {
            (Ok(plans), 0) => assert_eq!(ways(&plans), [Way::Native, Way::InPlace]),
            (Err(Failure::Refused(_, found)), _) => assert_eq!(found, orphans),
            (other, _) => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn a_check_of_a_new_column_is_looked_at_before_it_holds() {
    let check = |sql: &str| {
        let check = Check {
            name: Some("short".to_owned()),
            expression: Expression::new(sql),
        };
        vec![
            add(Column::new("slug", "TEXT")),
            Alteration::AddCheck(check),
        ]
    };
    let db = TestDatabase::new(SETUP).await;
    let plans = applied(&db, check("length(slug) < 9")).await;
    assert_eq!(ways(&plans), [Way::Native, Way::InPlace]);
    let db = TestDatabase::new(SETUP).await;
    let failure = db.alter("posts", check("slug IS NOT NULL")).await;
    assert!(
        matches!(failure, Err(Failure::Refused(_, 2))),
        "{failure:?}"
    );
}

#[tokio::test]
async fn what_is_written_at_a_column_goes_with_it() {
    let db = TestDatabase::new(SETUP).await;
    db.execute("ALTER TABLE posts ADD COLUMN author INTEGER CHECK (author > 0) REFERENCES users")
        .await;
    db.execute("UPDATE posts SET author = 1").await;
    let plans = applied(&db, vec![drop_author()]).await;
    assert_eq!(ways(&plans), [Way::Native; 3]);
    assert_eq!(changes(&plans).len(), 1);
}

#[tokio::test]
async fn what_is_written_elsewhere_goes_before_the_column() {
    for constraints in [
        "author INTEGER, FOREIGN KEY (author) REFERENCES users",
        "author INTEGER REFERENCES users, FOREIGN KEY (author) REFERENCES users (id)",
        "author INTEGER CHECK (author > 0), CHECK (author > 0)",
        "author INTEGER, other TEXT CHECK (author <> 'x') -- at another column\n",
    ] {
        let db = TestDatabase::new(&format!(
            "CREATE TABLE users (id INTEGER PRIMARY KEY);
             CREATE TABLE posts (id INTEGER PRIMARY KEY, {constraints});
             INSERT INTO users VALUES (1);
             INSERT INTO posts (author) VALUES (1), (NULL)"
        ))
        .await;
        let plans = db.alter("posts", vec![drop_author()]).await;
        let ways = ways(&plans.expect(constraints));
        assert!(ways.contains(&Way::InPlace), "{constraints}: {ways:?}");
        assert_eq!(ways.last(), Some(&Way::Native), "{constraints}");
        let schema = db.schema().await;
        let table = schema.table("posts").expect("it is there");
        assert!(table.foreign_keys.is_empty() && table.checks.is_empty());
        assert_eq!(db.dump("posts", &["id"]).await, ["1", "2"]);
    }
}
