//! Transactions within the run's transaction, for code of a revision: SeaORM's nested writes, and
//! whoever calls `db.begin()` (<https://www.sqlite.org/lang_savepoint.html>).

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use sea_orm::{
    AccessMode, ConnectionTrait, DbBackend, DbErr, ExecResult, IsolationLevel, QueryResult,
    Statement, TransactionError, TransactionOptions, TransactionSession, TransactionTrait,
};
use sea_orm_migration::async_trait::async_trait;

use super::connection::{Connection, Shared, roll_back_to};

/// A transaction within the run's transaction. Dropped without a word, it is rolled back.
pub struct Savepoint {
    shared: Arc<Shared>,
    depth: usize,
    is_over: bool,
}

impl Savepoint {
    fn shared(&self) -> &Arc<Shared> {
        &self.shared
    }

    async fn begin(shared: &Arc<Shared>) -> Result<Self, DbErr> {
        let depth = shared.depth.fetch_add(1, Ordering::SeqCst) + 1;
        let mut savepoint = Self {
            shared: Arc::clone(shared),
            depth,
            is_over: true,
        };
        let begun = shared
            .execute_unprepared(&format!("SAVEPOINT sterna_{depth}"))
            .await;
        if let Err(error) = begun {
            shared.depth.fetch_sub(1, Ordering::SeqCst);
            return Err(error);
        }
        savepoint.is_over = false;
        Ok(savepoint)
    }

    async fn end(mut self, sql: String) -> Result<(), DbErr> {
        self.shared.execute_unprepared(&sql).await?;
        self.is_over = true;
        self.shared.depth.store(self.depth - 1, Ordering::SeqCst);
        Ok(())
    }

    async fn around<F, T, E>(shared: &Arc<Shared>, callback: F) -> Result<T, TransactionError<E>>
    where
        F: for<'c> FnOnce(&'c Self) -> Pin<Box<dyn Future<Output = Result<T, E>> + Send + 'c>>
            + Send,
        T: Send,
        E: fmt::Display + fmt::Debug + Send,
    {
        let savepoint = Self::begin(shared)
            .await
            .map_err(TransactionError::Connection)?;
        let done = callback(&savepoint).await;
        let ended = match done {
            Ok(_) => savepoint.commit().await,
            Err(_) => savepoint.rollback().await,
        };
        ended.map_err(TransactionError::Connection)?;
        done.map_err(TransactionError::Transaction)
    }
}

impl Drop for Savepoint {
    fn drop(&mut self) {
        if self.is_over {
            return;
        }
        // Nothing can be awaited here: the next statement of the connection sees to it.
        let outermost = |abandoned| match abandoned {
            0 => Some(self.depth),
            other => Some(self.depth.min(other)),
        };
        let _ = self
            .shared
            .abandoned
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, outermost);
        self.shared.depth.store(self.depth - 1, Ordering::SeqCst);
    }
}

impl fmt::Debug for Savepoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Savepoint")
            .field("depth", &self.depth)
            .finish_non_exhaustive()
    }
}

#[async_trait]
impl TransactionSession for Savepoint {
    async fn commit(self) -> Result<(), DbErr> {
        let sql = format!("RELEASE sterna_{}", self.depth);
        self.end(sql).await
    }

    async fn rollback(self) -> Result<(), DbErr> {
        let sql = roll_back_to(self.depth);
        self.end(sql).await
    }
}

#[async_trait]
impl ConnectionTrait for Savepoint {
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

/// Isolation, access mode and SQLite's transaction mode are those of the run.
macro_rules! begins_savepoints {
    ($connection:ty, $shared:expr) => {
        #[async_trait]
        impl TransactionTrait for $connection {
            type Transaction = Savepoint;

            async fn begin(&self) -> Result<Savepoint, DbErr> {
                Savepoint::begin($shared(self)).await
            }

            async fn begin_with_config(
                &self,
                _: Option<IsolationLevel>,
                _: Option<AccessMode>,
            ) -> Result<Savepoint, DbErr> {
                Savepoint::begin($shared(self)).await
            }

            async fn begin_with_options(&self, _: TransactionOptions) -> Result<Savepoint, DbErr> {
                Savepoint::begin($shared(self)).await
            }

            async fn transaction<F, T, E>(&self, callback: F) -> Result<T, TransactionError<E>>
            where
                F: for<'c> FnOnce(
                        &'c Savepoint,
                    )
                        -> Pin<Box<dyn Future<Output = Result<T, E>> + Send + 'c>>
                    + Send,
                T: Send,
                E: fmt::Display + fmt::Debug + Send,
            {
                Savepoint::around($shared(self), callback).await
            }

            async fn transaction_with_config<F, T, E>(
                &self,
                callback: F,
                _: Option<IsolationLevel>,
                _: Option<AccessMode>,
            ) -> Result<T, TransactionError<E>>
            where
                F: for<'c> FnOnce(
                        &'c Savepoint,
                    )
                        -> Pin<Box<dyn Future<Output = Result<T, E>> + Send + 'c>>
                    + Send,
                T: Send,
                E: fmt::Display + fmt::Debug + Send,
            {
                Savepoint::around($shared(self), callback).await
            }
        }
    };
}

begins_savepoints!(Connection, Connection::shared);
begins_savepoints!(Savepoint, Savepoint::shared);
