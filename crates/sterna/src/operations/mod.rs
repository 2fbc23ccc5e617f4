//! What `upgrade` and `downgrade` fill: a list of steps that the runner carries out in order.
//!
//! A builder here never touches a database and never panics. It says what is meant in the words
//! of SeaORM's users (column helpers, statements of `sea_query`) and ends as an
//! [`Operation`], the one language between the stages; what cannot be understood becomes
//! [`Step::Invalid`], and the runner refuses the revision before it changes anything.
//!
//! SQL text is read by the dialect's parser, the same that reads databases, so that a definition
//! means here what it means there.

mod alter_table;
mod code;
mod column;
mod constraint;
mod index;
mod name;
mod rendered;
mod sql;
mod table;

use std::fmt;

use sterna_dialect::sqlite::parse;
use sterna_schema::{Alteration, BulkInsert, Dropped, Operation, RawSql, Value};

pub use alter_table::{AddedColumn, AlterTable, AlteredColumn, DroppedColumn};
pub use code::{Code, RunCode};
pub use column::{ColumnExt, IntoColumn};
pub use constraint::{
    CheckBuilder, ForeignKeyBuilder, IntoCheck, IntoForeignKey, IntoPrimaryKey, IntoUnique,
    PrimaryKeyBuilder, UniqueBuilder, check, foreign_key, primary_key, unique,
};
pub(crate) use index::index_and_text;
pub use index::{
    IndexBuilder, IndexTerm, IntoIndex, IntoTerm, column, expression, index, unique_index,
};
pub use name::IntoTableName;
pub use sql::IntoSql;
pub(crate) use table::table_and_text;
pub use table::{IntoTable, TableBuilder, table};

/// What a builder could not make sense of, in words.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct BuildError(pub(crate) String);

/// The steps of a revision, in order.
#[derive(Debug, Default)]
pub struct Operations {
    steps: Vec<Step>,
}

/// One step of a revision.
pub enum Step {
    /// A change of the schema or of rows.
    Operation(Operation),
    /// Code that works on rows.
    Run(Code),
    /// The way that cannot be gone, and why.
    OneWay(String),
    /// Something that a builder could not make sense of.
    Invalid {
        /// What was meant: `create table posts`.
        what: String,
        /// What is wrong with it.
        error: BuildError,
    },
}

impl Operations {
    /// Creates a table with its constraints and indexes.
    pub fn create_table(&mut self, table: impl IntoTable) {
        let built = table.into_table().map(Operation::CreateTable);
        self.push_built("create table", built);
    }

    /// Drops a table and, with it, its rows, indexes and triggers.
    pub fn drop_table<Kind>(&mut self, table: impl IntoTableName<Kind>) {
        let built = table.into_table_name();
        self.push_built(
            "drop table",
            built.map(|name| Operation::DropTable(Dropped::Named(name))),
        );
    }

    /// Gives a table another name; whatever refers to it follows.
    pub fn rename_table<Kind, OtherKind>(
        &mut self,
        from: impl IntoTableName<Kind>,
        to: impl IntoTableName<OtherKind>,
    ) {
        let names = from
            .into_table_name()
            .and_then(|from| Ok((from, to.into_table_name()?)));
        let built = names.map(|(from, to)| Operation::RenameTable { from, to });
        self.push_built("rename table", built);
    }

    /// Changes a table: all that the closure says, planned together.
    pub fn alter_table<Kind>(
        &mut self,
        table: impl IntoTableName<Kind>,
        change: impl FnOnce(&mut AlterTable),
    ) {
        match table.into_table_name() {
            Ok(name) => {
                let mut alter = AlterTable::new(name);
                change(&mut alter);
                self.push_altered(alter);
            }
            Err(error) => self.invalid("alter table", error),
        }
    }

    /// Creates an index, whose builder or statement names the table.
    pub fn create_index(&mut self, index: impl IntoIndex) {
        let built = index.into_index().and_then(|(table, index)| {
            let table = table.ok_or_else(|| {
                BuildError(format!(
                    "index {:?} does not say of which table: add `.table(…)`",
                    index.name
                ))
            })?;
            Ok(on_table(table, Alteration::CreateIndex(index)))
        });
        self.push_built("create index", built);
    }

    /// Drops an index of a table.
    pub fn drop_index<Kind>(&mut self, name: impl Into<String>, table: impl IntoTableName<Kind>) {
        let name = name.into();
        let built = table
            .into_table_name()
            .map(|table| on_table(table, Alteration::DropIndex(Dropped::Named(name))));
        self.push_built("drop index", built);
    }

    /// Creates a view from its whole `CREATE VIEW` statement.
    pub fn create_view(&mut self, statement: impl Into<String>) {
        let built = parse::view(&statement.into()).map_err(BuildError::from);
        self.push_built("create view", built.map(Operation::CreateView));
    }

    /// Drops a view.
    pub fn drop_view(&mut self, name: impl Into<String>) {
        self.push(Operation::DropView(Dropped::Named(name.into())));
    }

    /// Creates a trigger from its whole `CREATE TRIGGER` statement.
    pub fn create_trigger(&mut self, statement: impl Into<String>) {
        let built = parse::trigger(&statement.into()).map_err(BuildError::from);
        self.push_built("create trigger", built.map(Operation::CreateTrigger));
    }

    /// Drops a trigger.
    pub fn drop_trigger(&mut self, name: impl Into<String>) {
        self.push(Operation::DropTrigger(Dropped::Named(name.into())));
    }

    /// Runs SQL as it stands, one statement or several; or a query of `sea_query`.
    pub fn execute<Kind>(&mut self, sql: impl IntoSql<Kind>) {
        let built = sql.into_sql();
        self.push_built(
            "execute",
            built.map(|sql| Operation::Execute(RawSql { sql, reverse: None })),
        );
    }

    /// Inserts rows, each with one value per column.
    pub fn bulk_insert<Row>(
        &mut self,
        table: impl Into<String>,
        columns: impl IntoIterator<Item = impl Into<String>>,
        rows: impl IntoIterator<Item = Row>,
    ) where
        Row: IntoIterator<Item = Value>,
    {
        let insert = BulkInsert {
            table: table.into(),
            columns: columns.into_iter().map(Into::into).collect(),
            rows: rows
                .into_iter()
                .map(|row| row.into_iter().collect())
                .collect(),
        };
        let what = format!("insert into {}", insert.table);
        self.push_built(&what, with_equal_rows(insert).map(Operation::BulkInsert));
    }

    /// Runs code on the rows, inside the transaction: `op.run(async |db| { … })`. What it gets
    /// is SeaORM's `ConnectionTrait`, so that entities and queries work on it.
    ///
    /// A dry run lists it and does not run it.
    pub fn run<F>(&mut self, code: F)
    where
        F: AsyncFnOnce(&crate::Connection) -> Result<(), sea_orm::DbErr>
            + for<'a> RunCode<'a>
            + Send
            + Sync
            + 'static,
    {
        self.steps.push(Step::Run(Code::new(code)));
    }

    /// Says that there is no way in this direction, and why: the runner refuses it.
    pub fn one_way(&mut self, reason: impl Into<String>) {
        self.steps.push(Step::OneWay(reason.into()));
    }

    /// Adds an operation that is already one.
    pub fn push(&mut self, operation: Operation) {
        self.steps.push(Step::Operation(operation));
    }

    /// The steps so far.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// The steps, to be carried out.
    pub fn into_steps(self) -> Vec<Step> {
        self.steps
    }

    /// Whether there is nothing to do.
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    fn push_altered(&mut self, alter: AlterTable) {
        let what = format!("alter table {}", alter.table());
        self.push_built(&what, alter.finish());
    }

    fn push_built(&mut self, what: &str, built: Result<Operation, BuildError>) {
        match built {
            Ok(operation) => self.push(operation),
            Err(error) => self.invalid(what, error),
        }
    }

    fn invalid(&mut self, what: &str, error: BuildError) {
        self.steps.push(Step::Invalid {
            what: what.to_owned(),
            error,
        });
    }
}

impl Step {
    /// Whether nobody but its author can foresee what it does: raw SQL and code.
    pub fn is_opaque(&self) -> bool {
        matches!(self, Self::Run(_) | Self::Operation(Operation::Execute(_)))
    }

    /// What the step does, in one line.
    pub fn summary(&self) -> String {
        match self {
            Self::Operation(operation) => operation.summary(),
            Self::Run(code) => format!("run code of {code}"),
            Self::OneWay(_) => "there is no way back".to_owned(),
            Self::Invalid { what, .. } => what.clone(),
        }
    }
}

impl fmt::Debug for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Operation(operation) => operation.fmt(f),
            Self::Run(code) => write!(f, "Run({code})"),
            Self::OneWay(reason) => write!(f, "OneWay({reason:?})"),
            Self::Invalid { what, error } => write!(f, "Invalid({what:?}, {error:?})"),
        }
    }
}

impl From<sterna_dialect::sqlite::ReadError> for BuildError {
    fn from(error: sterna_dialect::sqlite::ReadError) -> Self {
        Self(error.to_string())
    }
}

fn on_table(table: String, alteration: Alteration) -> Operation {
    Operation::AlterTable {
        table,
        alterations: vec![alteration],
    }
}

fn with_equal_rows(insert: BulkInsert) -> Result<BulkInsert, BuildError> {
    let wanted = insert.columns.len();
    match insert.rows.iter().position(|row| row.len() != wanted) {
        Some(at) => Err(BuildError(format!(
            "row {} has {} values for {wanted} columns",
            at + 1,
            insert.rows[at].len()
        ))),
        None => Ok(insert),
    }
}
