//! A rehearsal: operations planned one after the other, each against the schema that those
//! before it leave behind, on a copy without rows.
//!
//! A plan holds only for the catalogue it was made from. Whoever wants all plans beforehand (a
//! dry run, a script) needs a place where the earlier ones have happened: an in-memory copy of
//! the schema. Guards and measurements are not asked there, since there are no rows.
//!
//! What must stay absent: the real database.

use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr};
use sterna_schema::Operation;
use thiserror::Error;

use super::broken::Broken;
use super::{Catalogue, ReadError, plan, shadow};
use crate::held::Held;
use crate::plan::{Plan, PlanError, Role, Statement, Touched};

/// A copy of a schema, on which operations are tried.
#[derive(Debug)]
pub struct Rehearsal {
    copy: DatabaseConnection,
    catalogue: Catalogue,
    held: Held,
}

/// Why a rehearsal failed.
#[derive(Debug, Error)]
pub enum RehearsalError {
    /// An operation cannot be planned.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// The copy cannot be made or read.
    #[error("the schema cannot be copied")]
    Copy(#[source] ReadError),
    /// A view or a trigger does not work, which SQLite finds out as it alters a table.
    #[error("{0}")]
    Broken(Broken),
    /// A statement fails even without rows.
    #[error("a statement fails on a copy of the schema: {sql}")]
    Statement {
        /// The statement.
        sql: String,
        /// What SQLite says.
        source: DbErr,
    },
}

impl Rehearsal {
    /// Copies the schema.
    ///
    /// # Errors
    ///
    /// It cannot be copied.
    pub async fn new(catalogue: &Catalogue) -> Result<Self, RehearsalError> {
        let (copy, _) = shadow::replicate(catalogue)
            .await
            .map_err(RehearsalError::Copy)?;
        let mut rehearsal = Self {
            copy,
            catalogue: Catalogue::default(),
            held: Held::default(),
        };
        rehearsal.execute("PRAGMA foreign_keys = OFF").await?;
        rehearsal.read_again(&Touched::Everything).await?;
        Ok(rehearsal)
    }

    /// The schema after all that was planned so far.
    pub fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }

    /// The plans of an operation, one for each part of it, all of which happen on the copy.
    ///
    /// # Errors
    ///
    /// It cannot be planned, or fails even without rows.
    pub async fn plan(&mut self, operation: &Operation) -> Result<Vec<Plan>, RehearsalError> {
        let mut plans = Vec::new();
        let mut next = Some(operation.clone());
        while let Some(operation) = next {
            let mut plan = plan::plan(&operation, &self.catalogue)?;
            self.change(&plan).await?;
            self.read_again(&plan.touched).await?;
            next = plan.rest.take();
            plans.push(plan);
        }
        Ok(plans)
    }

    /// Carries out a plan, as far as it cannot wait: SQLite then reads the schema once for many
    /// tables that are edited in place.
    async fn change(&mut self, plan: &Plan) -> Result<(), RehearsalError> {
        if plan.waiting == 0 {
            let waited = self.held.release();
            self.execute_all(&waited).await?;
        }
        let now = self.held.keep(plan);
        self.execute_all(now).await
    }

    async fn execute_all(&self, statements: &[Statement]) -> Result<(), RehearsalError> {
        let changes = statements
            .iter()
            .filter(|statement| statement.role == Role::Change);
        for statement in changes {
            self.execute(&statement.sql).await?;
        }
        Ok(())
    }

    async fn execute(&self, sql: &str) -> Result<(), RehearsalError> {
        let done = self.copy.execute_unprepared(sql).await;
        done.map(drop)
            .map_err(|source| match Broken::told(sql, &source.to_string()) {
                Some(broken) => RehearsalError::Broken(broken),
                None => RehearsalError::Statement {
                    sql: sql.to_owned(),
                    source,
                },
            })
    }

    async fn read_again(&mut self, touched: &Touched) -> Result<(), RehearsalError> {
        let read = match touched {
            Touched::Nothing => Ok(()),
            Touched::Tables(tables) => self.refresh(tables).await,
            Touched::Everything => Catalogue::read(&self.copy)
                .await
                .map(|read| self.catalogue = read),
        };
        read.map_err(RehearsalError::Copy)
    }

    async fn refresh(&mut self, tables: &[String]) -> Result<(), ReadError> {
        for table in tables {
            self.catalogue.refresh(&self.copy, table).await?;
        }
        Ok(())
    }
}
