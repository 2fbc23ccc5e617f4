//! Raw SQL and inserted rows.

use sterna_dialect::plan::{PlanError, Touched};
use sterna_dialect::sqlite::plan::plan;
use sterna_schema::{BulkInsert, Operation, RawSql, Value};

use crate::database::{Failure, TestDatabase};

fn insert(rows: Vec<Vec<Value>>) -> Operation {
    Operation::BulkInsert(BulkInsert {
        table: "it's".to_owned(),
        columns: vec!["a".to_owned(), "b".to_owned()],
        rows,
    })
}

#[tokio::test]
async fn a_value_arrives_as_it_is() {
    let db = TestDatabase::new("CREATE TABLE \"it's\" (a, b)").await;
    let hostile = "'); DROP TABLE \"it's\"; --";
    let texts = [hostile, "back\\slash", "line\nbreak", "☃", "", "'"];
    let mut rows: Vec<Vec<Value>> = texts
        .iter()
        .map(|text| vec![(*text).into(), 1.into()])
        .collect();
    rows.push(vec![Value::String(None), vec![0_u8, 39, 255].into()]);
    rows.push(vec![1.5.into(), true.into()]);
    db.apply(&[insert(rows)]).await.expect("works");
    let stored = db
        .rows("SELECT a FROM \"it's\" WHERE typeof(a) = 'text' ORDER BY rowid")
        .await;
    assert_eq!(stored, texts);
    let others = db
        .rows("SELECT quote(a) || quote(b) FROM \"it's\" WHERE rowid > 6")
        .await;
    assert_eq!(
        others,
        ["NULLX'0027FF'", "1.5TRUE".replace("TRUE", "1").as_str()]
    );
}

#[tokio::test]
async fn many_rows_are_several_statements() {
    let db = TestDatabase::new("CREATE TABLE \"it's\" (a, b)").await;
    let rows = (0..1_234).map(|n| vec![n.into(), n.into()]).collect();
    let plans = db.apply(&[insert(rows)]).await.expect("works");
    assert_eq!(plans[0].statements.len(), 3);
    assert_eq!(
        db.rows("SELECT count(*) || '' FROM \"it's\"").await,
        ["1234"]
    );
}

#[tokio::test]
async fn a_row_that_does_not_fit_is_no_plan() {
    let db = TestDatabase::new("CREATE TABLE \"it's\" (a, b)").await;
    let failure = db.apply(&[insert(vec![vec![1.into()]])]).await;
    assert!(
        matches!(failure, Err(Failure::Plan(PlanError::Impossible { .. }))),
        "{failure:?}"
    );
}

#[tokio::test]
async fn sql_that_changes_rows_alone_needs_no_reading_again() {
    let db = TestDatabase::new("CREATE TABLE t (a)").await;
    let catalogue = db.catalogue().await;
    let touched = |sql: &str| {
        let raw = RawSql {
            sql: sql.to_owned(),
            reverse: None,
        };
        plan(&Operation::Execute(raw), &catalogue)
            .expect(sql)
            .touched
    };
    for sql in [
        "UPDATE t SET a = 'x;y'",
        "-- why\nDELETE FROM t; INSERT INTO t VALUES (1);",
    ] {
        assert_eq!(touched(sql), Touched::Nothing, "{sql}");
    }
    for sql in [
        "CREATE INDEX i ON t (a)",
        "UPDATE t SET a = 1; DROP TABLE t",
        "PRAGMA x",
        "what 'is",
    ] {
        assert_eq!(touched(sql), Touched::Everything, "{sql}");
    }
}
