//! What needs a new table: nothing of the old one, or of its surroundings, is lost.

use sterna_dialect::plan::{Role, Way};
use sterna_dialect::sqlite::expression::normalise;
use sterna_dialect::sqlite::plan::plan;
use sterna_schema::{
    Alteration, Check, Column, Conversion, Dropped, Expression, ForeignKey, IndexColumn, Operation,
    PrimaryKey, TableOptions, Unique,
};

use crate::database::{Failure, TestDatabase, alter, unordered, ways};

/// A table with everything a table can have, in the middle of others.
const WORLD: &str = "
    CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT);
    CREATE TABLE posts (
      id INTEGER PRIMARY KEY AUTOINCREMENT, -- never used again
      user_id INT REFERENCES users (id) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED,
      up INTEGER REFERENCES posts,
      title VARCHAR(80) COLLATE NOCASE NOT NULL DEFAULT 'it''s', /* a, comment */
      price NUMERIC DEFAULT (1 + 1) CHECK (posts.price >= 0),
      code TEXT,
      shout TEXT GENERATED ALWAYS AS (upper(title)) STORED,
      twice AS (price * 2),
      CONSTRAINT \"a pair\" UNIQUE (title, code),
      CHECK (length(title) < 100)
    );
    CREATE INDEX plain ON posts (code);
    CREATE UNIQUE INDEX partial ON posts (title COLLATE BINARY DESC) WHERE code IS NOT NULL;
    CREATE INDEX expression ON posts (lower(title), price DESC);
    CREATE TABLE kids (id INTEGER PRIMARY KEY, post INTEGER NOT NULL REFERENCES posts (id) ON DELETE CASCADE);
    CREATE TABLE log (text);
    CREATE VIEW shown AS SELECT posts.title, kids.id FROM posts JOIN kids ON kids.post = posts.id;
    CREATE TRIGGER on_posts AFTER INSERT ON posts BEGIN INSERT INTO log VALUES (new.title); END;
    CREATE TRIGGER on_kids AFTER DELETE ON kids BEGIN UPDATE posts SET code = 'lost' WHERE id = old.post; END;
    CREATE TRIGGER on_view INSTEAD OF DELETE ON shown BEGIN DELETE FROM kids WHERE id = old.id; END;
    INSERT INTO users VALUES (1, 'ann');
    INSERT INTO posts (user_id, title, code) VALUES (1, 'one', 'a'), (NULL, 'two', 'b'), (1, 'three', NULL), (1, 'four', 'd');
    DELETE FROM posts WHERE id = 4;
    UPDATE posts SET up = 1;
    INSERT INTO kids (post) VALUES (1), (1), (2);
    ALTER TABLE posts ADD COLUMN late TEXT DEFAULT 'late';
    INSERT INTO posts (title, late) VALUES ('five', 'own');
    DELETE FROM log;
";

const COLUMNS: &[&str] = &[
    "id", "user_id", "up", "title", "price", "code", "shout", "twice", "late",
];

fn drop_unique() -> Alteration {
    Alteration::DropUnique(Dropped::Named("a pair".to_owned()))
}

#[tokio::test]
async fn nothing_is_lost() {
    let db = TestDatabase::new(WORLD).await;
    let before = (db.schema().await, db.texts().await);
    let rows = db.dump("posts", COLUMNS).await;
    let kids = db.dump("kids", &["id", "post"]).await;

    let operation = alter("posts", vec![drop_unique()])
        .resolve(&before.0)
        .expect("it is there");
    let plans = db
        .apply(std::slice::from_ref(&operation))
        .await
        .expect("works");
    assert_eq!(ways(&plans), [Way::Rebuild]);
    let mut expected = before.0.clone();
    expected.apply(&operation).expect("fits");
    assert_eq!(db.schema().await, expected);
    assert_eq!(db.dump("posts", COLUMNS).await, rows);
    assert_eq!(db.dump("kids", &["id", "post"]).await, kids);
    let text = db.text("posts").await;
    for kept in [
        "-- never used again\n",
        "/* a, comment */",
        "twice AS (price * 2)",
        "DEFAULT (1 + 1)",
    ] {
        assert!(text.contains(kept), "{kept} in {text}");
    }

    db.apply(&[operation.reverse().expect("known")])
        .await
        .expect("works");
    assert_eq!(db.schema().await, before.0);
    assert_eq!(db.dump("posts", COLUMNS).await, rows);
    assert_eq!(
        db.rows("SELECT count(*) || '' FROM log").await,
        ["0"],
        "no trigger fired"
    );
    assert_works(&db).await;
}

/// The AUTOINCREMENT value, the triggers, the view and the cascade do what they did.
async fn assert_works(db: &TestDatabase) {
    assert_eq!(
        db.rows("SELECT group_concat(name || seq) FROM sqlite_sequence")
            .await,
        ["posts5"]
    );
    db.execute("DELETE FROM posts WHERE id = 5; INSERT INTO posts (title) VALUES ('six')")
        .await;
    assert_eq!(db.rows("SELECT max(id) || '' FROM posts").await, ["6"]);
    assert_eq!(db.rows("SELECT text FROM log").await, ["six"]);
    db.execute("DELETE FROM shown WHERE id = 3").await;
    assert_eq!(
        db.rows("SELECT code FROM posts WHERE id = 2").await,
        ["lost"]
    );
    db.execute("UPDATE posts SET up = NULL; DELETE FROM posts WHERE id = 1")
        .await;
    assert_eq!(
        db.rows("SELECT count(*) || '' FROM kids").await,
        ["0"],
        "the cascade works"
    );
    assert_eq!(
        db.rows("SELECT count(*) || '' FROM pragma_foreign_key_check")
            .await,
        ["0"]
    );
    let negative = "INSERT INTO posts (title, price) VALUES ('x', -1)";
    assert!(
        sea_orm::ConnectionTrait::execute_unprepared(&db.connection, negative)
            .await
            .is_err()
    );
}

#[tokio::test]
async fn it_refuses_to_begin_while_foreign_keys_are_on() {
    let db = TestDatabase::new(WORLD).await;
    let plan = plan(&alter("posts", vec![drop_unique()]), &db.catalogue().await).expect("a plan");
    let first = &plan.statements[0];
    assert!(matches!(first.role, Role::Guard(_)));
    assert_eq!(
        db.rows(&first.sql.replace("SELECT ", "SELECT '' || "))
            .await,
        ["1"]
    );
}

#[tokio::test]
async fn every_alteration_reaches_what_it_says_and_comes_back() {
    for (kind, alterations) in alterations() {
        for rows in [true, false] {
            let db = TestDatabase::new(WORLD).await;
            if !rows {
                db.execute("DELETE FROM kids; UPDATE posts SET up = NULL; DELETE FROM posts")
                    .await;
            }
            let before = db.schema().await;
            let dump = db.dump("posts", COLUMNS).await;
            let mut operation = alter("posts", alterations.clone());
            normalise(&mut operation).expect(kind);
            let operation = operation.resolve(&before).expect(kind);
            let mut expected = before.clone();
            expected.apply(&operation).expect(kind);
            let done = db.apply(std::slice::from_ref(&operation)).await;
            done.unwrap_or_else(|failure| panic!("{kind}: {failure:?}"));
            assert_eq!(db.schema().await, expected, "{kind}");
            let back = operation.reverse().expect(kind);
            let done = db.apply(&[back]).await;
            done.unwrap_or_else(|failure| panic!("back from {kind}: {failure:?}"));
            assert_eq!(
                unordered(db.schema().await),
                unordered(before),
                "back from {kind}"
            );
            assert_eq!(db.dump("posts", COLUMNS).await, dump, "back from {kind}");
            assert_eq!(
                db.dump("kids", &["id"]).await.len(),
                if rows { 3 } else { 0 }
            );
        }
    }
}

fn alterations() -> Vec<(&'static str, Vec<Alteration>)> {
    let code = || Column::new("code", "TEXT");
    let change = |from: Column, to: Column| Alteration::AlterColumn {
        from: Box::new(from),
        to: Box::new(to),
        convert: Conversion {
            backfill: Some(Expression::new("'none'")),
            using: None,
        },
        restore: Conversion {
            backfill: None,
            using: Some(Expression::new("nullif(code, 'none')")),
        },
    };
    let change_code = |to: Column| vec![change(code(), to)];
    let key = |autoincrement: bool| PrimaryKey {
        columns: vec![IndexColumn::column("id")],
        autoincrement,
        ..PrimaryKey::default()
    };
    vec![
        ("set not null", change_code(code().not_null())),
        (
            "set default",
            change_code(code().default(Expression::new("'x'"))),
        ),
        ("set type", change_code(Column::new("code", "VARCHAR(20)"))),
        ("set no type", change_code(Column::new("code", ""))),
        (
            "set collation",
            change_code(Column {
                collation: Some("RTRIM".to_owned()),
                ..code()
            }),
        ),
        (
            "add unique",
            vec![Alteration::AddUnique(Unique {
                columns: vec![IndexColumn::column("code")],
                ..Unique::default()
            })],
        ),
        (
            "add check",
            vec![Alteration::AddCheck(Check {
                name: Some("short".to_owned()),
                expression: Expression::new("length(code) < 9"),
            })],
        ),
        (
            "drop autoincrement",
            vec![
                Alteration::SetPrimaryKey {
                    from: Some(key(true)),
                    to: Some(key(false)),
                },
                Alteration::SetPrimaryKey {
                    from: Some(key(false)),
                    to: Some(key(true)),
                },
            ],
        ),
        (
            "drop foreign key",
            vec![Alteration::DropForeignKey(Dropped::Known(ForeignKey {
                columns: vec!["user_id".to_owned()],
                table: "users".to_owned(),
                references: vec!["id".to_owned()],
                on_delete: sterna_schema::Action::SetNull,
                deferral: sterna_schema::Deferral::Deferred,
                ..ForeignKey::default()
            }))],
        ),
        (
            "several at once",
            vec![
                drop_unique(),
                Alteration::AddColumn {
                    column: Column::new("extra", "TEXT").not_null(),
                    backfill: Some(Expression::new("title || (SELECT count(*) FROM posts)")),
                },
                change(code(), code().not_null()),
                Alteration::DropIndex(Dropped::Named("plain".to_owned())),
            ],
        ),
    ]
}

#[tokio::test]
async fn a_value_is_converted_as_the_revision_says() {
    let db = TestDatabase::new("CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT); INSERT INTO t (a) VALUES ('8'), ('9'), (NULL)").await;
    let to_integer = |using: Option<&str>| {
        vec![Alteration::AlterColumn {
            from: Box::new(Column::new("a", "TEXT")),
            to: Box::new(Column::new("a", "INTEGER").not_null()),
            convert: Conversion {
                backfill: Some(Expression::new("-1")),
                using: using.map(Expression::new),
            },
            restore: Conversion::default(),
        }]
    };
    db.alter("t", to_integer(None)).await.expect("works");
    assert_eq!(db.dump("t", &["id", "a"]).await, ["1|8", "2|9", "3|-1"]);

    let db = TestDatabase::new("CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT); INSERT INTO t (a) VALUES ('8.5'), ('abc'), ('9')").await;
    let failure = db.alter("t", to_integer(None)).await;
    let Err(Failure::Refused(refusal, 2)) = failure else {
        panic!("{failure:?}")
    };
    assert_eq!(
        refusal.found(2),
        "t.a cannot become INTEGER: 2 rows of t hold what would not be the same as INTEGER"
    );
    db.alter("t", to_integer(Some("CAST(a AS INTEGER)")))
        .await
        .expect("works");
    assert_eq!(db.dump("t", &["id", "a"]).await, ["1|8", "2|0", "3|9"]);
}

/// As the rowid, a key would number its NULLs by itself.
#[tokio::test]
async fn a_key_that_becomes_the_rowid_must_hold_no_null() {
    let change = Alteration::AlterColumn {
        from: Box::new(Column::new("id", "INT")),
        to: Box::new(Column::new("id", "INTEGER")),
        convert: Conversion::default(),
        restore: Conversion::default(),
    };
    for (rows, expected) in [
        ("(NULL, 1), (NULL, 2), (7, 3)", ["7|3", "NULL|1", "NULL|2"]),
        ("(1, 1), (2, 2), (7, 3)", ["1|1", "2|2", "7|3"]),
    ] {
        let db = TestDatabase::new(&format!(
            "CREATE TABLE t (id INT PRIMARY KEY, x INTEGER); INSERT INTO t VALUES {rows};"
        ))
        .await;
        let done = db.alter("t", vec![change.clone()]).await;
        assert_eq!(done.is_err(), rows.contains("NULL"));
        assert_eq!(db.dump("t", &["id", "x"]).await, expected);
    }
}

#[tokio::test]
async fn what_rows_break_is_refused_with_their_number_and_nothing_changes() {
    let setup = "
        CREATE TABLE p (id INTEGER PRIMARY KEY, code TEXT UNIQUE);
        CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b INTEGER, p INTEGER);
        INSERT INTO p VALUES (1, 'x');
        INSERT INTO t (a, b, p) VALUES ('x', 1, 1), ('x', 2, 7), (NULL, NULL, 8), ('y', -1, NULL);";
    let term = |name: &str| vec![IndexColumn::column(name)];
    let key = |column: &str, other: &str| {
        Alteration::AddForeignKey(ForeignKey {
            columns: vec![column.to_owned()],
            table: "p".to_owned(),
            references: vec![other.to_owned()],
            ..ForeignKey::default()
        })
    };
    let not_null = Alteration::AlterColumn {
        from: Box::new(Column::new("a", "TEXT")),
        to: Box::new(Column::new("a", "TEXT").not_null()),
        convert: Conversion::default(),
        restore: Conversion::default(),
    };
    let cases = [
        (
            not_null,
            1,
            "t.a cannot become NOT NULL: 1 row of t holds NULL there",
        ),
        (
            Alteration::AddUnique(Unique {
                columns: term("a"),
                ..Unique::default()
            }),
            1,
            "(a) of t cannot be unique: 1 value of t is there more than once",
        ),
        (
            Alteration::AddCheck(Check {
                name: None,
                expression: Expression::new("b > 1"),
            }),
            2,
            "CHECK (b > 1) cannot be added to t: 2 rows of t break it",
        ),
        (
            key("p", "id"),
            2,
            "(p) of t cannot refer to p: 2 rows of t refer to nothing in p",
        ),
        (
            key("a", "code"),
            1,
            "(a) of t cannot refer to p: 1 row of t refers to nothing in p",
        ),
        (
            Alteration::SetPrimaryKey {
                from: None,
                to: Some(PrimaryKey {
                    columns: term("a"),
                    ..PrimaryKey::default()
                }),
            },
            1,
            "(a) of t cannot be the primary key: 1 value of t is there more than once",
        ),
    ];
    for (alteration, number, words) in cases {
        let db = TestDatabase::new(setup).await;
        let before = (db.texts().await, db.dump("t", &["id", "a", "b", "p"]).await);
        match db.alter("t", vec![alteration.clone()]).await {
            Err(Failure::Refused(refusal, found)) => {
                assert_eq!((found, refusal.found(found).as_str()), (number, words));
                assert!(!refusal.help.is_empty());
            }
            other => panic!("{alteration:?}: {other:?}"),
        }
        assert_eq!(
            (db.texts().await, db.dump("t", &["id", "a", "b", "p"]).await),
            before
        );
        db.execute("DELETE FROM t").await;
        db.alter("t", vec![alteration])
            .await
            .expect("an empty table breaks nothing");
    }
}

#[tokio::test]
async fn rowids_stay_where_something_may_hold_on_to_them() {
    let db = TestDatabase::new(
        "CREATE TABLE t (a TEXT, rowid TEXT);
         INSERT INTO t (_rowid_, a, rowid) VALUES (7, 'x', 'r'), (3, 'y', 's');",
    )
    .await;
    let unique = || Unique {
        columns: vec![IndexColumn::column("a")],
        ..Unique::default()
    };
    db.alter("t", vec![Alteration::AddUnique(unique())])
        .await
        .expect("works");
    assert_eq!(
        db.dump("t", &["_rowid_", "a", "rowid"]).await,
        ["3|'y'|'s'", "7|'x'|'r'"]
    );
    db.alter("t", vec![Alteration::DropUnique(Dropped::Known(unique()))])
        .await
        .expect("works");
    assert_eq!(
        db.dump("t", &["_rowid_", "a", "rowid"]).await,
        ["3|'y'|'s'", "7|'x'|'r'"]
    );
}

#[tokio::test]
async fn the_options_change_and_change_back() {
    let db = TestDatabase::new(
        "CREATE TABLE t (a TEXT NOT NULL PRIMARY KEY /* key */, b INTEGER) -- the end
         ; INSERT INTO t VALUES ('y', 1), ('x', 2);",
    )
    .await;
    let before = db.schema().await;
    let all = TableOptions {
        strict: true,
        without_rowid: true,
    };
    for options in [
        all,
        TableOptions {
            strict: true,
            ..all
        },
        TableOptions {
            strict: false,
            ..all
        },
        TableOptions {
            strict: true,
            without_rowid: false,
        },
    ] {
        let operation = alter(
            "t",
            vec![Alteration::SetOptions {
                from: TableOptions::default(),
                to: options,
            }],
        );
        db.apply(std::slice::from_ref(&operation))
            .await
            .expect("works");
        assert_eq!(db.schema().await.table("t").unwrap().options, options);
        assert_eq!(db.dump("t", &["a", "b"]).await, ["'x'|2", "'y'|1"]);
        db.apply(&[operation.reverse().unwrap()])
            .await
            .expect("works");
        assert_eq!(db.schema().await, before);
    }
}

#[tokio::test]
async fn a_view_or_trigger_over_a_column_that_goes_is_found_out() {
    for dependant in [
        "CREATE VIEW v AS SELECT code FROM posts",
        "CREATE TRIGGER t AFTER INSERT ON posts BEGIN INSERT INTO log VALUES (new.code); END",
        "CREATE TRIGGER t AFTER INSERT ON log BEGIN DELETE FROM posts WHERE code = new.text; END",
    ] {
        let db = TestDatabase::new(WORLD).await;
        db.execute("DROP TRIGGER on_kids; DROP INDEX partial").await;
        db.execute(dependant).await;
        let before = db.texts().await;
        let drop = Alteration::DropColumn {
            column: Dropped::Named("code".to_owned()),
            backfill: None,
        };
        let failure = db.alter("posts", vec![drop_unique(), drop.clone()]).await;
        assert!(
            matches!(failure, Err(Failure::Sql(..))),
            "{dependant}: {failure:?}"
        );
        assert_eq!(db.texts().await, before);
    }
    let db = TestDatabase::new(WORLD).await;
    db.execute(
        "DROP TRIGGER on_kids; DROP INDEX partial; CREATE TABLE codes (x);
         CREATE VIEW v AS SELECT posts.title AS code FROM posts, codes",
    )
    .await;
    let drop = Alteration::DropColumn {
        column: Dropped::Named("code".to_owned()),
        backfill: None,
    };
    db.alter("posts", vec![drop_unique(), drop])
        .await
        .expect("another thing of that name is no matter");
}

#[tokio::test]
async fn a_plan_that_creates_a_table_creates_just_that() {
    let db = TestDatabase::new("CREATE TABLE u (id INTEGER PRIMARY KEY)").await;
    let mut table = sterna_schema::Table::new("t");
    table.columns.push(Column::new("a", "INTEGER"));
    table
        .columns
        .push(Column::new("b", "TEXT); DROP TABLE u; --"));
    let failure = db.apply(&[Operation::CreateTable(table)]).await;
    assert!(matches!(failure, Err(Failure::Plan(_))), "{failure:?}");
}

#[tokio::test]
async fn what_analyze_found_out_is_kept() {
    let db = TestDatabase::new(WORLD).await;
    db.execute("ANALYZE").await;
    let statistics = "SELECT tbl || ' ' || coalesce(idx, '') || ' ' || stat FROM sqlite_stat1 \
                      WHERE idx NOT LIKE 'sqlite%' ORDER BY 1";
    let before = db.rows(statistics).await;
    assert!(
        before.iter().any(|line| line.starts_with("posts plain ")),
        "{before:?}"
    );
    db.alter("posts", vec![drop_unique()]).await.expect("works");
    assert_eq!(db.rows(statistics).await, before);
}

#[tokio::test]
async fn a_view_or_a_foreign_key_that_was_broken_before_is_no_obstacle() {
    let db = TestDatabase::new(WORLD).await;
    db.execute(
        "CREATE TABLE gone (a); CREATE VIEW broken AS SELECT a FROM gone, posts; DROP TABLE gone;
         CREATE TABLE odd (a REFERENCES posts (code), b REFERENCES shown (title), c REFERENCES nowhere);
         CREATE TRIGGER odd AFTER INSERT ON log BEGIN INSERT INTO gone VALUES (1); END;",
    )
    .await;
    db.alter("posts", vec![drop_unique()]).await.expect("works");
}

#[tokio::test]
async fn a_conversion_may_look_at_other_rows_of_the_table() {
    let db = TestDatabase::new(
        "CREATE TABLE t (id INTEGER PRIMARY KEY, up INTEGER, name TEXT);
         INSERT INTO t VALUES (1, NULL, 'root'), (2, 1, 'leaf');",
    )
    .await;
    let full = "(SELECT group_concat(o.name, '/') FROM t AS o WHERE o.id IN (t.id, t.up))";
    let name = || Column::new("name", "TEXT");
    let change = Alteration::AlterColumn {
        from: Box::new(name()),
        to: Box::new(name().not_null()),
        convert: Conversion {
            backfill: None,
            using: Some(Expression::new(full)),
        },
        restore: Conversion::default(),
    };
    db.alter("t", vec![change]).await.expect("works");
    assert_eq!(db.dump("t", &["name"]).await, ["'root'", "'root/leaf'"]);
}

#[tokio::test]
async fn keys_are_looked_up_again_after_a_rebuild() {
    let db = TestDatabase::new(
        "CREATE TABLE p (id INTEGER PRIMARY KEY, code TEXT UNIQUE, half AS (code || '-') STORED UNIQUE, x TEXT UNIQUE);
         CREATE TABLE k (code TEXT REFERENCES p (code));
         CREATE TABLE m (half TEXT REFERENCES p (half));
         INSERT INTO p (code) VALUES ('a'), ('b');
         INSERT INTO k VALUES ('a'), ('b'), (NULL);
         INSERT INTO m VALUES ('a-');",
    )
    .await;
    let using = |name: &str, value: &str| {
        let column = Column::new(name, "TEXT");
        Alteration::AlterColumn {
            from: Box::new(column.clone()),
            to: Box::new(column),
            convert: Conversion {
                using: Some(Expression::new(value)),
                backfill: None,
            },
            restore: Conversion::default(),
        }
    };
    let catalogue = db.catalogue().await;
    let counted = |alteration: Alteration| {
        let plan = plan(&alter("p", vec![alteration]), &catalogue).expect("a plan");
        let measured = plan.statements.into_iter();
        let names = measured.filter_map(|statement| match statement.role {
            Role::Verify(measurement, _) => Some(measurement.name),
            _ => None,
        });
        names.collect::<Vec<_>>()
    };
    let always = [
        "rows of p",
        "rows of k",
        "rows of m",
        "rows of k that refer to nothing",
        "rows of m that refer to nothing",
    ];
    let unique = catalogue.schema().table("p").expect("it").uniques[2].clone();
    let unique = Alteration::DropUnique(Dropped::Known(unique));
    assert_eq!(counted(unique), always);
    assert_eq!(counted(using("code", "upper(code)")), always);

    let before = db.texts().await;
    match db.alter("p", vec![using("code", "upper(code)")]).await {
        Err(Failure::Changed(refusal, 0, 2)) => {
            assert_eq!(refusal.what, "rows of k would refer to nothing");
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(db.texts().await, before);
}
