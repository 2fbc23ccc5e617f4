//! Edits in place that follow each other: SQLite reads its schema once for all of them, and
//! nothing that runs between them meets a definition that is out of date.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use sterna::prelude::*;
use sterna::revision::Transaction;
use sterna::{Direction, Error, Event, Report, Revisions};

use crate::support::*;

const TABLES: usize = 1_000;

fn create(op: &mut Operations) {
    for number in 0..TABLES {
        op.create_table(
            table(format!("table_{number}"))
                .column(pk_auto("id"))
                .column(string("name"))
                .column(text("note"))
                .index(index(format!("idx-{number}")).column("name")),
        );
    }
}

fn loosen(op: &mut Operations) {
    for number in 0..TABLES {
        op.alter_table(format!("table_{number}"), |t| {
            t.alter_column(text("note"), text_null("note"));
        });
    }
}

fn tighten(op: &mut Operations) {
    for number in 0..TABLES {
        op.alter_table(format!("table_{number}"), |t| {
            t.alter_column(text_null("note"), text("note"));
        });
    }
}

const CREATE: Revision = revision("1f0a3c5d7e92", create, nothing);
const LOOSEN: Revision = revision("9c41d0be3f2a", loosen, tighten);

/// A run, and how often it let SQLite read the schema.
async fn counted(
    revisions: &Revisions,
    db: &sea_orm::DatabaseConnection,
    direction: Direction,
) -> (Result<Report, Error>, usize) {
    let count = AtomicUsize::new(0);
    let tell = |event: &Event<'_>| {
        if let Event::Statement { sql, .. } = event {
            let reads = usize::from(*sql == "PRAGMA writable_schema = RESET");
            count.fetch_add(reads, Ordering::SeqCst);
        }
    };
    let runner = revisions.runner(db).observer(&tell);
    let done = match direction {
        Direction::Up => runner.upgrade(&["head"]).await,
        Direction::Down => runner.downgrade("-1").await,
    };
    (done, count.into_inner())
}

#[tokio::test]
async fn a_thousand_tables_are_edited_with_one_reading_of_the_schema_each_way() {
    let scratch = Scratch::new();
    let db = scratch.connect().await;
    project(&[CREATE]).upgrade(&db, "head").await.unwrap();
    let before = schema(&db).await;
    let revisions = project(&[CREATE, LOOSEN]);
    for (direction, loosened) in [(Direction::Up, TABLES), (Direction::Down, 0)] {
        let started = Instant::now();
        let (done, readings) = counted(&revisions, &db, direction).await;
        done.unwrap();
        show("1,000 tables", started);
        assert_eq!(readings, 1, "{direction:?}");
        let found = "SELECT name FROM sqlite_schema WHERE sql LIKE '%\"note\" text,%' OR sql LIKE '%\"note\" text)%' OR sql LIKE '%\"note\" text\n%'";
        assert_eq!(rows(&db, found).await.len(), loosened, "{direction:?}");
    }
    assert_eq!(schema(&db).await, before);
}

#[expect(clippy::print_stderr, reason = "asked for")]
fn show(what: &str, started: Instant) {
    if std::env::var_os("STERNA_SHOW_TIMES").is_some() {
        eprintln!("{what}: {:?}", started.elapsed());
    }
}

fn two_tables(op: &mut Operations) {
    for name in ["a", "b"] {
        let columns = table(name).column(pk_auto("id")).column(text("note"));
        op.create_table(columns.column(text("more")));
    }
}

fn loosened(op: &mut Operations, table: &'static str, column: &'static str) {
    op.alter_table(table, |t| {
        t.alter_column(text(column), text_null(column));
    });
}

/// Two tables, then these steps.
async fn after_two_tables(
    upgrade: fn(&mut Operations),
    transaction: Transaction,
) -> (
    Scratch,
    sea_orm::DatabaseConnection,
    Result<Report, Error>,
    usize,
) {
    let scratch = Scratch::new();
    let db = scratch.connect().await;
    let first = revision("1f0a3c5d7e92", two_tables, nothing);
    let second = Revision {
        transaction,
        ..revision("9c41d0be3f2a", upgrade, nothing)
    };
    project(&[first]).upgrade(&db, "head").await.unwrap();
    let (done, readings) = counted(&project(&[first, second]), &db, Direction::Up).await;
    (scratch, db, done, readings)
}

#[tokio::test]
async fn rows_that_are_written_between_two_edits_meet_the_first() {
    fn steps(op: &mut Operations) {
        loosened(op, "a", "note");
        op.execute("INSERT INTO a (note, more) VALUES (NULL, 'x')");
        loosened(op, "b", "note");
    }
    let (_scratch, db, done, readings) = after_two_tables(steps, Transaction::Inside).await;
    done.unwrap();
    assert_eq!(readings, 2);
    assert_eq!(
        rows(&db, "SELECT 'x' FROM a WHERE note IS NULL")
            .await
            .len(),
        1
    );
    run(&db, "INSERT INTO b (note, more) VALUES (NULL, 'x')").await;
}

#[tokio::test]
async fn code_between_two_edits_meets_the_first() {
    fn steps(op: &mut Operations) {
        loosened(op, "a", "note");
        op.run(async |db: &sterna::Connection| {
            db.execute_unprepared("INSERT INTO a (note, more) VALUES (NULL, 'x')")
                .await
                .map(drop)
        });
        loosened(op, "a", "more");
    }
    let (_scratch, db, done, readings) = after_two_tables(steps, Transaction::Inside).await;
    done.unwrap();
    assert_eq!(readings, 2);
    run(&db, "INSERT INTO a (note, more) VALUES (NULL, NULL)").await;
}

#[tokio::test]
async fn one_table_that_is_edited_twice_has_both_edits() {
    fn steps(op: &mut Operations) {
        loosened(op, "a", "note");
        loosened(op, "b", "note");
        loosened(op, "a", "more");
    }
    let (_scratch, db, done, readings) = after_two_tables(steps, Transaction::Inside).await;
    done.unwrap();
    assert_eq!(readings, 1);
    run(&db, "INSERT INTO a (note, more) VALUES (NULL, NULL)").await;
    run(&db, "INSERT INTO b (note, more) VALUES (NULL, 'x')").await;
}

#[tokio::test]
async fn a_value_that_is_filled_in_meets_the_edit_before_it() {
    fn steps(op: &mut Operations) {
        op.execute("INSERT INTO a (note, more) VALUES ('x', 'x')");
        op.alter_table("a", |t| {
            t.add_check(check("note <> ''").named("filled"));
        });
        loosened(op, "b", "note");
        op.alter_table("a", |t| {
            t.alter_column(text("more"), text_null("more"));
            t.drop_check_named("filled");
        });
        op.alter_table("a", |t| {
            t.alter_column(text_null("more"), text("more"))
                .backfill("'none'");
            t.add_check(check("more <> 'none'"));
        });
    }
    let (_scratch, db, done, readings) = after_two_tables(steps, Transaction::Inside).await;
    done.unwrap();
    assert_eq!(readings, 2);
    run(&db, "INSERT INTO a (note, more) VALUES ('', 'x')").await;
    let refused = db.execute_unprepared("INSERT INTO a (note, more) VALUES ('', 'none')");
    assert!(refused.await.unwrap_err().to_string().contains("CHECK"));
}

#[tokio::test]
async fn a_rule_meets_the_collation_of_the_edit_before_it() {
    fn steps(op: &mut Operations) {
        op.execute("INSERT INTO a (note, more) VALUES ('x', 'x')");
        op.alter_table("a", |t| {
            t.alter_column(text("note"), text("note").collate("NOCASE"));
        });
        op.alter_table("a", |t| {
            t.add_check(check("note <> 'X'"));
        });
    }
    let (_scratch, _db, done, _) = after_two_tables(steps, Transaction::Inside).await;
    let error = done.unwrap_err();
    assert!(
        error.to_string().contains("1 row of a breaks it"),
        "{error}"
    );
}

#[tokio::test]
async fn a_failure_after_an_edit_takes_it_back_and_leaves_the_connection_as_it_was() {
    fn steps(op: &mut Operations) {
        loosened(op, "a", "note");
        loosened(op, "nowhere", "note");
    }
    let (_scratch, db, done, readings) = after_two_tables(steps, Transaction::Inside).await;
    done.unwrap_err();
    assert_eq!(readings, 0);
    let insert = "INSERT INTO a (note, more) VALUES (NULL, 'x')";
    let refused = db.execute_unprepared(insert).await.unwrap_err();
    assert!(refused.to_string().contains("NOT NULL"), "{refused}");
    let edit = db.execute_unprepared("UPDATE sqlite_schema SET sql = sql");
    assert!(
        edit.await
            .unwrap_err()
            .to_string()
            .contains("may not be modified")
    );
}

#[tokio::test]
async fn outside_of_a_transaction_each_edit_is_finished_by_itself() {
    fn steps(op: &mut Operations) {
        loosened(op, "a", "note");
        loosened(op, "b", "note");
    }
    let (_scratch, db, done, readings) = after_two_tables(steps, Transaction::Outside).await;
    done.unwrap();
    assert_eq!(readings, 2);
    run(&db, "INSERT INTO a (note, more) VALUES (NULL, 'x')").await;
}
