//! Tables and alterations that are rare and allowed.

use sterna_dialect::plan::PlanError;
use sterna_dialect::sqlite::expression::normalise;
use sterna_dialect::sqlite::parse;
use sterna_dialect::sqlite::plan::plan;
use sterna_schema::{
    Alteration, Check, Column, Conversion, Dropped, Expression, ForeignKey, IndexColumn, Operation,
    PrimaryKey, Table,
};

use crate::database::{Failure, TestDatabase, alter};

fn table(parts: &str) -> Table {
    parse::table(&format!("CREATE TABLE t ({parts})")).expect(parts)
}

fn column(definition: &str) -> Column {
    table(definition).columns.remove(0)
}

fn change(from: &str, to: &str) -> Alteration {
    Alteration::AlterColumn {
        from: Box::new(column(from)),
        to: Box::new(column(to)),
        convert: Conversion::default(),
        restore: Conversion::default(),
    }
}

fn add(definition: &str) -> Alteration {
    Alteration::AddColumn {
        column: column(definition),
        backfill: None,
    }
}

fn drop(name: &str) -> Alteration {
    Alteration::DropColumn {
        column: Dropped::Named(name.to_owned()),
        backfill: None,
    }
}

/// A type that goes leaves its blank to the clauses that come.
#[tokio::test]
async fn a_column_loses_its_type_and_gains_clauses() {
    for definition in [
        "a TEXT",
        "a TEXT DEFAULT 1",
        "a TEXT/**/DEFAULT 1",
        "\"a\"TEXT DEFAULT 1",
        "a\n  TEXT\n  DEFAULT 1",
        "a TEXT DEFAULT 1 CHECK(a <> 5)",
        "a TEXT CHECK(a <> 5)",
        "a TEXT UNIQUE",
        "a VARCHAR(20)UNIQUE",
    ] {
        for to in [
            "a",
            "a NOT NULL",
            "a NOT NULL COLLATE NOCASE",
            "a NOT NULL DEFAULT 1",
        ] {
            let db = TestDatabase::new(&format!("CREATE TABLE t ({definition}, b TEXT)")).await;
            let mut expected = db.schema().await;
            let mut to = column(to);
            if definition.contains("DEFAULT") {
                to.default = Some(Expression::new("1"));
            }
            let from = Box::new(expected.tables[0].columns[0].clone());
            let there = Alteration::AlterColumn {
                from,
                to: Box::new(to),
                convert: Conversion::default(),
                restore: Conversion::default(),
            };
            let mut operation = alter("t", vec![there]);
            normalise(&mut operation).expect("it can be read");
            expected.apply(&operation).expect("it fits");
            let done = db.apply(&[operation]).await;
            done.unwrap_or_else(|failure| panic!("{definition}: {failure:?}"));
            assert_eq!(db.schema().await, expected, "{definition}");
        }
    }
}

/// As many rows as before, though nothing of them is left.
#[tokio::test]
async fn no_column_of_a_rebuilt_table_survives() {
    let key = |name: &str| PrimaryKey {
        columns: vec![IndexColumn::column(name)],
        ..PrimaryKey::default()
    };
    let set_key = Alteration::SetPrimaryKey {
        from: None,
        to: Some(key("b")),
    };
    let cases = [
        (
            vec![add("b INTEGER"), drop("a"), set_key],
            "b",
            vec!["1", "2"],
        ),
        (
            vec![add("b INTEGER"), add("s AS (b) STORED"), drop("a")],
            "b",
            vec!["NULL", "NULL"],
        ),
        (
            vec![add("b TEXT DEFAULT CURRENT_TIMESTAMP"), drop("a")],
            "length(b)",
            vec!["19", "19"],
        ),
    ];
    for (alterations, shown, expected) in cases {
        let db =
            TestDatabase::new("CREATE TABLE t (a TEXT); INSERT INTO t VALUES ('x'), ('y')").await;
        db.alter("t", alterations).await.expect("works");
        let shown = format!("SELECT quote({shown}) FROM t ORDER BY 1");
        assert_eq!(db.rows(&shown).await, expected);
    }
}

fn key(table: &str, references: &[&str]) -> Alteration {
    Alteration::AddForeignKey(ForeignKey {
        columns: vec!["a".to_owned()],
        table: table.to_owned(),
        references: references.iter().map(|&name| name.to_owned()).collect(),
        ..ForeignKey::default()
    })
}

/// Without a row that refers to it, the table may come later; one that does refers to nothing.
#[tokio::test]
async fn a_foreign_key_may_refer_to_what_is_not_there() {
    let setup = "CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE VIEW v AS SELECT 1 AS id;
        CREATE TABLE t (id INTEGER PRIMARY KEY, a INTEGER);";
    for (parent, references) in [
        ("missing", vec!["id"]),
        ("missing", vec![]),
        ("p", vec!["missing"]),
        ("v", vec!["id"]),
    ] {
        let db = TestDatabase::new(setup).await;
        let there = || vec![key(parent, &references)];
        db.alter("t", there())
            .await
            .unwrap_or_else(|failure| panic!("{parent}: {failure:?}"));
        let db = TestDatabase::new(&format!("{setup} INSERT INTO t (a) VALUES (1), (NULL);")).await;
        for result in [
            db.alter("t", there()).await.map(|_| ()),
            db.apply_by_rebuild("t", &there()).await,
        ] {
            let refused = matches!(&result, Err(Failure::Refused(_, 1)));
            assert!(refused, "{parent} {references:?}: {result:?}");
        }
    }
}

#[tokio::test]
async fn a_column_may_be_called_like_its_table() {
    for expression in [
        "t > 0",
        "t.t > 0",
        "t.a > t.t",
        "main.t.t > 0",
        "\"t\".\"t\" IS NOT \"t\".a",
    ] {
        let setup = format!(
            "CREATE TABLE t (t INTEGER, a INTEGER, CHECK ({expression})); INSERT INTO t VALUES (1, 2);"
        );
        let Some(db) = TestDatabase::attempt(&setup).await else {
            panic!("{expression}");
        };
        let before = db.text("t").await;
        let check = Check {
            name: None,
            expression: Expression::new("t.t < t.a"),
        };
        let there = || {
            let mut operation = alter(
                "t",
                vec![
                    change("a INTEGER", "a INTEGER NOT NULL"),
                    Alteration::AddCheck(check.clone()),
                ],
            );
            normalise(&mut operation).expect("it can be read");
            operation
        };
        db.apply(&[there()])
            .await
            .unwrap_or_else(|failure| panic!("{expression}: {failure:?}"));
        db.apply(&[there().reverse().expect("known")])
            .await
            .expect("works");
        assert_eq!(db.text("t").await, before);
        let Operation::AlterTable { alterations, .. } = there() else {
            unreachable!()
        };
        db.apply_by_rebuild("t", &alterations)
            .await
            .unwrap_or_else(|failure| panic!("{expression}: {failure:?}"));
        assert!(
            db.text("t").await.contains(expression),
            "{}",
            db.text("t").await
        );
    }
}

/// SQLite allows a name of a constraint to be there twice.
#[tokio::test]
async fn of_two_constraints_of_one_name_the_one_that_is_meant_goes() {
    let setup = "CREATE TABLE t (a INTEGER, b INTEGER,
        CONSTRAINT c CHECK (a > 0), CONSTRAINT c CHECK (b > 0), CONSTRAINT c UNIQUE (a));";
    let db = TestDatabase::new(setup).await;
    let second = db.schema().await.tables[0].checks[1].clone();
    let there = || vec![Alteration::DropCheck(Dropped::Known(second.clone()))];
    db.alter("t", there()).await.expect("works");
    assert!(
        db.text("t").await.contains("CHECK (a > 0)"),
        "{}",
        db.text("t").await
    );
    assert!(!db.text("t").await.contains("CHECK (b > 0)"));

    let back = vec![Alteration::AddCheck(second.clone())];
    db.alter("t", back)
        .await
        .expect("the other one has its name");
    assert_eq!(db.schema().await.tables[0].checks.len(), 2);

    let named = Alteration::DropCheck(Dropped::Named("c".to_owned()));
    let failure = db.alter("t", vec![named]).await;
    assert!(matches!(failure, Err(Failure::Plan(_))), "{failure:?}");
}

/// The key of a rowid table may hold NULL, unless it says otherwise
/// (<https://www.sqlite.org/lang_createtable.html#the_primary_key>).
#[tokio::test]
async fn a_key_of_text_becomes_not_null() {
    let db = TestDatabase::new(
        "CREATE TABLE t (a TEXT PRIMARY KEY, b); INSERT INTO t VALUES (NULL, 1), ('x', 2)",
    )
    .await;
    let there = || vec![change("a TEXT", "a TEXT NOT NULL")];
    let failure = db.alter("t", there()).await;
    assert!(
        matches!(failure, Err(Failure::Refused(_, 1))),
        "{failure:?}"
    );
    db.execute("DELETE FROM t WHERE a IS NULL").await;
    db.alter("t", there()).await.expect("works");
    assert!(!db.schema().await.tables[0].columns[0].nullable);
}

#[tokio::test]
async fn a_name_is_free_once_its_table_is_dropped() {
    let db = TestDatabase::new("CREATE TABLE u (a); CREATE TABLE t (a);").await;
    let index = parse::index("CREATE INDEX u ON t (a)").expect("an index").1;
    let create = alter("t", vec![Alteration::CreateIndex(index)]);
    let taken = plan(&create, &db.catalogue().await);
    assert!(
        matches!(taken, Err(PlanError::NameTaken { .. })),
        "{taken:?}"
    );
    let drop = Operation::DropTable(Dropped::Named("u".to_owned()));
    db.apply(&[drop, create]).await.expect("works");
}
