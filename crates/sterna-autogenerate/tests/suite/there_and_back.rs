//! One random pair of schemas as a real database file, with rows or without: what is proposed
//! leads there and back, keeps the rows, and leaves nothing to propose.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::Path;

use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, Statement,
};
use sterna::run::execute;
use sterna_autogenerate::{
    Backfill, Claim, Desired, Proposal, Renames, Request, Sample, Scope, autogenerate, diff, prove,
};
use sterna_dialect::sqlite::create::{create_index, create_table, create_trigger, create_view};
use sterna_dialect::sqlite::quote::identifier;
use sterna_dialect::sqlite::{Catalogue, shadow};
use sterna_schema::{Alteration, Expression, Operation, Schema, same_name};

use crate::random;

/// What is there, and what is wanted.
#[derive(Clone, Debug)]
pub struct Pair {
    pub seed: u64,
    pub number: u64,
    pub from: Schema,
    pub to: Schema,
}

/// How a pair ended that did not go wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// There and back.
    Done,
    /// There; the rows as they are then forbid the way back.
    DoneOneWay,
    /// The rows forbid the change, and nothing happened.
    Refused,
}

impl Pair {
    /// The pair of that number, which is the same on every machine and needs no other pair.
    pub fn new(seed: u64, number: u64) -> Self {
        let words = [seed, number, seed, number].map(u64::to_le_bytes);
        let rng = TestRng::from_seed(RngAlgorithm::ChaCha, words.as_flattened());
        let mut runner = TestRunner::new_with_rng(Config::default(), rng);
        let pair = (random::valid_schema(), random::valid_schema()).new_tree(&mut runner);
        let (from, to) = pair.expect("a strategy without filters").current();
        Self {
            seed,
            number,
            from,
            to,
        }
    }

    /// Both sides as SQL, and how to try this pair alone.
    pub fn told(&self) -> String {
        let mut text = format!("seed {}, number {}\n", self.seed, self.number);
        for (word, schema) in [("from", &self.from), ("to", &self.to)] {
            writeln!(text, "-- {word}").expect("memory");
            for sql in statements(schema) {
                writeln!(text, "{sql};").expect("memory");
            }
        }
        text
    }

    /// Makes the database at that path, and goes there and back.
    ///
    /// # Errors
    ///
    /// What went wrong.
    pub async fn tried(&self, path: &Path, with_rows: bool) -> Result<Ending, String> {
        let trial = self.start(path, with_rows).await;
        let ending = trial.run().await;
        trial.close().await;
        ending
    }

    /// Makes the database at that path, and asks what leads from it to what is wanted.
    pub async fn start(&self, path: &Path, with_rows: bool) -> Trial {
        let _ = fs::remove_file(path);
        let database = open(path).await;
        create(&database, &self.from).await;
        if with_rows {
            fill(&database, &self.from).await;
        }
        let wanted = shadow::empty().await.expect("an in-memory database opens");
        create(&wanted, &self.to).await;
        Trial::new(database, read(&wanted).await.schema().clone()).await
    }
}

/// A database and what it shall become.
pub struct Trial {
    pub proposal: Proposal,
    database: DatabaseConnection,
    before: Catalogue,
    rows: Rows,
    desired: Desired,
}

impl Trial {
    async fn new(database: DatabaseConnection, schema: Schema) -> Self {
        let before = read(&database).await;
        let desired = Desired {
            schema,
            ..Desired::default()
        };
        let asked = proposal(&before, &desired, Vec::new()).await.needs_backfill;
        let given = asked.iter().map(|need| Backfill {
            column: need.name(),
            value: Expression::new("7"),
        });
        Self {
            rows: rows(&database).await,
            proposal: proposal(&before, &desired, given.collect()).await,
            database,
            before,
            desired,
        }
    }

    async fn run(&self) -> Result<Ending, String> {
        self.is_proved().await?;
        if let Err(error) = execute(&self.database, &self.proposal.upgrade).await {
            self.is_untouched(&self.before, &self.rows, "a refused upgrade")
                .await?;
            return match has_rows(&self.rows) {
                true => Ok(Ending::Refused),
                false => Err(format!("the upgrade fails without rows: {error}")),
            };
        }
        self.is_there(&self.database).await?;
        let there = read(&self.database).await;
        let rows_there = rows(&self.database).await;
        if let Err(error) = execute(&self.database, &self.proposal.downgrade).await {
            self.is_untouched(&there, &rows_there, "a refused downgrade")
                .await?;
            return match has_rows(&self.rows) {
                true => Ok(Ending::DoneOneWay),
                false => Err(format!("the downgrade fails without rows: {error}")),
            };
        }
        self.is_back(&self.database).await?;
        Ok(Ending::Done)
    }

    /// Insists that a database is what is wanted, with the rows of this one.
    ///
    /// # Errors
    ///
    /// What is not so.
    pub async fn is_there(&self, database: &DatabaseConnection) -> Result<(), String> {
        let there = read(database).await;
        let rest = proposal(&there, &self.desired, Vec::new()).await.upgrade;
        nothing(&rest, "the second comparison finds something")?;
        let rest = differs(&there, &self.desired.schema);
        nothing(&rest, "the upgrade is not there")?;
        self.keeps(&rows(database).await, "the upgrade")
    }

    /// Insists that a database is what this one was.
    ///
    /// # Errors
    ///
    /// What is not so.
    pub async fn is_back(&self, database: &DatabaseConnection) -> Result<(), String> {
        let rest = differs(&read(database).await, self.before.schema());
        nothing(&rest, "the downgrade is not back")?;
        self.keeps(&rows(database).await, "the downgrade")
    }

    /// Lets go of the file.
    pub async fn close(&self) {
        let closed = self.database.close_by_ref().await;
        closed.expect("a file can be closed");
    }

    /// Whatever the rows, a proposal of ours is right: it may be forbidden, never wrong.
    async fn is_proved(&self) -> Result<(), String> {
        let schema = self.before.schema();
        let upgrade = &self.proposal.upgrade;
        let sample = Sample::take(&self.database, schema, upgrade).await;
        let claim = Claim {
            live: &self.before,
            desired: &self.desired,
            scope: &Scope::exact_with_views_and_triggers(),
            upgrade,
            downgrade: &self.proposal.downgrade,
        };
        let proof = prove(&claim, &sample.expect("a sample")).await;
        match proof.expect("a proof").failure() {
            Some(failure) => Err(format!("the proof fails: {failure}")),
            None => Ok(()),
        }
    }

    async fn is_untouched(
        &self,
        schema: &Catalogue,
        held: &Rows,
        what: &str,
    ) -> Result<(), String> {
        let now = read(&self.database).await;
        nothing(
            &differs(&now, schema.schema()),
            &format!("{what} changed the schema"),
        )?;
        match rows(&self.database).await == *held {
            true => Ok(()),
            false => Err(format!("{what} changed rows")),
        }
    }

    /// Columns that are not touched hold what they held.
    fn keeps(&self, now: &Rows, what: &str) -> Result<(), String> {
        for table in &self.before.schema().tables {
            let (Some(now), false) = (now.get(&table.name), self.drops(&table.name)) else {
                continue;
            };
            for (column, held) in &self.rows[&table.name] {
                let is_free = table.is_key(column) || self.touches(&table.name, column);
                if now.get(column).is_some_and(|now| now != held) && !is_free {
                    return Err(format!("{what} changed {}.{column}", table.name));
                }
            }
        }
        Ok(())
    }

    fn drops(&self, table: &str) -> bool {
        self.proposal.upgrade.iter().any(|operation| {
            matches!(operation, Operation::DropTable(dropped) if dropped.name() == Some(table))
        })
    }

    fn touches(&self, table: &str, column: &str) -> bool {
        let of_table = self.proposal.upgrade.iter().filter_map(|one| match one {
            Operation::AlterTable {
                table: name,
                alterations,
            } if name == table => Some(alterations),
            _ => None,
        });
        let mut names = of_table.flatten().filter_map(|one| match one {
            Alteration::AddColumn { column, .. } => Some(column.name.as_str()),
            Alteration::DropColumn { column, .. } => column.name(),
            Alteration::AlterColumn { to, .. } => Some(to.name.as_str()),
            _ => None,
        });
        names.any(|name| same_name(name, column))
    }
}

fn nothing(rest: &[Operation], what: &str) -> Result<(), String> {
    let rest: Vec<_> = rest.iter().map(Operation::summary).collect();
    match rest.is_empty() {
        true => Ok(()),
        false => Err(format!("{what}: {}", rest.join("; "))),
    }
}

/// The database in that file, which need not be there.
pub async fn open(path: &Path) -> DatabaseConnection {
    let mut options = ConnectOptions::new(format!("sqlite://{}?mode=rwc", path.display()));
    options.max_connections(1).sqlx_logging(false);
    let database = Database::connect(options).await.expect("a file opens");
    // What a power cut would do is not the question.
    run(&database, "PRAGMA synchronous = OFF").await;
    database
}

/// The statements that make a schema.
fn statements(schema: &Schema) -> Vec<String> {
    let tables = schema.tables.iter().map(create_table);
    let indexes = schema.tables.iter().flat_map(|table| {
        let indexes = table.indexes.iter();
        indexes.map(|index| create_index(&table.name, index))
    });
    let views = schema.views.iter().map(create_view);
    let triggers = schema.triggers.iter().map(create_trigger);
    tables.chain(indexes).chain(views).chain(triggers).collect()
}

async fn create(database: &DatabaseConnection, schema: &Schema) {
    for sql in statements(schema) {
        run(database, &sql).await;
    }
}

async fn run(database: &DatabaseConnection, sql: &str) {
    let ran = database.execute_unprepared(sql).await;
    ran.unwrap_or_else(|error| panic!("{error}: {sql}"));
}

async fn read(database: &DatabaseConnection) -> Catalogue {
    let read = Catalogue::read(database).await;
    read.expect("the schema is readable")
}

async fn proposal(live: &Catalogue, desired: &Desired, backfills: Vec<Backfill>) -> Proposal {
    let request = Request {
        live,
        desired,
        scope: Scope::exact_with_views_and_triggers(),
        renames: Renames::default(),
        backfills,
    };
    autogenerate(&request).await.expect("a proposal")
}

fn differs(from: &Catalogue, to: &Schema) -> Vec<Operation> {
    diff(from.schema(), to, &Scope::exact_with_views_and_triggers()).operations
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
            let statement = Statement::from_string(DbBackend::Sqlite, sql);
            let found = database.query_all_raw(statement).await;
            let found = found.expect("a column can be read").into_iter();
            let values = found.map(|row| row.try_get_by_index(0).expect("a quoted value is text"));
            columns.insert(column.name.clone(), values.collect::<Vec<_>>());
        }
        all.insert(table.name.clone(), columns);
    }
    all
}

fn has_rows(rows: &Rows) -> bool {
    let mut columns = rows.values().flat_map(BTreeMap::values);
    columns.any(|values| !values.is_empty())
}

/// Puts in what the tables let in.
async fn fill(database: &DatabaseConnection, schema: &Schema) {
    run(database, "PRAGMA foreign_keys = OFF").await;
    for table in &schema.tables {
        let columns = table.columns.iter();
        let plain = columns.filter(|column| column.generated.is_none());
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
    run(database, "PRAGMA foreign_keys = ON").await;
}
