//! Migrations of a migrator that was taken over: read from its own table, run by its own code.
//!
//! sea-orm-migration hands its code a connection of SeaORM's own kind, so that these migrations
//! run on a connection of their own, opened as the application's pool opens them: all pending ones
//! and their names in one transaction, with foreign keys off, and none if one fails or leaves
//! broken references. The connection is closed afterwards, whatever happens.
//!
//! On a copy of a schema each of them runs by itself; one that fails there, for want of rows, is
//! told and left out.

use std::collections::BTreeSet;
use std::time::{Duration, Instant, SystemTime};

use sea_orm::sea_query::Alias;
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, Schema,
    SqliteTransactionMode, SqlxSqliteConnector, Statement, TransactionOptions, TransactionTrait,
};
use sea_orm_migration::{IntoSchemaManagerConnection, SchemaManager, seaql_migrations};
use sterna_dialect::plan::Touched;
use sterna_dialect::sqlite::quote;

use super::connection::Connection;
use super::perform::Performance;
use super::prepare::{Batch, Work};
use super::record::Finished;
use super::versions::Versions;
use crate::error::{Error, Problem};
use crate::event::Event;
use crate::graph::{Direction, Graph};
use crate::report::OperationReport;
use crate::revision::Transaction;
use crate::revisions::Revisions;
use crate::taking_over::TakenOver;

impl Revisions {
    /// The heads that belong into the version table: the migrator's own table says the others.
    pub(super) fn recorded(&self, heads: &[String]) -> Vec<String> {
        let taken_over = self.taken_over();
        let is_ours = |head: &&String| !taken_over.is_some_and(|other| other.has(head));
        heads.iter().filter(is_ours).cloned().collect()
    }
}

/// The versions with what the migrator's own table says in place of its names in ours.
pub(super) async fn complete(
    connection: &Connection,
    revisions: &Revisions,
    mut versions: Versions,
) -> Result<Versions, Error> {
    let Some(taken_over) = revisions.taken_over() else {
        return Ok(versions);
    };
    let applied = applied(connection, taken_over.table).await;
    let applied = applied.map_err(|error| reading(taken_over, error))?;
    versions.heads.retain(|head| !taken_over.has(head));
    let graph = revisions.graph()?;
    let below = covered(&graph, &versions.heads);
    let passed_over = |name: &&&str| below.contains(**name) && !applied.contains(**name);
    let passed_over = taken_over.names.iter().filter(passed_over);
    versions.passed_over = passed_over.copied().collect();
    let unknown = applied.iter().filter(|name| !graph.contains(name));
    versions.heads.extend(unknown.cloned());
    // One that was added in the middle is still to run, and so is what comes after it.
    let mut names = taken_over.names.iter();
    let reached = names.by_ref().take_while(|name| applied.contains(**name));
    if let Some(last) = reached.last().filter(|last| !below.contains(**last)) {
        versions.heads.push((*last).to_owned());
    }
    versions.heads.sort();
    Ok(versions)
}

/// What the other heads stand on; nothing where this program lacks one of them.
fn covered(graph: &Graph, heads: &[String]) -> BTreeSet<String> {
    let applied = graph.applied(heads).unwrap_or_default();
    applied.into_iter().map(|node| node.id.clone()).collect()
}

/// Declares exactly these migrations to be applied, of those that the heads stand on.
pub(super) async fn mark(
    connection: &Connection,
    revisions: &Revisions,
    graph: &Graph,
    heads: &[String],
) -> Result<(), Error> {
    let Some(taken_over) = revisions.taken_over() else {
        return Ok(());
    };
    let meant = covered(graph, heads);
    let marked = async {
        install(connection, taken_over.table).await?;
        let applied = applied(connection, taken_over.table).await?;
        for &name in taken_over.names {
            match (meant.contains(name), applied.contains(name)) {
                (true, false) => add(connection, taken_over.table, name).await?,
                (false, true) => remove(connection, taken_over.table, name).await?,
                _ => {}
            }
        }
        Ok(())
    };
    marked.await.map_err(|error| reading(taken_over, error))
}

/// Writes down that a migration is applied, if that revision is one.
pub(super) async fn accept(
    connection: &Connection,
    revisions: &Revisions,
    id: &str,
) -> Result<(), Error> {
    match revisions.taken_over().filter(|other| other.has(id)) {
        None => Ok(()),
        Some(other) => add(connection, other.table, id)
            .await
            .map_err(|error| reading(other, error)),
    }
}

impl Performance<'_> {
    /// A batch of migrations; the inner error is where the database has moved to.
    pub(super) async fn migrations(
        &mut self,
        batch: Batch,
        taken_over: TakenOver,
        versions: &Versions,
    ) -> Result<Result<Vec<Finished>, Versions>, Error> {
        if let Some(found) = self.moved(versions).await? {
            return Ok(Err(found));
        }
        let is_copy = self.recorder.is_none();
        let keeps_foreign_keys = batch.transaction == Transaction::Outside;
        let db = self.of_its_own(keeps_foreign_keys)?;
        let done = match (batch.transaction, is_copy) {
            (Transaction::Inside, false) => self.together(&db, batch, taken_over, versions).await,
            _ => self
                .one_by_one(&db, batch, taken_over, is_copy)
                .await
                .map(Ok),
        };
        // Whatever was not committed is rolled back with it.
        drop(db.close().await);
        let finished = match done? {
            Ok(finished) => finished,
            Err(found) => return Ok(Err(found)),
        };
        self.executor.catalogue.touch(&Touched::Everything);
        self.remember(versions, &finished).await?;
        Ok(Ok(finished))
    }

    /// A connection beside the run's, which holds no lock at this moment.
    fn of_its_own(&self, keeps_foreign_keys: bool) -> Result<DatabaseConnection, Error> {
        let pool = self.session.database().get_sqlite_connection_pool();
        let options = pool.connect_options();
        // Two connections to such a name are two databases
        // (<https://www.sqlite.org/inmemorydb.html>).
        if options.get_filename().as_os_str() == ":memory:" {
            return Err(Error::PrivateMemory);
        }
        let mut options = (*options).clone().busy_timeout(self.session.timeout());
        if !keeps_foreign_keys {
            options = options.foreign_keys(false);
        }
        let pool = pool.options().clone().min_connections(0).max_connections(1);
        let pool = pool.connect_lazy_with(options);
        Ok(SqlxSqliteConnector::from_sqlx_sqlite_pool(pool))
    }

    /// All of them, or none; the inner error is where the database has moved to.
    async fn together(
        &mut self,
        db: &DatabaseConnection,
        batch: Batch,
        taken_over: TakenOver,
        versions: &Versions,
    ) -> Result<Result<Vec<Finished>, Versions>, Error> {
        let starting = |error| Error::database("starting a transaction", error);
        let transaction = begin(db).await.map_err(starting)?;
        // Others may have been faster while this one waited for the lock.
        if let Some(found) = self.moved(versions).await? {
            return Ok(Err(found));
        }
        let before = broken(&transaction).await.map_err(starting)?;
        let revisions = batch.work.iter().map(|work| work.revision().id.to_owned());
        let revisions: Vec<_> = revisions.collect();
        let mut finished = Vec::with_capacity(batch.work.len());
        for work in batch.work {
            finished.push(self.migration(work, taken_over, &transaction).await?);
        }
        let committing = |error| Error::database("committing", error);
        let after = broken(&transaction).await.map_err(committing)?;
        if after > before {
            return Err(Error::ForeignKeys {
                before,
                after,
                revisions,
            });
        }
        transaction.commit().await.map_err(committing)?;
        Ok(Ok(finished))
    }

    /// Each by itself: outside of any transaction where its author wants it so, and in one that
    /// may fail on a copy.
    async fn one_by_one(
        &mut self,
        db: &DatabaseConnection,
        batch: Batch,
        taken_over: TakenOver,
        is_copy: bool,
    ) -> Result<Vec<Finished>, Error> {
        let mut finished = Vec::with_capacity(batch.work.len());
        for work in batch.work {
            finished.push(if is_copy {
                foreseen(db, work, taken_over).await?
            } else {
                self.migration(work, taken_over, db).await?
            });
        }
        Ok(finished)
    }

    /// Runs one and writes its name down, unless that is there already.
    async fn migration<'c, C>(
        &mut self,
        work: Work,
        taken_over: TakenOver,
        db: &'c C,
    ) -> Result<Finished, Error>
    where
        C: ConnectionTrait,
        &'c C: IntoSchemaManagerConnection<'c>,
    {
        let (at, clock) = (SystemTime::now(), Instant::now());
        self.started += 1;
        self.tell(&Event::RevisionStarted {
            revision: work.revision(),
            direction: work.direction,
            number: self.started,
            total: self.total,
        });
        if let Err(error) = run_and_record(&work, taken_over, db).await {
            let (summary, problem) = (summary(&work), Problem::Code(error));
            let transaction = work.revision().transaction;
            return Err(work.error(summary, problem, transaction).into());
        }
        let duration = clock.elapsed();
        self.tell(&Event::RevisionFinished {
            revision: work.revision(),
            direction: work.direction,
            duration,
            counts: &work.counts,
        });
        Ok(finished(work, at, duration, None))
    }

    /// Adds them to the history, once they are committed.
    async fn remember(&self, before: &Versions, finished: &[Finished]) -> Result<(), Error> {
        let Some(recorder) = &self.recorder else {
            return Ok(());
        };
        let connection = self.session.connection();
        let waiting = |timeout| self.tell(&Event::WaitingForLock { timeout });
        self.session.begin(false, waiting).await?;
        let recorded = recorder.remember(connection, before, finished).await;
        let readers = |timeout| self.tell(&Event::WaitingForReaders { timeout });
        self.session.end(recorded, readers).await
    }
}

async fn begin(db: &DatabaseConnection) -> Result<DatabaseTransaction, DbErr> {
    let options = TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    };
    db.begin_with_options(options).await
}

async fn run_and_record<'c, C>(work: &Work, taken_over: TakenOver, db: &'c C) -> Result<(), DbErr>
where
    C: ConnectionTrait,
    &'c C: IntoSchemaManagerConnection<'c>,
{
    let (name, table) = (work.revision().id, taken_over.table);
    install(db, table).await?;
    let is_applied = applied(db, table).await?.contains(name);
    match (work.direction, is_applied) {
        (Direction::Up, false) => {
            run(work, taken_over, db).await?;
            add(db, table, name).await
        }
        (Direction::Down, true) => {
            run(work, taken_over, db).await?;
            remove(db, table, name).await
        }
        // Somebody else was faster, or it ran out of turn.
        _ => Ok(()),
    }
}

async fn run<'c, C>(work: &Work, taken_over: TakenOver, db: &'c C) -> Result<(), DbErr>
where
    &'c C: IntoSchemaManagerConnection<'c>,
{
    let Some(migration) = taken_over.migration(work.revision().id) else {
        return Ok(());
    };
    let manager = SchemaManager::new(db);
    match work.direction {
        Direction::Up => migration.up(&manager).await,
        Direction::Down => migration.down(&manager).await,
    }
}

/// What it does to a copy; nothing where it fails there.
async fn foreseen(
    db: &DatabaseConnection,
    work: Work,
    taken_over: TakenOver,
) -> Result<Finished, Error> {
    let failed = |error| Error::database("trying it on a copy", error);
    let at = SystemTime::now();
    let transaction = begin(db).await.map_err(failed)?;
    let unforeseen = match run(&work, taken_over, &transaction).await {
        Ok(()) => {
            transaction.commit().await.map_err(failed)?;
            None
        }
        Err(error) => {
            transaction.rollback().await.map_err(failed)?;
            Some(error.to_string())
        }
    };
    Ok(finished(work, at, Duration::ZERO, unforeseen))
}

fn finished(
    work: Work,
    at: SystemTime,
    duration: Duration,
    unforeseen: Option<String>,
) -> Finished {
    let report = OperationReport {
        summary: summary(&work),
        unforeseen,
        ..OperationReport::default()
    };
    Finished::new(work, at, duration, vec![report])
}

fn summary(work: &Work) -> String {
    let way = match work.direction {
        Direction::Up => "run",
        Direction::Down => "undo",
    };
    format!("{way} migration {}", work.revision().id)
}

async fn broken(db: &impl ConnectionTrait) -> Result<i64, DbErr> {
    let sql = "SELECT count(*) FROM pragma_foreign_key_check";
    let row = db
        .query_one_raw(Statement::from_string(DbBackend::Sqlite, sql))
        .await?;
    row.map_or(Ok(0), |row| row.try_get_by_index(0))
}

/// The names in the migrator's table; none where there is no table.
async fn applied(db: &impl ConnectionTrait, table: &str) -> Result<BTreeSet<String>, DbErr> {
    let statement = |sql: String| Statement::from_string(DbBackend::Sqlite, sql);
    let exists = format!(
        "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND lower(name) = lower({})",
        quote::literal(table)
    );
    if db.query_one_raw(statement(exists)).await?.is_none() {
        return Ok(BTreeSet::new());
    }
    let names = format!("SELECT version FROM {}", quote::identifier(table));
    let rows = db.query_all_raw(statement(names)).await?;
    rows.iter().map(|row| row.try_get_by_index(0)).collect()
}

/// Creates the migrator's table where it is missing, as its own crate does.
async fn install(db: &impl ConnectionTrait, table: &str) -> Result<(), DbErr> {
    let schema = Schema::new(DbBackend::Sqlite);
    let mut create = schema.create_table_from_entity(seaql_migrations::Entity);
    create.table(Alias::new(table)).if_not_exists();
    db.execute(&create).await?;
    Ok(())
}

async fn add(db: &impl ConnectionTrait, table: &str, name: &str) -> Result<(), DbErr> {
    let sql = format!(
        "INSERT INTO {} (version, applied_at) VALUES ({}, unixepoch())",
        quote::identifier(table),
        quote::literal(name)
    );
    db.execute_unprepared(&sql).await.map(drop)
}

async fn remove(db: &impl ConnectionTrait, table: &str, name: &str) -> Result<(), DbErr> {
    let sql = format!(
        "DELETE FROM {} WHERE version = {}",
        quote::identifier(table),
        quote::literal(name)
    );
    db.execute_unprepared(&sql).await.map(drop)
}

fn reading(taken_over: TakenOver, error: DbErr) -> Error {
    Error::database(format!("using {}", taken_over.table), error)
}
