//! A database file with one connection, and a runner as small as can be.

use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbErr, Statement};
use std::collections::HashMap;
use std::path::PathBuf;
use sterna_dialect::plan::{Plan, PlanError, Refusal, Role, Touched, Way};
use sterna_dialect::sqlite::Catalogue;
use sterna_dialect::sqlite::dependants::with_dependants;
use sterna_dialect::sqlite::plan::{needs_foreign_keys_off, plan, plan_with_quick_check};
use sterna_dialect::sqlite::rebuild::statements;
use sterna_schema::{Alteration, DeclaredType, Operation, Schema};
use tempfile::TempDir;

/// An open database file; foreign keys are on, as sqlx has them.
pub struct TestDatabase {
    pub connection: DatabaseConnection,
    folder: TempDir,
}

type Planner = fn(&Operation, &Catalogue) -> Result<Plan, PlanError>;

/// Why operations were not carried out.
#[derive(Debug)]
#[expect(dead_code, reason = "a test that fails prints it")]
pub enum Failure {
    Plan(PlanError),
    Refused(Refusal, i64),
    Changed(Refusal, i64, i64),
    Sql(String, DbErr),
}

impl TestDatabase {
    pub async fn new(setup: &str) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let connection = open(&folder).await;
        connection.execute_unprepared(setup).await.expect(setup);
        Self { connection, folder }
    }

    /// A database from a script of lines, of which those that begin with `?` may fail; `None`
    /// where another one does.
    pub async fn attempt(script: &str) -> Option<Self> {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let connection = open(&folder).await;
        connection
            .execute_unprepared("PRAGMA synchronous = OFF")
            .await
            .expect("a setting");
        for part in script.split('?') {
            let (attempt, rest) = if part.starts_with("INSERT OR IGNORE") {
                part.split_once(';').expect("it ends")
            } else {
                ("", part)
            };
            let _ = connection.execute_unprepared(attempt).await;
            connection.execute_unprepared(rest).await.ok()?;
        }
        Some(Self { connection, folder })
    }

    /// Alters a table by rebuilds alone, whatever would be chosen.
    pub async fn apply_by_rebuild(
        &self,
        table: &str,
        alterations: &[Alteration],
    ) -> Result<(), Failure> {
        let result = self.rebuild_unchecked(table, alterations).await;
        assert_eq!(self.rows("PRAGMA integrity_check").await, ["ok"]);
        result
    }

    pub async fn rebuild_unchecked(
        &self,
        table: &str,
        alterations: &[Alteration],
    ) -> Result<(), Failure> {
        self.execute("PRAGMA foreign_keys = OFF; BEGIN IMMEDIATE")
            .await;
        let result = self.rebuild(table, alterations).await;
        self.execute(if result.is_ok() { "COMMIT" } else { "ROLLBACK" })
            .await;
        self.execute("PRAGMA foreign_keys = ON; PRAGMA legacy_alter_table = OFF")
            .await;
        self.execute("PRAGMA writable_schema = RESET").await;
        result
    }

    async fn rebuild(&self, table: &str, alterations: &[Alteration]) -> Result<(), Failure> {
        let catalogue = self.catalogue().await;
        let noun = catalogue.schema().table(table).expect(table);
        let all = with_dependants(alterations, noun, catalogue.schema()).map_err(Failure::Plan)?;
        let statements = statements(noun, &all, &catalogue).map_err(Failure::Plan)?;
        self.run(&Plan {
            statements,
            ..Plan::default()
        })
        .await
    }

    /// A second connection to the same file.
    pub async fn another(&self) -> DatabaseConnection {
        open(&self.folder).await
    }

    pub fn path(&self) -> PathBuf {
        self.folder.path().join("test.db")
    }

    pub async fn execute(&self, sql: &str) {
        self.connection.execute_unprepared(sql).await.expect(sql);
    }

    /// Carries operations out in one transaction, as a runner does.
    pub async fn apply(&self, operations: &[Operation]) -> Result<Vec<Plan>, Failure> {
        let result = self.transaction(operations, plan_with_quick_check).await;
        assert_eq!(self.rows("PRAGMA integrity_check").await, ["ok"]);
        result
    }

    /// The same without a look at the tables and the whole file, which takes its time.
    pub async fn apply_unchecked(&self, operations: &[Operation]) -> Result<Vec<Plan>, Failure> {
        self.transaction(operations, plan).await
    }

    async fn transaction(
        &self,
        operations: &[Operation],
        plan: Planner,
    ) -> Result<Vec<Plan>, Failure> {
        let off = operations.iter().any(needs_foreign_keys_off);
        if off {
            self.execute("PRAGMA foreign_keys = OFF").await;
        }
        self.execute("BEGIN IMMEDIATE").await;
        let result = self.carry_out(operations, plan).await;
        self.execute(if result.is_ok() { "COMMIT" } else { "ROLLBACK" })
            .await;
        self.execute("PRAGMA foreign_keys = ON; PRAGMA legacy_alter_table = OFF")
            .await;
        self.execute("PRAGMA writable_schema = RESET").await;
        result
    }

    pub async fn alter(
        &self,
        table: &str,
        alterations: Vec<Alteration>,
    ) -> Result<Vec<Plan>, Failure> {
        self.apply(&[alter(table, alterations)]).await
    }

    async fn carry_out(
        &self,
        operations: &[Operation],
        plan: Planner,
    ) -> Result<Vec<Plan>, Failure> {
        let mut catalogue = self.catalogue().await;
        let mut plans = Vec::new();
        for operation in operations {
            let mut next = Some(operation.clone());
            while let Some(operation) = next {
                let mut plan = plan(&operation, &catalogue).map_err(Failure::Plan)?;
                self.run(&plan).await?;
                next = plan.rest.take();
                self.refresh(&mut catalogue, &plan.touched).await;
                plans.push(plan);
            }
        }
        Ok(plans)
    }

    async fn refresh(&self, catalogue: &mut Catalogue, touched: &Touched) {
        match touched {
            Touched::Nothing => {}
            Touched::Tables(tables) => {
                for table in tables {
                    catalogue
                        .refresh(&self.connection, table)
                        .await
                        .expect("a refresh");
                }
            }
            Touched::Everything => *catalogue = self.catalogue().await,
        }
        if cfg!(not(debug_assertions)) {
            return;
        }
        let fresh = self.catalogue().await;
        let (left, right) = (catalogue.schema(), fresh.schema());
        assert_eq!(
            managed(left),
            managed(right),
            "what a plan touches is what it says"
        );
    }

    pub async fn run(&self, plan: &Plan) -> Result<(), Failure> {
        let mut measured = HashMap::new();
        for statement in &plan.statements {
            let failed = |error| Failure::Sql(statement.sql.clone(), error);
            match &statement.role {
                Role::Change => {
                    let done = self.connection.execute_unprepared(&statement.sql).await;
                    done.map_err(failed)?;
                }
                Role::Guard(refusal) => {
                    let number = self.number(&statement.sql).await.map_err(failed)?;
                    if number != 0 {
                        if let Some(examples) = &refusal.examples {
                            assert!(!self.rows(examples).await.is_empty(), "{examples}");
                        }
                        return Err(Failure::Refused(refusal.clone(), number));
                    }
                }
                Role::Measure(measurement) => {
                    let number = self.number(&statement.sql).await.map_err(failed)?;
                    measured.insert(measurement.name.clone(), number);
                }
                Role::Verify(measurement, refusal) => {
                    let before = measured[&measurement.name];
                    let after = self.number(&statement.sql).await.map_err(failed)?;
                    if !measurement.rule.holds(before, after) {
                        return Err(Failure::Changed(refusal.clone(), before, after));
                    }
                }
            }
        }
        Ok(())
    }

    pub async fn catalogue(&self) -> Catalogue {
        Catalogue::read(&self.connection)
            .await
            .expect("a readable schema")
    }

    pub async fn schema(&self) -> Schema {
        self.catalogue().await.schema().clone()
    }

    async fn number(&self, sql: &str) -> Result<i64, DbErr> {
        let row = self.connection.query_one_raw(statement(sql)).await?;
        row.expect("one row").try_get_by_index(0)
    }

    /// The rows of a query of one text column.
    pub async fn rows(&self, sql: &str) -> Vec<String> {
        rows(&self.connection, sql).await.expect(sql)
    }

    /// The rows of a table, each as one text, in the order of all columns.
    pub async fn dump(&self, table: &str, columns: &[&str]) -> Vec<String> {
        let quoted: Vec<_> = columns
            .iter()
            .map(|column| format!("quote(\"{column}\")"))
            .collect();
        let list = quoted.join(" || '|' || ");
        self.rows(&format!("SELECT {list} FROM {table} ORDER BY 1"))
            .await
    }

    /// The stored text of an object.
    pub async fn text(&self, name: &str) -> String {
        let name = name.replace('\'', "''");
        let found = self
            .rows(&format!(
                "SELECT sql FROM sqlite_schema WHERE name = '{name}'"
            ))
            .await;
        found.first().cloned().unwrap_or_default()
    }

    /// All stored texts, by name.
    pub async fn texts(&self) -> Vec<String> {
        self.rows("SELECT name || ': ' || coalesce(sql, '') FROM sqlite_schema ORDER BY name")
            .await
    }
}

pub async fn rows(connection: &DatabaseConnection, sql: &str) -> Result<Vec<String>, DbErr> {
    let rows = connection.query_all_raw(statement(sql)).await?;
    rows.iter()
        .map(|row| row.try_get_by_index::<String>(0))
        .collect()
}

fn statement(sql: &str) -> Statement {
    Statement::from_string(sea_orm::DbBackend::Sqlite, sql)
}

async fn open(folder: &TempDir) -> DatabaseConnection {
    let path = folder.path().join("test.db");
    let mut options = ConnectOptions::new(format!("sqlite://{}?mode=rwc", path.display()));
    options.max_connections(1).sqlx_logging(false);
    Database::connect(options).await.expect("a database")
}

/// The same schema without SQLite's own tables, which come with the first AUTOINCREMENT.
fn managed(schema: &Schema) -> Schema {
    Schema {
        unmanaged: Vec::new(),
        ..schema.clone()
    }
}

/// The same schema with the constraints of each table in one order: a constraint that was dropped
/// and added again is the last of its kind. And with `INT` for what it is outside of a key.
pub fn unordered(mut schema: Schema) -> Schema {
    for table in &mut schema.tables {
        table.uniques.sort_by_key(|unique| format!("{unique:?}"));
        table.checks.sort_by_key(|check| format!("{check:?}"));
        table.foreign_keys.sort_by_key(|key| format!("{key:?}"));
        for column in table
            .columns
            .iter_mut()
            .filter(|column| column.declared.canonical() == "int")
        {
            column.declared = DeclaredType::with_canonical(column.declared.text(), "integer");
        }
    }
    schema
}

/// Fails with the tables that differ.
#[track_caller]
pub fn assert_same(left: Schema, right: Schema, told: &str) {
    let (left, right) = (unordered(left), unordered(right));
    for (left, right) in left.tables.iter().zip(&right.tables) {
        assert_eq!(left, right, "{told}");
    }
    assert_eq!(left, right, "{told}");
}

pub fn alter(table: &str, alterations: Vec<Alteration>) -> Operation {
    Operation::AlterTable {
        table: table.to_owned(),
        alterations,
    }
}

/// The ways of all plans, in order.
pub fn ways(plans: &[Plan]) -> Vec<Way> {
    plans
        .iter()
        .flat_map(|plan| plan.ways.iter().map(|planned| planned.way))
        .collect()
}
