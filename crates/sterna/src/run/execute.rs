//! Operations without a revision: for copies on which a revision is proved, and for tests.

use std::time::Duration;

use sea_orm::DatabaseConnection;
use sterna_dialect::sqlite::plan::needs_foreign_keys_off;
use sterna_schema::Operation;

use super::executor::{Executor, Purpose};
use super::session::Session;
use super::witness::Witness;
use crate::error::{Error, Problem};
use crate::operations::Step;
use crate::report::OperationReport;

/// Carries out operations on a database, all or nothing, without recording anything.
///
/// # Errors
///
/// An operation cannot be planned, or SQLite refused a statement.
pub async fn execute(
    db: &DatabaseConnection,
    operations: &[Operation],
) -> Result<Vec<OperationReport>, ExecuteError> {
    let session = Session::open(db, Duration::from_secs(60)).await?;
    let foreign_keys_off = operations.iter().any(needs_foreign_keys_off);
    session.begin(foreign_keys_off, |_| {}).await?;
    let done = each(&session, operations).await;
    let ended = match done {
        Ok(_) => session.commit(|_| {}).await,
        Err(_) => {
            session.rollback().await;
            Ok(())
        }
    };
    session.close().await;
    ended?;
    done
}

async fn each(
    session: &Session,
    operations: &[Operation],
) -> Result<Vec<OperationReport>, ExecuteError> {
    let mut executor = Executor::new(session.connection(), Purpose::Run);
    let mut reports = Vec::with_capacity(operations.len());
    for operation in operations {
        let done = executor
            .step(Step::Operation(operation.clone()), Witness::nobody())
            .await;
        reports.push(done.map_err(|problem| ExecuteError::Operation {
            operation: operation.summary(),
            problem,
        })?);
    }
    let settled = executor.settle(Witness::nobody()).await;
    settled.map_err(|problem| ExecuteError::Operation {
        operation: "edit definitions in place".to_owned(),
        problem,
    })?;
    Ok(reports)
}

/// Why operations were not carried out; nothing was changed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ExecuteError {
    /// The database could not be had.
    #[error(transparent)]
    Database(#[from] Error),
    /// One of them failed.
    #[error("{operation}: {problem}")]
    Operation {
        /// Which one.
        operation: String,
        /// Why.
        #[source]
        problem: Problem,
    },
}
