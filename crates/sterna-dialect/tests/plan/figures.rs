//! What the ways cost. Prints, asserts nothing; run it with
//! `cargo test --release -p sterna-dialect --test plan figures -- --ignored --nocapture`.
#![expect(clippy::print_stderr, reason = "it is there to print")]

use std::time::Instant;

use sterna_dialect::sqlite::expression::normalise;
use sterna_schema::{
    Alteration, Check, Column, Conversion, Expression, ForeignKey, IndexColumn, Operation, Unique,
};

use crate::database::{TestDatabase, alter, ways};

async fn database(rows: u32) -> TestDatabase {
    TestDatabase::new(&format!(
        "CREATE TABLE users (id INTEGER PRIMARY KEY);
         CREATE TABLE posts (id INTEGER PRIMARY KEY AUTOINCREMENT, title TEXT NOT NULL, status TEXT DEFAULT 'draft', user_id INTEGER, n INTEGER);
         CREATE TABLE kids (id INTEGER PRIMARY KEY, post INTEGER REFERENCES posts (id) ON DELETE CASCADE);
         WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 1000) INSERT INTO users SELECT n FROM c;
         WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < {rows})
         INSERT INTO posts (title, status, user_id, n) SELECT 'a title of some length ' || n, CASE n % 10 WHEN 0 THEN 'draft' ELSE 'posted' END, 1 + n % 1000, n FROM c;
         INSERT INTO kids (post) SELECT id FROM posts;
         CREATE INDEX posts_title ON posts (title);
         CREATE INDEX posts_status ON posts (status, n);"
    ))
    .await
}

fn change(from: Column, to: Column) -> Alteration {
    Alteration::AlterColumn {
        from: Box::new(from),
        to: Box::new(to),
        convert: Conversion::default(),
        restore: Conversion::default(),
    }
}

fn normalised(mut operation: Operation) -> Operation {
    normalise(&mut operation).expect("valid expressions");
    operation
}

fn kinds() -> Vec<(&'static str, Alteration)> {
    let title = || Column::new("title", "TEXT").not_null();
    let status = |default: &str| Column::new("status", "TEXT").default(Expression::new(default));
    let n = || Column::new("n", "INTEGER");
    vec![
        (
            "drop NOT NULL",
            change(title(), Column::new("title", "TEXT")),
        ),
        ("set NOT NULL", change(n(), n().not_null())),
        (
            "widen the type",
            change(title(), Column::new("title", "VARCHAR(200)").not_null()),
        ),
        (
            "change a default",
            change(status("'draft'"), status("'new'")),
        ),
        (
            "add a CHECK",
            Alteration::AddCheck(Check {
                name: None,
                expression: Expression::new("n > 0"),
            }),
        ),
        (
            "add a foreign key",
            Alteration::AddForeignKey(ForeignKey {
                columns: vec!["user_id".into()],
                table: "users".into(),
                references: vec!["id".into()],
                ..ForeignKey::default()
            }),
        ),
        (
            "add a column",
            Alteration::AddColumn {
                column: Column::new("x", "TEXT"),
                backfill: None,
            },
        ),
        (
            "add a column with a value",
            Alteration::AddColumn {
                column: Column::new("y", "TEXT").not_null(),
                backfill: Some(Expression::new("'some value'")),
            },
        ),
        (
            "drop a column",
            Alteration::DropColumn {
                column: sterna_schema::Dropped::Named("user_id".into()),
                backfill: None,
            },
        ),
        (
            "add UNIQUE (rebuild)",
            Alteration::AddUnique(Unique {
                columns: vec![IndexColumn::column("n")],
                ..Unique::default()
            }),
        ),
    ]
}

#[tokio::test]
#[ignore = "prints figures"]
async fn figures() {
    for rows in [10_000, 100_000, 1_000_000] {
        for (kind, alteration) in kinds() {
            let operation = normalised(alter("posts", vec![alteration]));
            let Operation::AlterTable { alterations, .. } = &operation else {
                unreachable!("it is one")
            };
            let db = database(rows).await;
            let start = Instant::now();
            let done = db.apply_unchecked(std::slice::from_ref(&operation)).await;
            let plans = done.expect(kind);
            let chosen = start.elapsed();
            let db = database(rows).await;
            let start = Instant::now();
            db.rebuild_unchecked("posts", alterations)
                .await
                .expect(kind);
            let rebuilt = start.elapsed();
            let names: Vec<_> = ways(&plans).iter().map(ToString::to_string).collect();
            eprintln!(
                "{rows:>8} {kind:<26} {:<20} {chosen:>10.1?}   rebuild {rebuilt:>10.1?}",
                names.join(" + ")
            );
        }
    }
}
