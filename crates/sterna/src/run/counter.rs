//! How many rows a statement has written so far, which SQLite tells row by row
//! (<https://www.sqlite.org/c3ref/update_hook.html>): not of tables `WITHOUT ROWID`.
//!
//! The rows are written in another thread, so the future that waits for the statement is woken
//! from there, now and then.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use futures_util::task::AtomicWaker;
use sea_orm::sqlx::{self, SqliteConnection};

/// From one word to the next, so that nobody notices what the words cost.
const STEP: u64 = 10_000;

/// A count of the rows that a connection writes.
#[derive(Debug, Default)]
pub(super) struct Counter {
    rows: AtomicU64,
    waker: AtomicWaker,
}

impl Counter {
    /// Counts what the connection writes from now on.
    pub(super) async fn install(
        connection: &mut SqliteConnection,
    ) -> Result<Arc<Self>, sqlx::Error> {
        let counter = Arc::new(Self::default());
        let counting = Arc::clone(&counter);
        let mut handle = connection.lock_handle().await?;
        handle.set_update_hook(move |_| counting.add());
        Ok(counter)
    }

    fn add(&self) {
        let rows = self.rows.fetch_add(1, Ordering::Relaxed) + 1;
        if rows.is_multiple_of(STEP) {
            self.waker.wake();
        }
    }

    /// Waits for a statement, and tells how many rows it has written.
    pub(super) async fn watch<T>(
        &self,
        statement: impl Future<Output = T>,
        tell: impl Fn(u64),
    ) -> T {
        self.rows.store(0, Ordering::Relaxed);
        let mut statement = pin!(statement);
        let mut told = 0;
        poll_fn(|context| {
            self.waker.register(context.waker());
            let rows = self.rows.load(Ordering::Relaxed);
            if rows / STEP > told {
                told = rows / STEP;
                tell(rows);
            }
            statement.as_mut().poll(context)
        })
        .await
    }
}
