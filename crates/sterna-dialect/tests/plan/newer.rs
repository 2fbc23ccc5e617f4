//! Statements that a newer SQLite than the one of these tests has: what is planned for it.

use sterna_dialect::plan::{Plan, Role, Statement, Way};
use sterna_dialect::sqlite::plan::plan;
use sterna_dialect::sqlite::{Catalogue, Version, parse};
use sterna_schema::{Alteration, Check, Column, Conversion, Dropped, Expression};

use crate::database::{TestDatabase, alter, ways};

const TABLE: &str = "CREATE TABLE t (
  id INTEGER PRIMARY KEY,
  a TEXT NOT NULL,
  b TEXT CONSTRAINT b_is_short CHECK (length(b) < 9),
  n INTEGER,
  CHECK (n > 0)
)";

fn planned(table: &str, alterations: Vec<Alteration>, version: Version) -> Plan {
    let catalogue = Catalogue::of_definitions([table]).expect("a schema");
    let plan = plan(&alter("t", alterations), &catalogue.with_version(version));
    plan.expect("a plan")
}

/// The plan for 3.53, which must go another way for the version before.
fn newer(alterations: Vec<Alteration>) -> Plan {
    let before = planned(TABLE, alterations.clone(), Version::new(3, 52));
    let plan = planned(TABLE, alterations, Version::new(3, 53));
    assert_ne!(changes(&before), changes(&plan));
    plan
}

fn changes(plan: &Plan) -> Vec<&str> {
    let changes = plan.statements.iter();
    let changes = changes.filter(|statement| statement.role == Role::Change);
    changes.map(|statement| statement.sql.as_str()).collect()
}

fn column(definition: &str) -> Column {
    let sql = format!("CREATE TABLE t ({definition})");
    parse::table(&sql).expect(definition).columns.remove(0)
}

fn change(from: &str, to: &str) -> Alteration {
    Alteration::AlterColumn {
        from: Box::new(column(from)),
        to: Box::new(column(to)),
        convert: Conversion::default(),
        restore: Conversion::default(),
    }
}

fn check(name: Option<&str>, expression: &str) -> Check {
    Check {
        name: name.map(str::to_owned),
        expression: Expression::new(expression),
    }
}

fn drop_check(name: &str) -> Alteration {
    Alteration::DropCheck(Dropped::Named(name.to_owned()))
}

fn guard(plan: &Plan) -> Option<&Statement> {
    let mut statements = plan.statements.iter();
    statements.find(|statement| matches!(statement.role, Role::Guard(_)))
}

#[test]
fn not_null_goes_and_comes_by_one_statement() {
    let dropped = newer(vec![change("a TEXT NOT NULL", "a TEXT")]);
    assert_eq!(
        changes(&dropped),
        [r#"ALTER TABLE "t" ALTER COLUMN "a" DROP NOT NULL"#]
    );
    assert_eq!(
        dropped.ways[0].to_string(),
        "native: ALTER COLUMN … DROP NOT NULL"
    );
    assert_eq!(dropped.waiting, 0);
    let set = newer(vec![change("n INTEGER", "n INTEGER NOT NULL")]);
    assert_eq!(
        changes(&set),
        [r#"ALTER TABLE "t" ALTER COLUMN "n" SET NOT NULL"#]
    );
    let guard = guard(&set).expect("a look at the rows before");
    assert_eq!(guard.sql, r#"SELECT count(*) FROM "t" WHERE "n" IS NULL"#);
    assert_eq!(set.statements[0], *guard);
}

#[test]
fn a_check_goes_and_comes_by_one_statement() {
    let dropped = newer(vec![drop_check("b_is_short")]);
    assert_eq!(
        changes(&dropped),
        [r#"ALTER TABLE "t" DROP CONSTRAINT "b_is_short""#]
    );
    let added = newer(vec![
        Alteration::AddCheck(check(Some("x\"y"), "n < 9")),
        Alteration::AddCheck(check(None, "a <> ''")),
    ]);
    assert_eq!(
        changes(&added),
        [
            r#"ALTER TABLE "t" ADD CONSTRAINT "x""y" CHECK (n < 9)"#,
            r#"ALTER TABLE "t" ADD CHECK (a <> '')"#
        ]
    );
    let guard = guard(&added).expect("a look at the rows before");
    assert_eq!(guard.sql, r#"SELECT count(*) FROM "t" WHERE NOT (n < 9)"#);
    assert_eq!(added.statements[0], *guard);
}

#[test]
fn a_new_column_that_is_filled_is_native_all_the_way() {
    let add = Alteration::AddColumn {
        column: column("x TEXT NOT NULL"),
        backfill: Some(Expression::new("a")),
    };
    let plan = newer(vec![add]);
    assert_eq!(plan.rest, None);
    assert_eq!(
        changes(&plan),
        [
            r#"ALTER TABLE "t" ADD COLUMN "x" TEXT"#,
            r#"UPDATE "t" SET "x" = (a)"#,
            r#"ALTER TABLE "t" ALTER COLUMN "x" SET NOT NULL"#
        ]
    );
}

/// What the statements would not do, or not alone, is edited in place as before.
#[test]
fn all_else_stays_an_edit_in_place() {
    let filled = Alteration::AlterColumn {
        from: Box::new(column("n INTEGER")),
        to: Box::new(column("n INTEGER NOT NULL")),
        convert: Conversion {
            backfill: Some(Expression::new("1")),
            using: None,
        },
        restore: Conversion::default(),
    };
    let unnamed = Dropped::Known(check(None, "n > 0"));
    for alterations in [
        vec![change("a TEXT NOT NULL", "a VARCHAR(9)")],
        vec![filled],
        vec![change("n INTEGER", "n INTEGER NOT NULL ON CONFLICT IGNORE")],
        vec![Alteration::DropCheck(unnamed)],
        vec![Alteration::AddCheck(check(Some("B_IS_SHORT"), "n < 9"))],
        vec![
            drop_check("b_is_short"),
            Alteration::AddCheck(check(Some("b_short"), "length(b) < 9")),
        ],
        vec![
            change("a TEXT NOT NULL", "a TEXT"),
            change("n INTEGER", "n BIGINT"),
        ],
    ] {
        let plan = planned(TABLE, alterations.clone(), Version::new(3, 53));
        let all = ways(&[plan]);
        assert!(
            all.iter().all(|way| *way == Way::InPlace),
            "{alterations:?}: {all:?}"
        );
    }
}

/// The statements take along what stands beside a constraint, or only one of several.
#[test]
fn a_text_that_they_would_not_keep_is_edited_in_place() {
    for text in [
        "CREATE TABLE t (a TEXT /* why */ NOT NULL)",
        "CREATE TABLE t (a TEXT NOT NULL) -- why\n STRICT",
        "CREATE TABLE t (a TEXT NOT NULL NOT NULL)",
        "CREATE TABLE t (a TEXT NOT NULL, b CONSTRAINT bare)",
        "CREATE TABLE t (a TEXT PRIMARY KEY NOT NULL) WITHOUT ROWID",
    ] {
        let key = text.contains("KEY");
        let from = if key {
            "a TEXT PRIMARY KEY NOT NULL"
        } else {
            "a TEXT NOT NULL"
        };
        let alterations = vec![change(from, "a TEXT")];
        let plan = planned(text, alterations, Version::new(3, 53));
        assert_eq!(ways(&[plan]), [Way::InPlace], "{text}");
    }
}

#[tokio::test]
async fn the_version_is_that_of_the_library_behind_the_connection() {
    let db = TestDatabase::new(TABLE).await;
    let rows = db.rows("SELECT sqlite_version()").await;
    let numbers: Vec<u32> = rows[0]
        .split('.')
        .map(|n| n.parse().expect("a number"))
        .collect();
    assert_eq!(
        db.catalogue().await.version(),
        Version::new(numbers[0], numbers[1])
    );
}
