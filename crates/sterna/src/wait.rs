//! Waiting until somebody else has brought the database to head: for applications that start
//! beside the one that migrates.

use std::time::{Duration, Instant};

use sea_orm::DatabaseConnection;

use crate::error::Error;
use crate::revisions::Revisions;

/// How often is looked.
const PAUSE: Duration = Duration::from_millis(250);

impl Revisions {
    /// Waits until the database is at the heads of these revisions, at most so long. It takes no
    /// lock that a migration would wait for.
    ///
    /// ```no_run
    /// # async fn start(db: &sea_orm::DatabaseConnection) -> Result<(), sterna::Error> {
    /// # let revisions = sterna::Revisions::new(&[]);
    /// revisions.wait_until_current(db, std::time::Duration::from_secs(60)).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Mismatch`] when the time is over, and at once where the database is at a revision
    /// that this program lacks: no waiting helps then. Or the database cannot be read.
    pub async fn wait_until_current(
        &self,
        db: &DatabaseConnection,
        timeout: Duration,
    ) -> Result<(), Error> {
        let started = Instant::now();
        loop {
            let current = self.current(db).await?;
            let is_hopeless = current.unknown().next().is_some();
            let left = timeout.saturating_sub(started.elapsed());
            if current.is_current() || is_hopeless || left.is_zero() {
                return current.ensure();
            }
            tokio::time::sleep(PAUSE.min(left)).await;
        }
    }
}
