//! A run as a script for the `sqlite3` shell, in place of doing it.

use sterna::operations::{Operations, Step};
use sterna::report::{Forecast, StepReport};
use sterna::{Direction, Operation, Revision, Transaction};
use sterna_dialect::sqlite::rehearse::RehearsalError;
use sterna_dialect::sqlite::script::Script;
use sterna_dialect::sqlite::{Catalogue, quote};

use crate::error::Error;
use crate::project::Project;
use crate::report::{Outcome, Report};

/// What a transaction of the script holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transactions {
    /// All of it.
    One,
    /// A revision, with the record of it.
    PerRevision,
}

/// The script that does what was foreseen, on a database with that schema.
///
/// # Errors
///
/// An operation cannot be planned without rows.
pub async fn of_forecast(
    project: &Project<'_>,
    forecast: &Forecast,
    catalogue: &Catalogue,
    version_table: &str,
    transactions: Transactions,
) -> Result<Outcome, Error> {
    let said = forecast.warnings.iter();
    let mut warnings: Vec<_> = said.map(|warning| project.words(warning)).collect();
    if forecast.steps.is_empty() {
        return Ok(outcome(String::new(), warnings));
    }
    let mut script = Script::new(catalogue).await?;
    require_start(&mut script, &forecast.from, version_table);
    let is_shared = transactions == Transactions::One;
    for (place, step) in forecast.steps.iter().enumerate() {
        if place > 0 && !is_shared {
            script.commit();
        }
        warnings.extend(write_step(&mut script, step).await?);
        if !is_shared {
            write_record(&mut script, &forecast.records[place]);
        }
    }
    if is_shared {
        write_record(&mut script, &forecast.bookkeeping);
    }
    Ok(outcome(script.finish(), warnings))
}

fn write_record(script: &mut Script, record: &[String]) {
    script.comment("the record of it");
    record.iter().for_each(|sql| script.sql(sql));
}

/// The script that only records where a database is.
///
/// # Errors
///
/// There is no memory for a copy of the schema.
pub async fn of_record(
    forecast: &Forecast,
    catalogue: &Catalogue,
    version_table: &str,
) -> Result<Outcome, Error> {
    if forecast.bookkeeping.is_empty() {
        return Ok(outcome(String::new(), Vec::new()));
    }
    let mut script = Script::new(catalogue).await?;
    require_start(&mut script, &forecast.from, version_table);
    script.comment("nothing runs; only the record of it");
    forecast.bookkeeping.iter().for_each(|sql| script.sql(sql));
    Ok(outcome(script.finish(), Vec::new()))
}

/// A script that is run on a database which is elsewhere must change nothing. One that begins with
/// nothing creates the version table itself, and fails where there is one.
fn require_start(script: &mut Script, from: &[String], version_table: &str) {
    if from.is_empty() {
        return;
    }
    let table = quote::identifier(version_table);
    let heads: Vec<_> = from.iter().map(|head| quote::literal(head)).collect();
    let (heads, number) = (heads.join(", "), heads.len());
    let sql = format!(
        "SELECT (SELECT count(*) FROM {table}) <> {number} \
         OR (SELECT count(*) FROM {table} WHERE version_num IN ({heads})) <> {number}"
    );
    let at = from.join(", ");
    script.comment(&format!("the database must be at {at}"));
    let message = format!("the database is not at {at}, where this script begins");
    script.require(&sql, &message);
}

fn outcome(text: String, warnings: Vec<String>) -> Outcome {
    Outcome {
        warnings,
        ..Report::Text { text }.into()
    }
}

/// Writes what a revision does; returns what a script cannot hold.
async fn write_step(script: &mut Script, step: &StepReport) -> Result<Vec<String>, Error> {
    let revision = step.revision;
    let mut operations = Operations::default();
    let way = match step.direction {
        Direction::Up => {
            (revision.upgrade)(&mut operations);
            "upgrade to"
        }
        Direction::Down => {
            (revision.downgrade)(&mut operations);
            "downgrade from"
        }
    };
    script.comment(&format!("{way} {}: {}", revision.id, revision.message));
    let mut warnings = Vec::new();
    if revision.taken_over.is_some() {
        let id = revision.id;
        warnings.push(format!(
            "revision {id} is code for sea-orm-migration, which a script cannot hold"
        ));
    }
    if revision.transaction == Transaction::Outside {
        warnings.push(format!(
            "revision {} wants no transaction around it, and has one in a script",
            revision.id
        ));
    }
    for step in operations.into_steps() {
        warnings.extend(write(script, revision, &step).await?);
    }
    Ok(warnings)
}

async fn write(
    script: &mut Script,
    revision: &Revision,
    step: &Step,
) -> Result<Option<String>, Error> {
    let id = revision.id;
    let Step::Operation(operation) = step else {
        script.comment(&format!("not in this script: {}", step.summary()));
        let code = step.summary();
        return Ok(Some(format!(
            "revision {id} runs code, which a script cannot hold: {code}"
        )));
    };
    match (script.operation(operation).await, operation) {
        (Ok(()), _) => Ok(None),
        // It may need rows, which the copy of the schema has not; its author knows.
        (Err(RehearsalError::Statement { .. }), Operation::Execute(raw)) => {
            script.sql(&raw.sql);
            let sql = operation.summary();
            Ok(Some(format!(
                "revision {id} has SQL that could not be tried without rows: {sql}"
            )))
        }
        (Err(error), _) => Err(error.into()),
    }
}
