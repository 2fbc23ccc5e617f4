//! Random pairs of real databases, with rows: what is proposed leads there and back.
//!
//! `STERNA_PAIRS=10000 cargo test --release real_databases` tries many.

use std::collections::BTreeMap;

use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement};
use sterna::run::execute;
use sterna_autogenerate::{
    Backfill, Desired, Proposal, Renames, Request, Scope, autogenerate, diff,
};
use sterna_dialect::sqlite::create::{create_index, create_table, create_trigger, create_view};
use sterna_dialect::sqlite::quote::identifier;
use sterna_dialect::sqlite::{Catalogue, shadow};
use sterna_schema::{Expression, Operation, Schema};

use crate::random;

const PAIRS: usize = 100;

fn pairs() -> impl Iterator<Item = (usize, Schema, Schema)> {
    let wanted = std::env::var("STERNA_PAIRS").ok();
    let count = wanted.map_or(PAIRS, |count| {
        count.parse().expect("STERNA_PAIRS is a number")
    });
    let seed = std::env::var("STERNA_SEED").ok();
    let seed: u8 = seed.map_or(1, |seed| {
        seed.parse().expect("STERNA_SEED is a small number")
    });
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    (0..count).map(move |number| {
        let pair = (random::valid_schema(), random::valid_schema()).new_tree(&mut runner);
        let (from, to) = pair.expect("a strategy without filters").current();
        (number, from, to)
    })
}

async fn database(schema: &Schema) -> DatabaseConnection {
    let database = shadow::empty().await.expect("an in-memory database opens");
    let tables = schema.tables.iter().map(create_table);
    let indexes = schema.tables.iter().flat_map(|table| {
        let indexes = table.indexes.iter();
        indexes.map(|index| create_index(&table.name, index))
    });
    let views = schema.views.iter().map(create_view);
    let triggers = schema.triggers.iter().map(create_trigger);
    for sql in tables.chain(indexes).chain(views).chain(triggers) {
        let ran = database.execute_unprepared(&sql).await;
        ran.unwrap_or_else(|error| panic!("{error}: {sql}"));
    }
    database
}

async fn read(database: &DatabaseConnection) -> Catalogue {
    Catalogue::read(database)
        .await
        .expect("the schema is readable")
}

async fn proposal(live: &Catalogue, desired: &Schema, backfills: Vec<Backfill>) -> Proposal {
    let request = Request {
        live,
        desired: &Desired {
            schema: desired.clone(),
            ..Desired::default()
        },
        scope: Scope::exact_with_views_and_triggers(),
        renames: Renames::default(),
        backfills,
    };
    autogenerate(&request).await.expect("a proposal")
}

fn differs(from: &Schema, to: &Schema) -> Vec<Operation> {
    diff(from, to, &Scope::exact_with_views_and_triggers()).operations
}

#[tokio::test]
async fn empty_databases_are_led_there_and_back() {
    for (number, from, to) in pairs() {
        let database = database(&from).await;
        let before = read(&database).await;
        let desired = read(&self::database(&to).await).await.schema().clone();
        let proposal = proposal(&before, &desired, Vec::new()).await;
        let done = execute(&database, &proposal.upgrade).await;
        done.unwrap_or_else(|error| panic!("{number} upgrade: {error:?}\n{:#?}", proposal.upgrade));
        let rest = differs(read(&database).await.schema(), &desired);
        assert!(
            rest.is_empty(),
            "{number} is not there: {rest:#?}\n{:#?}",
            proposal.upgrade
        );
        let done = execute(&database, &proposal.downgrade).await;
        done.unwrap_or_else(|error| {
            panic!("{number} downgrade: {error:?}\n{:#?}", proposal.downgrade)
        });
        let rest = differs(read(&database).await.schema(), before.schema());
        assert!(
            rest.is_empty(),
            "{number} is not back: {rest:#?}\n{:#?}",
            proposal.downgrade
        );
    }
}

#[tokio::test]
#[expect(clippy::print_stdout, reason = "how many were tried is worth knowing")]
async fn rows_are_kept_or_the_change_is_refused() {
    let mut refused = 0;
    let mut done = 0;
    for (number, from, to) in pairs() {
        let database = database(&from).await;
        fill(&database, &from).await;
        let before = read(&database).await;
        let desired = read(&self::database(&to).await).await.schema().clone();
        let asked = proposal(&before, &desired, Vec::new()).await.needs_backfill;
        let given = asked.iter().map(|need| Backfill {
            column: need.name(),
            value: Expression::new("7"),
        });
        let proposal = proposal(&before, &desired, given.collect()).await;
        let rows_before = rows(&database).await;
        if execute(&database, &proposal.upgrade).await.is_err() {
            refused += 1;
            let rest = differs(read(&database).await.schema(), before.schema());
            assert!(
                rest.is_empty(),
                "{number} was refused and changed: {rest:#?}"
            );
            assert_eq!(
                rows(&database).await,
                rows_before,
                "{number} was refused and changed"
            );
            continue;
        }
        done += 1;
        let rest = differs(read(&database).await.schema(), &desired);
        assert!(rest.is_empty(), "{number} is not there: {rest:#?}");
        let rows_there = rows(&database).await;
        keeps(
            number,
            &before,
            &rows_before,
            &rows_there,
            &proposal.upgrade,
        );
        if execute(&database, &proposal.downgrade).await.is_ok() {
            let rest = differs(read(&database).await.schema(), before.schema());
            assert!(rest.is_empty(), "{number} is not back: {rest:#?}");
        } else {
            assert_eq!(
                rows(&database).await,
                rows_there,
                "{number} was refused and changed"
            );
        }
    }
    println!("{done} done, {refused} refused");
    assert!(done > refused / 4, "{done} done, {refused} refused");
}

/// Rows by table and column, each value as SQLite quotes it.
type Rows = BTreeMap<String, BTreeMap<String, Vec<String>>>;

async fn rows(database: &DatabaseConnection) -> Rows {
    let mut all = Rows::new();
    for table in &read(database).await.schema().tables {
        let mut columns = BTreeMap::new();
        for column in &table.columns {
            let sql = format!(
                "SELECT quote({}) FROM {} ORDER BY 1",
                identifier(&column.name),
                identifier(&table.name)
            );
            let found = database
                .query_all_raw(Statement::from_string(DbBackend::Sqlite, sql))
                .await;
            let found = found.expect("a column can be read").into_iter();
            let values = found.map(|row| row.try_get_by_index(0).expect("a quoted value is text"));
            columns.insert(column.name.clone(), values.collect());
        }
        all.insert(table.name.clone(), columns);
    }
    all
}

/// Puts in what the tables let in.
async fn fill(database: &DatabaseConnection, schema: &Schema) {
    database
        .execute_unprepared("PRAGMA foreign_keys = OFF")
        .await
        .expect("a pragma runs");
    for table in &schema.tables {
        let plain = table
            .columns
            .iter()
            .filter(|column| column.generated.is_none());
        let names: Vec<_> = plain.map(|column| identifier(&column.name)).collect();
        for row in ["1", "2", "'x'", "3.5", "NULL"] {
            let values = vec![row; names.len()].join(", ");
            let sql = format!(
                "INSERT OR IGNORE INTO {} ({}) VALUES ({values})",
                identifier(&table.name),
                names.join(", ")
            );
            // What the table refuses stays out.
            let _ = database.execute_unprepared(&sql).await;
        }
    }
    database
        .execute_unprepared("PRAGMA foreign_keys = ON")
        .await
        .expect("a pragma runs");
}

/// Insists that columns which are not touched hold what they held.
fn keeps(number: usize, before: &Catalogue, from: &Rows, to: &Rows, upgrade: &[Operation]) {
    for table in &before.schema().tables {
        let Some(there) = to.get(&table.name) else {
            continue;
        };
        let touched = format!("{:?}", upgrade.iter().filter(|operation| {
            matches!(operation, Operation::AlterTable { table: name, .. } if *name == table.name)
        }).collect::<Vec<_>>());
        for (column, values) in &from[&table.name] {
            let altered = touched.contains(&format!("Column {{ name: {column:?}"));
            let is_key = table.is_key(column);
            if let (Some(kept), false, false) = (there.get(column), altered, is_key) {
                assert_eq!(kept, values, "{number}: {}.{column}", table.name);
            }
        }
    }
}
