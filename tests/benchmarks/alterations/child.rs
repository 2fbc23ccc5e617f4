//! One measurement, in a process of its own, whose peak of memory is that of the work.

use std::fs;
use std::time::{Duration, Instant};

use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend};
use sterna_dialect::plan::{Role, Statement};
use sterna_dialect::sqlite::dependants::with_dependants;
use sterna_dialect::sqlite::{Catalogue, expression, rebuild};
use sterna_schema::Operation;

use crate::kinds::{self, KINDS};

/// How many tables are many.
pub const MANY: usize = 1_000;

/// Does what the arguments say and gives what the parent reads: `MICROSECONDS KILOBYTES WAY`.
pub fn work(mode: &str, what: &str, path: &str) -> String {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    let (time, way) = runtime.block_on(measured(mode, what, path));
    format!("{} {} {way}", time.as_micros(), peak())
}

async fn measured(mode: &str, what: &str, path: &str) -> (Duration, String) {
    let mut options = ConnectOptions::new(format!("sqlite://{path}"));
    options.max_connections(1).sqlx_logging(false);
    let db = Database::connect(options).await.expect("the database");
    // The first statement opens the file.
    number(&db, "SELECT count(*) FROM sqlite_schema").await;
    if mode == "many" {
        change(&db, &many_tables()).await;
    }
    let started = Instant::now();
    let way = match mode {
        "chosen" => chosen(&db, &operation(what)).await,
        "rebuild" => rebuilt(&db, &operation(what)).await,
        "many" => loosened(&db).await,
        "commit" => {
            change(&db, ONE_ROW).await;
            mode.to_owned()
        }
        "query" => {
            number(&db, what).await;
            change(&db, ONE_ROW).await;
            mode.to_owned()
        }
        _ => {
            // What is there already is not written over.
            let _ = fs::remove_file(what);
            change(&db, &format!("VACUUM INTO '{what}'")).await;
            mode.to_owned()
        }
    };
    (started.elapsed(), way)
}

/// What a commit costs, however little is in it.
const ONE_ROW: &str = "UPDATE users SET id = id WHERE id = 1";

fn many_tables() -> String {
    let table =
        |number| format!("CREATE TABLE t{number} (id INTEGER PRIMARY KEY, x TEXT NOT NULL)");
    let tables: Vec<_> = (0..MANY).map(table).collect();
    format!("BEGIN; {}; COMMIT", tables.join("; "))
}

/// Drops NOT NULL in each of many tables, in one run.
async fn loosened(db: &DatabaseConnection) -> String {
    let alteration = |number| Operation::AlterTable {
        table: format!("t{number}"),
        alterations: vec![kinds::change("x TEXT NOT NULL", "x TEXT")],
    };
    let operations: Vec<_> = (0..MANY).map(alteration).collect();
    let done = sterna::run::execute(db, &operations).await;
    done.expect("the operations work");
    "in place".to_owned()
}

fn operation(kind: &str) -> Operation {
    let kind = KINDS.iter().find(|known| known.name == kind);
    let mut operation = kind.expect("a kind").operation();
    expression::normalise(&mut operation).expect("valid expressions");
    operation
}

async fn chosen(db: &DatabaseConnection, operation: &Operation) -> String {
    let done = sterna::run::execute(db, std::slice::from_ref(operation)).await;
    let reports = done.expect("the operation works");
    let ways = reports.iter().flat_map(|report| &report.ways);
    let mut names: Vec<_> = ways.map(|planned| planned.way.to_string()).collect();
    names.dedup();
    names.join(" + ")
}

/// The same by one rebuild, whatever would be chosen.
async fn rebuilt(db: &DatabaseConnection, operation: &Operation) -> String {
    let Operation::AlterTable { table, alterations } = operation else {
        unreachable!("all kinds alter a table")
    };
    let catalogue = Catalogue::read(db).await.expect("a readable schema");
    let table = catalogue.schema().table(table).expect("the table");
    let all = with_dependants(alterations, table, catalogue.schema()).expect("it fits");
    change(db, "PRAGMA foreign_keys = OFF").await;
    change(db, "BEGIN IMMEDIATE").await;
    for statement in rebuild::statements(table, &all, &catalogue).expect("a plan") {
        let started = Instant::now();
        execute(db, &statement).await;
        tell(&statement, started.elapsed());
    }
    change(db, "COMMIT").await;
    "rebuild".to_owned()
}

async fn execute(db: &DatabaseConnection, statement: &Statement) {
    if statement.role == Role::Change {
        change(db, &statement.sql).await;
    } else {
        number(db, &statement.sql).await;
    }
}

/// What each statement of a rebuild takes, for those who want to know.
#[expect(clippy::print_stderr, reason = "it was asked for")]
fn tell(statement: &Statement, time: Duration) {
    if std::env::var_os("STERNA_STATEMENTS").is_some() {
        eprintln!("{:>12.1?}  {}", time, statement.purpose);
    }
}

async fn change(db: &DatabaseConnection, sql: &str) {
    db.execute_unprepared(sql).await.expect(sql);
}

async fn number(db: &DatabaseConnection, sql: &str) -> i64 {
    let statement = sea_orm::Statement::from_string(DbBackend::Sqlite, sql);
    let row = db.query_one_raw(statement).await.expect(sql);
    row.expect("one row").try_get_by_index(0).expect("a number")
}

/// The most memory that this process ever held, in kilobytes; 0 where the system does not say.
fn peak() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let number = line.and_then(|line| line.split_whitespace().next());
    number.and_then(|number| number.parse().ok()).unwrap_or(0)
}
