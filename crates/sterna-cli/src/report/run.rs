//! What `upgrade`, `downgrade` and `stamp` did, or would do.

use std::time::Duration;

use serde::Serialize;
use sterna::report::{Forecast, OperationReport, StepReport};
use sterna::{Direction, Report};
use sterna_dialect::plan::{Planned, Role, Statement};

/// What ran, or would run.
#[derive(Debug, Serialize)]
pub struct Run {
    /// The database, as its path is best shown.
    pub database: String,
    /// Whether this is a plan: nothing was changed.
    pub dry_run: bool,
    /// The applied heads before.
    pub from: Vec<String>,
    /// The applied heads afterwards.
    pub to: Vec<String>,
    /// Whether these are all heads that there are.
    pub at_head: bool,
    /// The revisions, in order.
    pub steps: Vec<Step>,
    /// Objects that the plan could not take into account.
    pub left_out: Vec<String>,
}

/// One revision of a run.
#[derive(Debug, Serialize)]
pub struct Step {
    /// Its id.
    pub id: String,
    /// What it does, in its author's words.
    pub message: String,
    /// `up` or `down`.
    pub direction: &'static str,
    /// How long it took; `null` for a plan.
    pub milliseconds: Option<u64>,
    /// What it does, in numbers: `5 tables, 4 indexes`.
    pub summary: String,
    /// What it does, one after the other.
    pub operations: Vec<OperationFacts>,
}

/// One operation of a revision.
#[derive(Debug, Serialize)]
pub struct OperationFacts {
    /// What it does, in a line.
    pub summary: String,
    /// Which way each changed table goes, and why.
    pub ways: Vec<WayFacts>,
    /// What would be executed and asked; empty where it ran.
    pub statements: Vec<StatementFacts>,
    /// What a person should know of it.
    pub notes: Vec<String>,
    /// Why a plan cannot say what it does.
    pub unforeseen: Option<String>,
}

/// The way of a change.
#[derive(Debug, Serialize)]
pub struct WayFacts {
    /// The table.
    pub table: String,
    /// What changes.
    pub change: String,
    /// `native`, `in place` or `rebuild`.
    pub way: String,
    /// Why.
    pub reason: String,
}

/// A statement of a plan.
#[derive(Debug, Serialize)]
pub struct StatementFacts {
    /// The SQL.
    pub sql: String,
    /// Why it exists.
    pub purpose: String,
    /// `change`, or `check` for a query that only looks.
    pub role: &'static str,
}

impl Run {
    /// What was done.
    pub fn done(database: String, report: &Report, at_head: bool) -> Self {
        Self {
            database,
            dry_run: false,
            from: report.from.clone(),
            to: report.to.clone(),
            at_head,
            steps: report.steps.iter().map(Step::done).collect(),
            left_out: Vec::new(),
        }
    }

    /// What would be done.
    pub fn planned(database: String, forecast: &Forecast, at_head: bool) -> Self {
        let name = |object: &sterna::schema::Unmanaged| format!("{} {}", object.kind, object.name);
        Self {
            database,
            dry_run: true,
            from: forecast.from.clone(),
            to: forecast.to.clone(),
            at_head,
            steps: forecast.steps.iter().map(Step::planned).collect(),
            left_out: forecast.left_out.iter().map(name).collect(),
        }
    }
}

impl Step {
    fn done(step: &StepReport) -> Self {
        Self {
            milliseconds: Some(milliseconds(step.duration)),
            ..Self::planned(step)
        }
    }

    fn planned(step: &StepReport) -> Self {
        Self {
            id: step.revision.id.to_owned(),
            message: step.revision.message.to_owned(),
            direction: match step.direction {
                Direction::Up => "up",
                Direction::Down => "down",
            },
            milliseconds: None,
            summary: step.counts.to_string(),
            operations: step.operations.iter().map(OperationFacts::from).collect(),
        }
    }
}

/// Whole milliseconds; a duration that no `u64` holds has never been measured.
fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

impl From<&OperationReport> for OperationFacts {
    fn from(operation: &OperationReport) -> Self {
        Self {
            summary: operation.summary.clone(),
            ways: operation.ways.iter().map(WayFacts::from).collect(),
            statements: operation
                .statements
                .iter()
                .map(StatementFacts::from)
                .collect(),
            notes: operation.notes.clone(),
            unforeseen: operation.unforeseen.clone(),
        }
    }
}

impl From<&Planned> for WayFacts {
    fn from(planned: &Planned) -> Self {
        Self {
            table: planned.table.clone(),
            change: planned.change.clone(),
            way: planned.way.to_string(),
            reason: planned.reason.clone(),
        }
    }
}

impl From<&Statement> for StatementFacts {
    fn from(statement: &Statement) -> Self {
        Self {
            sql: statement.sql.clone(),
            purpose: statement.purpose.clone(),
            role: match statement.role {
                Role::Change => "change",
                Role::Guard(_) | Role::Measure(_) | Role::Verify(..) => "check",
            },
        }
    }
}
