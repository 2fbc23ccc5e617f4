//! Scripts, run by the `sqlite3` shell where there is one.

use std::io::Write;
use std::process::{Command, Stdio};

use sterna_dialect::sqlite::script::script;
use sterna_schema::{Alteration, Column, Conversion, Dropped, Expression, Operation, TableOptions};

use crate::database::{TestDatabase, alter};

const SETUP: &str = "
    CREATE TABLE posts (id INTEGER PRIMARY KEY AUTOINCREMENT, title TEXT UNIQUE, n INTEGER CHECK (posts.n > 0));
    CREATE TABLE kids (id INTEGER PRIMARY KEY, post INTEGER REFERENCES posts (id) ON DELETE CASCADE);
    CREATE VIEW v AS SELECT title FROM posts;
    INSERT INTO posts (title) VALUES ('a'), ('b');
    INSERT INTO kids (post) VALUES (1), (2);
";

/// Runs a script; what the shell complains about, if it does. `None` without a shell.
fn shell(path: &std::path::Path, script: &str) -> Option<Result<String, String>> {
    let mut child = Command::new("sqlite3")
        .arg(path)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .ok()?;
    child.stdin.take()?.write_all(script.as_bytes()).ok()?;
    let output = child.wait_with_output().ok()?;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    Some(if output.status.success() {
        Ok(said)
    } else {
        Err(said)
    })
}

fn operations() -> Vec<Operation> {
    let drop_unique = Alteration::DropUnique(Dropped::Known(sterna_schema::Unique {
        columns: vec![sterna_schema::IndexColumn::column("title")],
        ..Default::default()
    }));
    vec![
        alter(
            "posts",
            vec![
                drop_unique,
                Alteration::AddColumn {
                    column: Column::new("slug", "TEXT").not_null(),
                    backfill: Some(Expression::new("title || '-' || id")),
                },
                Alteration::RenameColumn {
                    from: "n".to_owned(),
                    to: "line\nbreak".to_owned(),
                },
            ],
        ),
        Operation::RenameTable {
            from: "posts".to_owned(),
            to: "articles".to_owned(),
        },
        alter(
            "articles",
            vec![Alteration::AddColumn {
                column: Column::new("x", "TEXT"),
                backfill: None,
            }],
        ),
        Operation::Execute(sterna_schema::RawSql {
            sql: "UPDATE articles SET x = 1 -- done".to_owned(),
            reverse: None,
        }),
    ]
}

#[tokio::test]
async fn the_shell_does_what_the_runner_does() {
    let (ours, theirs) = (
        TestDatabase::new(SETUP).await,
        TestDatabase::new(SETUP).await,
    );
    let script = script(&operations(), &theirs.catalogue().await)
        .await
        .expect("a script");
    ours.apply(&operations()).await.expect("works");
    let Some(said) = shell(&theirs.path(), &script) else {
        return;
    };
    assert_eq!(said.as_deref(), Ok(""), "{script}");
    assert_eq!(theirs.schema().await, ours.schema().await);
    let columns = ["id", "title", "slug", "x"];
    assert_eq!(
        theirs.dump("articles", &columns).await,
        ours.dump("articles", &columns).await
    );
    assert_eq!(theirs.dump("kids", &["id", "post"]).await, ["1|1", "2|2"]);
}

#[tokio::test]
async fn the_shell_refuses_what_the_runner_refuses() {
    let db = TestDatabase::new(SETUP).await;
    let before = db.texts().await;
    let operations = [
        alter(
            "kids",
            vec![Alteration::AddColumn {
                column: Column::new("x", "TEXT"),
                backfill: None,
            }],
        ),
        alter(
            "posts",
            vec![Alteration::AddColumn {
                column: Column::new("slug", "TEXT").not_null(),
                backfill: None,
            }],
        ),
    ];
    let script = script(&operations, &db.catalogue().await)
        .await
        .expect("a script");
    let Some(said) = shell(&db.path(), &script) else {
        return;
    };
    let said = said.expect_err("a refusal");
    assert!(
        said.contains("posts.slug is NOT NULL and has no default"),
        "{said}"
    );
    assert_eq!(db.texts().await, before);
}

/// A temporary table would stand in front of a table of the same name.
#[tokio::test]
async fn tables_that_are_called_like_those_of_the_script_are_no_obstacle() {
    let db = TestDatabase::new(
        "CREATE TABLE sterna_measured (id INTEGER PRIMARY KEY, a TEXT);
         CREATE TABLE sterna_guard (id INTEGER PRIMARY KEY, a TEXT);
         INSERT INTO sterna_measured (a) VALUES ('x'); INSERT INTO sterna_guard (a) VALUES ('y');",
    )
    .await;
    let from = Column::new("a", "TEXT");
    let to = from.clone().not_null();
    let strict = TableOptions {
        strict: true,
        without_rowid: false,
    };
    let tighten = |table: &str| {
        let not_null = Alteration::AlterColumn {
            from: Box::new(from.clone()),
            to: Box::new(to.clone()),
            convert: Conversion::default(),
            restore: Conversion::default(),
        };
        let options = Alteration::SetOptions {
            from: TableOptions::default(),
            to: strict,
        };
        alter(table, vec![not_null, options])
    };
    let operations = [tighten("sterna_measured"), tighten("sterna_guard")];
    let text = script(&operations, &db.catalogue().await)
        .await
        .expect("a script");
    let Some(done) = shell(&db.path(), &text) else {
        return;
    };
    done.expect("it runs");
    for (table, value) in [("sterna_measured", "1|'x'"), ("sterna_guard", "1|'y'")] {
        assert!(
            db.text(table).await.ends_with("STRICT"),
            "{}",
            db.text(table).await
        );
        assert_eq!(db.dump(table, &["id", "a"]).await, [value]);
    }
}

/// Edits that follow each other make SQLite read its schema once; what comes between them does
/// not find the old one.
#[tokio::test]
async fn the_schema_is_read_once_for_edits_that_follow_each_other() {
    let setup = "CREATE TABLE a (x TEXT NOT NULL); CREATE TABLE b (x TEXT NOT NULL); \
                 CREATE TABLE c (x TEXT NOT NULL);";
    let db = TestDatabase::new(setup).await;
    let loosen = |table: &str| {
        let from = Column::new("x", "TEXT").not_null();
        let to = Column::new("x", "TEXT");
        let change = Alteration::AlterColumn {
            from: Box::new(from),
            to: Box::new(to),
            convert: Conversion::default(),
            restore: Conversion::default(),
        };
        alter(table, vec![change])
    };
    let insert = Operation::Execute(sterna_schema::RawSql {
        sql: "INSERT INTO b VALUES (NULL)".to_owned(),
        reverse: None,
    });
    let operations = [loosen("a"), loosen("b"), insert, loosen("c")];
    let script = script(&operations, &db.catalogue().await)
        .await
        .expect("a script");
    let reads = |script: &str| script.matches("writable_schema = RESET").count();
    assert_eq!(reads(&script), 2, "{script}");
    let before_insert = script.split("\nINSERT INTO b").next().expect("a beginning");
    assert_eq!(reads(before_insert), 1, "{script}");
    let Some(said) = shell(&db.path(), &script) else {
        return;
    };
    assert_eq!(said.as_deref(), Ok(""), "{script}");
    assert_eq!(db.dump("b", &["x"]).await, ["NULL"]);
}

/// SQLite gives up at a view that was broken before, in words that name no way out.
#[tokio::test]
async fn a_broken_view_is_named_in_the_way_of_a_rename() {
    let setup = "CREATE TABLE t (a, b); CREATE VIEW v AS SELECT x FROM missing;";
    let db = TestDatabase::new(setup).await;
    let rename = Alteration::RenameColumn {
        from: "a".to_owned(),
        to: "c".to_owned(),
    };
    let failed = script(&[alter("t", vec![rename])], &db.catalogue().await).await;
    let error = failed.expect_err("it cannot be renamed").to_string();
    assert_eq!(
        error,
        "view v did not work before either: no such table: main.missing"
    );
}
