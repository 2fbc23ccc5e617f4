//! The one connection on which everything of a run happens.
//!
//! SQLite's lock, its transaction and its `foreign_keys` setting belong to a connection, so a run
//! takes one out of the application's pool and keeps it. It must never come back half way: until
//! [`Connection::settled`] is called, dropping it (the future of a run was cancelled, code in a
//! revision panicked) closes it instead, and SQLite rolls back.

use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

use futures_util::StreamExt as _;
use futures_util::lock::{MappedMutexGuard, Mutex, MutexGuard};
use sea_orm::sqlx::pool::PoolConnection;
use sea_orm::sqlx::{self, AssertSqlSafe, Either, Sqlite};
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseConnectionType, DbBackend, DbErr, ExecResult,
    QueryResult, RuntimeErr, Statement,
};
use sea_orm_migration::async_trait::async_trait;
use sea_query_sqlx::SqlxValues;

use super::counter::Counter;
use super::query;
use crate::error::Error;

/// The connection of a run, as `op.run` hands it over: SeaORM's `ConnectionTrait`, inside the
/// run's transaction. A transaction that is begun on it is a savepoint.
pub struct Connection {
    shared: Arc<Shared>,
}

/// What a connection shares with the savepoints that are begun on it.
pub(super) struct Shared {
    /// `None` once the run is over.
    connection: Mutex<Option<PoolConnection<Sqlite>>>,
    unsettled: AtomicBool,
    /// How many rows are written, once somebody wants to know.
    counter: OnceLock<Arc<Counter>>,
    /// How many savepoints are open within each other.
    pub(super) depth: AtomicUsize,
    /// The outermost savepoint that was dropped without a word, to be rolled back before anything
    /// else happens; 0 is none.
    pub(super) abandoned: AtomicUsize,
}

type Guard<'a> = MappedMutexGuard<'a, Option<PoolConnection<Sqlite>>, PoolConnection<Sqlite>>;

impl Connection {
    /// Takes a connection out of the pool.
    pub(crate) async fn acquire(db: &DatabaseConnection) -> Result<Self, Error> {
        if !matches!(
            db.inner,
            DatabaseConnectionType::SqlxSqlitePoolConnection(_)
        ) {
            return Err(Error::NotSqlite);
        }
        let acquired = db.get_sqlite_connection_pool().acquire().await;
        let connection =
            acquired.map_err(|error| Error::database("connecting", connecting(error)))?;
        let shared = Shared {
            connection: Mutex::new(Some(connection)),
            unsettled: AtomicBool::new(false),
            counter: OnceLock::new(),
            depth: AtomicUsize::new(0),
            abandoned: AtomicUsize::new(0),
        };
        Ok(Self {
            shared: Arc::new(shared),
        })
    }

    /// From here on it is closed when it is dropped.
    pub(crate) fn unsettled(&self) {
        self.shared.unsettled.store(true, Ordering::SeqCst);
    }

    /// From here on it goes back to the pool when it is dropped.
    pub(crate) fn settled(&self) {
        self.shared.unsettled.store(false, Ordering::SeqCst);
    }

    /// Executes statements in one go, each of them exactly one; the error says which one failed.
    /// Every hand-over to SQLite's thread costs more than a small statement itself.
    pub(crate) async fn execute_all(&self, statements: &[&str]) -> Result<(), (usize, DbErr)> {
        let sql = sqlx::raw_sql(AssertSqlSafe(statements.join("\n;\n")));
        let mut connection = self.shared.lock().await.map_err(|error| (0, error))?;
        let mut results = sql.fetch_many(&mut **connection);
        let mut done = 0;
        while let Some(result) = results.next().await {
            match result {
                Ok(Either::Left(_)) => done += 1,
                Ok(Either::Right(_)) => {}
                Err(error) => return Err((done.min(statements.len() - 1), executing(error))),
            }
        }
        Ok(())
    }

    /// Counts the rows that are written from now on. It takes the update hook of the connection,
    /// of which there is one, so the connection does not go back to the pool; a database in
    /// memory, which would be gone with it, is not counted.
    pub(super) async fn count_rows(&self) -> Result<(), DbErr> {
        let is_file =
            "SELECT count(*) FROM pragma_database_list WHERE name = 'main' AND file <> ''";
        if query::integer(self, is_file).await? == 0 {
            return Ok(());
        }
        let mut connection = self.shared.lock().await?;
        let counter = Counter::install(&mut connection).await.map_err(executing)?;
        // Whoever was faster counts.
        let _ = self.shared.counter.set(counter);
        Ok(())
    }

    /// Executes a statement, and tells how many rows it has written so far, where that is counted.
    pub(super) async fn execute_watched(&self, sql: &str, tell: impl Fn(u64)) -> Result<(), DbErr> {
        let done = self.shared.execute_unprepared(sql);
        match self.shared.counter.get() {
            Some(counter) => counter.watch(done, tell).await?,
            None => done.await?,
        };
        Ok(())
    }

    /// Gives the connection back to the pool, or closes it where it is not as it was.
    pub(super) async fn give_back(self) -> Result<(), DbErr> {
        if self.shared.counter.get().is_none() {
            return Ok(());
        }
        let connection = self.shared.connection.lock().await.take();
        match connection {
            Some(connection) => connection.close().await.map_err(executing),
            None => Ok(()),
        }
    }

    pub(super) fn shared(&self) -> &Arc<Shared> {
        &self.shared
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        // Nobody can be using it: whoever holds the guard holds this connection or a savepoint in
        // a future that is gone as well. Should somebody keep a savepoint, it goes when they do.
        let Some(mut guard) = self.shared.connection.try_lock() else {
            return;
        };
        let connection = guard.take();
        if let Some(connection) =
            connection.filter(|_| self.shared.unsettled.load(Ordering::SeqCst))
        {
            drop(connection.detach());
        }
    }
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connection").finish_non_exhaustive()
    }
}

impl Shared {
    /// The connection, with nothing left over from an abandoned savepoint.
    async fn lock(&self) -> Result<Guard<'_>, DbErr> {
        let guard = self.connection.lock().await;
        if guard.is_none() {
            return Err(DbErr::Custom(
                "the run that this connection belonged to is over".to_owned(),
            ));
        }
        let mut guard = MutexGuard::map(guard, |connection| {
            connection.as_mut().expect("it was there a line ago")
        });
        let abandoned = self.abandoned.swap(0, Ordering::SeqCst);
        if abandoned > 0 {
            let sql = roll_back_to(abandoned);
            let done = sqlx::raw_sql(AssertSqlSafe(sql))
                .execute(&mut **guard)
                .await;
            done.map_err(executing)?;
        }
        Ok(guard)
    }

    pub(super) async fn execute(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        whole(&statement.sql)?;
        let query = query(&statement);
        let result = query.execute(&mut **self.lock().await?).await;
        result.map(ExecResult::from).map_err(executing)
    }

    pub(super) async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        whole(sql)?;
        let sql = sqlx::raw_sql(AssertSqlSafe(sql.to_owned()));
        let result = sql.execute(&mut **self.lock().await?).await;
        result.map(ExecResult::from).map_err(executing)
    }

    pub(super) async fn query_one(
        &self,
        statement: Statement,
    ) -> Result<Option<QueryResult>, DbErr> {
        whole(&statement.sql)?;
        let query = query(&statement);
        let row = query.fetch_optional(&mut **self.lock().await?).await;
        row.map(|row| row.map(QueryResult::from)).map_err(reading)
    }

    pub(super) async fn query_all(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        whole(&statement.sql)?;
        let query = query(&statement);
        let rows = query
            .fetch_all(&mut **self.lock().await?)
            .await
            .map_err(reading)?;
        Ok(rows.into_iter().map(QueryResult::from).collect())
    }
}

#[async_trait]
impl ConnectionTrait for Connection {
    fn get_database_backend(&self) -> DbBackend {
        DbBackend::Sqlite
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        self.shared.execute(statement).await
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.shared.execute_unprepared(sql).await
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        self.shared.query_one(statement).await
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.shared.query_all(statement).await
    }
}

/// Undoes what happened since that savepoint, and ends it.
pub(super) fn roll_back_to(depth: usize) -> String {
    format!("ROLLBACK TO sterna_{depth}; RELEASE sterna_{depth}")
}

/// Refuses SQL with a NUL character: SQLite reads up to it
/// (<https://www.sqlite.org/c3ref/prepare.html>), and sqlx would wait for the rest for ever.
fn whole(sql: &str) -> Result<(), DbErr> {
    match sql.find('\0') {
        None => Ok(()),
        Some(at) => Err(DbErr::Custom(format!(
            "the SQL holds a NUL character after {:?}, where SQLite would stop reading it; \
             bind the value, or write it as char(0)",
            tail(&sql[..at])
        ))),
    }
}

/// The last few characters.
fn tail(sql: &str) -> String {
    let skipped = sql.chars().count().saturating_sub(40);
    sql.chars().skip(skipped).collect()
}

fn query(statement: &Statement) -> sqlx::query::Query<'_, Sqlite, SqlxValues> {
    let values = statement
        .values
        .clone()
        .unwrap_or_else(|| sea_orm::Values(Vec::new()));
    sqlx::query_with(AssertSqlSafe(statement.sql.as_str()), SqlxValues(values))
}

fn executing(error: sqlx::Error) -> DbErr {
    DbErr::Exec(RuntimeErr::SqlxError(error.into()))
}

fn reading(error: sqlx::Error) -> DbErr {
    DbErr::Query(RuntimeErr::SqlxError(error.into()))
}

fn connecting(error: sqlx::Error) -> DbErr {
    DbErr::Conn(RuntimeErr::SqlxError(error.into()))
}
