//! A run's hold on the database: the write lock, the transaction, the settings of the connection.
//!
//! SQLite's own lock is the lock: `BEGIN IMMEDIATE` lets one writer in, a crash releases it, and
//! no row of ours can be left behind (<https://www.sqlite.org/lang_transaction.html>). Whatever a
//! session changes of its connection it puts back when it is closed, and at the end of each
//! transaction; where it does not come to that once a transaction was prepared, the connection is
//! closed in place of going back to the pool.

use std::time::{Duration, Instant};

use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr};

use super::connection::Connection;
use super::query;
use crate::error::{Error, is_busy};

/// How long one attempt waits, so that a run that is cancelled stops waiting soon.
const ATTEMPT: Duration = Duration::from_millis(200);

/// A connection of the application's pool, and how it was found.
#[derive(Debug)]
pub(super) struct Session {
    connection: Connection,
    database: DatabaseConnection,
    timeout: Duration,
    found: Found,
}

/// The settings that a session changes, as it found them.
#[derive(Clone, Copy, Debug)]
struct Found {
    foreign_keys: i64,
    legacy_alter_table: i64,
    busy_timeout: i64,
}

impl Session {
    /// Takes a connection out of the pool; nothing is locked yet. Whoever opens a session must
    /// close it.
    pub(super) async fn open(db: &DatabaseConnection, timeout: Duration) -> Result<Self, Error> {
        let connection = Connection::acquire(db).await?;
        let found = read_settings(&connection)
            .await
            .map_err(|error| Error::database("reading the settings of the connection", error))?;
        let session = Self {
            connection,
            database: db.clone(),
            timeout,
            found,
        };
        // A writer whose changes outgrow its cache keeps readers out as well.
        session.wait_at_most(timeout).await?;
        Ok(session)
    }

    /// Gives the connection back to the pool.
    pub(super) async fn close(self) {
        self.restore().await;
        // What was done is done; a connection that cannot be closed is dropped.
        let _ = self.connection.give_back().await;
    }

    pub(super) fn connection(&self) -> &Connection {
        &self.connection
    }

    /// The pool that the connection is from.
    pub(super) fn database(&self) -> &DatabaseConnection {
        &self.database
    }

    /// How long it waits for others.
    pub(super) fn timeout(&self) -> Duration {
        self.timeout
    }

    /// Takes the write lock and starts a transaction, with foreign keys off where that is asked:
    /// within a transaction the setting is ignored
    /// (<https://www.sqlite.org/pragma.html#pragma_foreign_keys>).
    pub(super) async fn begin(
        &self,
        foreign_keys_off: bool,
        waiting: impl Fn(Duration),
    ) -> Result<(), Error> {
        self.connection.unsettled();
        let begun = self.try_begin(foreign_keys_off, waiting).await;
        if begun.is_err() {
            self.restore().await;
        }
        begun
    }

    async fn try_begin(
        &self,
        foreign_keys_off: bool,
        waiting: impl Fn(Duration),
    ) -> Result<(), Error> {
        self.prepare(foreign_keys_off).await?;
        self.wait_at_most(Duration::ZERO).await?;
        let started = Instant::now();
        let mut attempts = 0;
        while let Err(error) = self.connection.execute_unprepared("BEGIN IMMEDIATE").await {
            if !is_busy(&error) || started.elapsed() >= self.timeout {
                return Err(self.explain("starting a transaction", error, started));
            }
            attempts += 1;
            if attempts == 1 {
                waiting(self.timeout);
                self.wait_at_most(ATTEMPT.min(self.timeout)).await?;
            }
        }
        // Readers can hold up a commit, and a change that outgrows the cache.
        self.wait_at_most(self.timeout).await
    }

    /// Commits what went well, and undoes what did not.
    pub(super) async fn end<T>(
        &self,
        done: Result<T, Error>,
        waiting: impl Fn(Duration),
    ) -> Result<T, Error> {
        match done {
            Ok(value) => self.commit(waiting).await.map(|()| value),
            Err(error) => {
                self.rollback().await;
                Err(error)
            }
        }
    }

    /// Makes the changes permanent and gives the connection back its settings.
    pub(super) async fn commit(&self, waiting: impl Fn(Duration)) -> Result<(), Error> {
        let committed = self.try_commit(waiting).await;
        match committed {
            Ok(()) => self.restore().await,
            Err(_) => self.rollback().await,
        }
        committed
    }

    /// Without a write-ahead log, whoever reads holds up a commit, which can be tried again
    /// (<https://www.sqlite.org/lang_transaction.html>).
    async fn try_commit(&self, waiting: impl Fn(Duration)) -> Result<(), Error> {
        self.wait_at_most(ATTEMPT.min(self.timeout)).await?;
        let started = Instant::now();
        let mut attempts = 0;
        while let Err(error) = self.connection.execute_unprepared("COMMIT").await {
            if !is_busy(&error) || started.elapsed() >= self.timeout {
                return Err(self.explain("committing", error, started));
            }
            attempts += 1;
            if attempts == 1 {
                waiting(self.timeout);
            }
        }
        Ok(())
    }

    /// Undoes the changes and gives the connection back its settings.
    pub(super) async fn rollback(&self) {
        let rolled_back = self.connection.execute_unprepared("ROLLBACK").await;
        // SQLite rolls back by itself after some errors, such as a full disk.
        let is_over = rolled_back.map_or_else(|error| has_no_transaction(&error), |_| true);
        // A plan that edits the stored schema may have stopped in the middle of it
        // (<https://www.sqlite.org/pragma.html#pragma_writable_schema>).
        let reset = self
            .connection
            .execute_unprepared("PRAGMA writable_schema = RESET")
            .await;
        if is_over && reset.is_ok() {
            self.restore().await;
        }
    }

    /// Prepares the connection for a revision that runs outside of a transaction.
    pub(super) async fn without_transaction(&self, foreign_keys_off: bool) -> Result<(), Error> {
        self.connection.unsettled();
        self.prepare(foreign_keys_off).await?;
        self.wait_at_most(self.timeout).await
    }

    /// Whether the transaction that the session began is still open: a second one cannot begin.
    pub(super) async fn is_in_transaction(&self) -> bool {
        self.connection.execute_unprepared("BEGIN").await.is_err()
    }

    /// Gives the connection back its settings, and to the pool; if that fails, it stays marked
    /// to be closed.
    pub(super) async fn restore(&self) {
        let Found {
            foreign_keys,
            legacy_alter_table,
            busy_timeout,
        } = self.found;
        let sql = format!(
            "PRAGMA foreign_keys = {foreign_keys}; PRAGMA legacy_alter_table = {legacy_alter_table}; \
             PRAGMA busy_timeout = {busy_timeout}"
        );
        if self.connection.execute_unprepared(&sql).await.is_ok() {
            self.connection.settled();
        }
    }

    /// What the planner asks of a connection before its plans run.
    async fn prepare(&self, foreign_keys_off: bool) -> Result<(), Error> {
        let sql = match foreign_keys_off {
            true => "PRAGMA legacy_alter_table = OFF; PRAGMA foreign_keys = OFF",
            false => "PRAGMA legacy_alter_table = OFF",
        };
        let prepared = self.connection.execute_unprepared(sql).await;
        prepared.map_err(|error| Error::database("preparing the connection", error))?;
        Ok(())
    }

    async fn wait_at_most(&self, timeout: Duration) -> Result<(), Error> {
        let sql = format!(
            "PRAGMA busy_timeout = {}",
            timeout.as_millis().min(i32::MAX as u128)
        );
        let set = self.connection.execute_unprepared(&sql).await;
        set.map_err(|error| Error::database("setting the timeout", error))?;
        Ok(())
    }

    fn explain(&self, doing: &str, error: DbErr, started: Instant) -> Error {
        if is_busy(&error) {
            return Error::Locked {
                waited: started.elapsed(),
            };
        }
        Error::database(doing, error)
    }
}

async fn read_settings(connection: &Connection) -> Result<Found, DbErr> {
    Ok(Found {
        foreign_keys: query::integer(connection, "PRAGMA foreign_keys").await?,
        legacy_alter_table: query::integer(connection, "PRAGMA legacy_alter_table").await?,
        busy_timeout: query::integer(connection, "PRAGMA busy_timeout").await?,
    })
}

fn has_no_transaction(error: &DbErr) -> bool {
    error.to_string().contains("no transaction is active")
}
