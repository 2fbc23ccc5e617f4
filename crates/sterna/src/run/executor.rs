//! Carries out the steps of a revision, one operation after the other: plan it against the live
//! catalogue, then execute each statement by its role.

use std::collections::HashMap;

use sea_orm::ConnectionTrait;
use sterna_dialect::held::Held;
use sterna_dialect::plan::{Plan, PlanError, Refusal, Role, Statement, Touched};
use sterna_dialect::sqlite::broken::Broken;
use sterna_dialect::sqlite::plan::{plan, plan_with_quick_check};
use sterna_schema::Operation;

use super::catalogue::LiveCatalogue;
use super::connection::Connection;
use super::query;
use super::witness::Witness;
use crate::error::{Problem, words};
use crate::operations::Step;
use crate::report::OperationReport;

/// How an operation is met that nobody but its author can foresee.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// It is carried out.
    Run,
    /// It is tried on a copy: code does not run, and raw SQL may fail for want of rows.
    Foresee,
}

/// Executes operations on a connection.
pub(super) struct Executor<'a> {
    connection: &'a Connection,
    purpose: Purpose,
    quick_check: bool,
    pub(super) catalogue: LiveCatalogue<'a>,
    held: Held,
}

impl<'a> Executor<'a> {
    pub(super) fn new(connection: &'a Connection, purpose: Purpose) -> Self {
        Self {
            connection,
            purpose,
            quick_check: false,
            catalogue: LiveCatalogue::new(connection),
            held: Held::default(),
        }
    }

    /// Lets SQLite check each table that is altered, before and after.
    pub(super) fn with_quick_check(self, quick_check: bool) -> Self {
        Self {
            quick_check,
            ..self
        }
    }

    /// Carries out one step; the witness is told each statement before it runs.
    pub(super) async fn step(
        &mut self,
        step: Step,
        witness: Witness<'_>,
    ) -> Result<OperationReport, Problem> {
        let mut report = OperationReport {
            summary: step.summary(),
            ..OperationReport::default()
        };
        match (step, self.purpose) {
            (Step::Run(_), Purpose::Foresee) => {
                report.unforeseen = Some("code is not run".to_owned());
            }
            (Step::Run(code), Purpose::Run) => {
                self.settle(witness).await?;
                code.call(self.connection).await.map_err(Problem::Code)?;
                self.catalogue.touch(&Touched::Everything);
            }
            (Step::Operation(operation), Purpose::Foresee) if needs_rows(&operation) => {
                self.attempt(operation, &mut report, witness).await?;
            }
            (Step::Operation(operation), _) => {
                self.operation(operation, &mut report, witness).await?
            }
            (Step::OneWay(reason), _) => return Err(Problem::OneWay(reason)),
            (Step::Invalid { error, .. }, _) => return Err(error.into()),
        }
        Ok(report)
    }

    /// Tries what may need rows which the copy lacks; if it fails, it has done nothing.
    async fn attempt(
        &mut self,
        operation: Operation,
        report: &mut OperationReport,
        witness: Witness<'_>,
    ) -> Result<(), Problem> {
        self.settle(witness).await?;
        self.change("SAVEPOINT sterna_attempt", "try it on a copy")
            .await?;
        let tried = self.operation(operation, report, witness).await;
        if let Err(problem) = tried {
            report.unforeseen = Some(problem.to_string());
            // SQL that ended the transaction has taken the savepoint with it.
            let _ = self
                .connection
                .execute_unprepared("ROLLBACK TO sterna_attempt")
                .await;
        }
        let _ = self
            .connection
            .execute_unprepared("RELEASE sterna_attempt")
            .await;
        self.catalogue.touch(&Touched::Everything);
        Ok(())
    }

    async fn operation(
        &mut self,
        operation: Operation,
        report: &mut OperationReport,
        witness: Witness<'_>,
    ) -> Result<(), Problem> {
        let mut rest = Some(operation);
        while let Some(operation) = rest.take() {
            let mut planned = self.plan(&operation).await?;
            if planned.waiting == 0 {
                self.settle(witness).await?;
            }
            match operation {
                Operation::CreateTable(_) => self.execute_at_once(&planned, witness).await?,
                _ => {
                    let at_once = self.held.keep(&planned);
                    self.execute(at_once, witness).await?;
                }
            }
            self.catalogue.touch(&planned.touched);
            rest = planned.rest.take();
            report.ways.append(&mut planned.ways);
            report.notes.append(&mut planned.notes);
            if self.purpose == Purpose::Foresee {
                report.statements.append(&mut planned.statements);
            }
        }
        Ok(())
    }

    /// Names are shared by the whole schema, so one that seems to be taken is looked for again in
    /// an up-to-date catalogue.
    async fn plan(&mut self, operation: &Operation) -> Result<Plan, Problem> {
        let plan = if self.quick_check {
            plan_with_quick_check
        } else {
            plan
        };
        match plan(operation, self.catalogue.for_operation(operation).await?) {
            Err(PlanError::NameTaken { .. }) => Ok(plan(operation, self.catalogue.whole().await?)?),
            planned => Ok(planned?),
        }
    }

    /// A new table and its indexes, which take no time: its plan holds changes alone.
    async fn execute_at_once(&self, plan: &Plan, witness: Witness<'_>) -> Result<(), Problem> {
        plan.statements.iter().for_each(|one| witness.about_to(one));
        let statements: Vec<_> = plan.statements.iter().map(|one| one.sql.as_str()).collect();
        let done = self.connection.execute_all(&statements).await;
        done.map_err(|(at, reason)| {
            failed(
                &plan.statements[at].sql,
                &plan.statements[at].purpose,
                reason,
            )
        })
    }

    /// Carries out what waits: SQLite reads the schema once, with all the definitions that were
    /// edited, and each is looked at.
    pub(super) async fn settle(&mut self, witness: Witness<'_>) -> Result<(), Problem> {
        let statements = self.held.release();
        self.execute(&statements, witness).await
    }

    async fn execute(&self, statements: &[Statement], witness: Witness<'_>) -> Result<(), Problem> {
        let mut measured: HashMap<&str, i64> = HashMap::new();
        for statement in statements {
            witness.about_to(statement);
            match &statement.role {
                Role::Change => {
                    let total = rows_to_copy(statement, &measured);
                    self.write(statement, total, witness).await?;
                }
                Role::Guard(refusal) => match self.ask(statement).await? {
                    0 => {}
                    number => return Err(self.refused(refusal, refusal.found(number)).await),
                },
                Role::Measure(measurement) => {
                    measured.insert(&measurement.name, self.ask(statement).await?);
                }
                Role::Verify(measurement, refusal) => {
                    let after = self.ask(statement).await?;
                    let before = measured
                        .get(measurement.name.as_str())
                        .copied()
                        .unwrap_or_default();
                    if !measurement.rule.holds(before, after) {
                        return Err(self.refused(refusal, refusal.changed(before, after)).await);
                    }
                }
            }
        }
        Ok(())
    }

    async fn write(
        &self,
        statement: &Statement,
        total: Option<u64>,
        witness: Witness<'_>,
    ) -> Result<(), Problem> {
        let Statement { sql, purpose, .. } = statement;
        let tell = |rows| witness.written(statement, rows, total);
        let done = self.connection.execute_watched(sql, tell).await;
        done.map_err(|reason| failed(sql, purpose, reason))
    }

    async fn change(&self, sql: &str, purpose: &str) -> Result<(), Problem> {
        let done = self.connection.execute_unprepared(sql).await;
        done.map_err(|reason| failed(sql, purpose, reason))?;
        Ok(())
    }

    async fn ask(&self, statement: &Statement) -> Result<i64, Problem> {
        let answer = query::integer(self.connection, &statement.sql).await;
        answer.map_err(|reason| failed(&statement.sql, &statement.purpose, reason))
    }

    async fn refused(&self, refusal: &Refusal, found: String) -> Problem {
        let examples = match &refusal.examples {
            // They only illustrate: a query that fails must not hide the refusal.
            Some(sql) => query::texts(self.connection, sql, [])
                .await
                .unwrap_or_default(),
            None => Vec::new(),
        };
        Problem::Refused {
            found,
            examples,
            refusal: Box::new(refusal.clone()),
        }
    }
}

/// How many rows a rebuild copies: it has counted them.
fn rows_to_copy(statement: &Statement, measured: &HashMap<&str, i64>) -> Option<u64> {
    let counted = statement.purpose.strip_prefix("copy the ")?;
    u64::try_from(*measured.get(counted)?).ok()
}

fn needs_rows(operation: &Operation) -> bool {
    matches!(operation, Operation::Execute(_) | Operation::BulkInsert(_))
}

fn failed(sql: &str, purpose: &str, reason: sea_orm::DbErr) -> Problem {
    if let Some(broken) = Broken::told(sql, &words(&reason)) {
        return Problem::Broken(broken);
    }
    Problem::Sql {
        sql: sql.to_owned(),
        purpose: purpose.to_owned(),
        reason,
    }
}
