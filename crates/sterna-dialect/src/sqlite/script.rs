//! Operations as one script for the `sqlite3` shell, which runs it as it is.
//!
//! The script refuses where the runner would: `.bail on` ends it at the first error
//! (<https://www.sqlite.org/cli.html>), a transaction that is still open then is rolled back, and
//! a guard is an INSERT into a temporary table whose CHECK is named with what there is to say, so
//! that the shell prints it. What was measured waits in a temporary table to be verified.

use std::fmt::Write;

use sqlite3_parser::dialect::TokenType::TK_SEMI;
use sterna_schema::Operation;

use super::quote::{identifier, literal};
use super::rehearse::{Rehearsal, RehearsalError};
use super::{Catalogue, stored, tokens};
use crate::held::Held;
use crate::plan::{Measurement, Plan, Refusal, Role, Rule, Statement};

/// A script that is being written.
#[derive(Debug)]
pub struct Script {
    rehearsal: Rehearsal,
    text: String,
    held: Held,
    /// The temporary tables that guards and measurements use.
    guard: String,
    measured: String,
}

/// The operations, one after the other, as one script.
///
/// # Errors
///
/// One of them cannot be planned, or fails on a copy of the schema.
pub async fn script(
    operations: &[Operation],
    catalogue: &Catalogue,
) -> Result<String, RehearsalError> {
    let mut script = Script::new(catalogue).await?;
    for operation in operations {
        script.operation(operation).await?;
    }
    Ok(script.finish())
}

impl Script {
    /// Begins a script for a database with that schema.
    ///
    /// # Errors
    ///
    /// The schema cannot be copied.
    pub async fn new(catalogue: &Catalogue) -> Result<Self, RehearsalError> {
        let measured = temporary("sterna_measured", catalogue);
        Ok(Self {
            rehearsal: Rehearsal::new(catalogue).await?,
            text: format!(
                "{HEAD}CREATE TEMP TABLE {measured} (name TEXT PRIMARY KEY, number INTEGER);\n"
            ),
            held: Held::default(),
            guard: temporary("sterna_guard", catalogue),
            measured,
        })
    }

    /// Writes a line of comment.
    pub fn comment(&mut self, comment: &str) {
        let line: String = comment
            .chars()
            .map(|c| if c.is_control() { ' ' } else { c })
            .collect();
        self.line(&format!("\n-- {line}"));
    }

    /// Writes SQL that is no operation and leaves the schema alone, such as the record of what
    /// was done.
    pub fn sql(&mut self, sql: &str) {
        self.settle();
        self.line(&terminated(sql));
    }

    /// Ends the script there, with this message, unless the query finds 0.
    pub fn require(&mut self, sql: &str, message: &str) {
        self.settle();
        self.guard(sql, message);
    }

    /// Keeps what was done until there, whatever comes after it.
    pub fn commit(&mut self) {
        self.settle();
        self.line("COMMIT;\nBEGIN IMMEDIATE;");
    }

    /// Writes an operation.
    ///
    /// # Errors
    ///
    /// It cannot be planned, or fails on a copy of the schema.
    pub async fn operation(&mut self, operation: &Operation) -> Result<(), RehearsalError> {
        self.comment(&operation.summary());
        for plan in self.rehearsal.plan(operation).await? {
            self.plan(&plan);
        }
        Ok(())
    }

    /// The whole script.
    pub fn finish(mut self) -> String {
        self.settle();
        self.line(&format!("\nDROP TABLE temp.{};\nCOMMIT;", self.measured));
        let edits_schema = self.text.contains("writable_schema");
        let defended = if edits_schema { DEFENDED } else { "" };
        format!("{BAIL}{defended}{}", self.text)
    }

    fn plan(&mut self, plan: &Plan) {
        if plan.waiting == 0 {
            self.settle();
        }
        for note in plan.ways.iter().map(|way| format!("{}: {way}", way.change)) {
            self.comment(&note);
        }
        for note in &plan.notes {
            self.comment(note);
        }
        for statement in self.held.keep(plan) {
            self.statement(statement);
        }
    }

    /// Writes what waits: the schema is read once, with all the definitions that were edited.
    fn settle(&mut self) {
        for statement in self.held.release() {
            self.statement(&statement);
        }
    }

    fn statement(&mut self, statement: &Statement) {
        let sql = statement.sql.as_str();
        match &statement.role {
            Role::Change => self.line(&terminated(sql)),
            Role::Guard(refusal) => self.guard(sql, &refused(refusal)),
            Role::Measure(measurement) => self.line(&format!(
                "REPLACE INTO temp.{} VALUES ({}, ({sql}));",
                self.measured,
                literal(&measurement.name)
            )),
            Role::Verify(measurement, refusal) => {
                self.guard(&self.broken(measurement, sql), &refused(refusal));
            }
        }
    }

    /// Ends the script where a query finds anything but 0.
    fn guard(&mut self, sql: &str, message: &str) {
        let guard = &self.guard;
        let text = format!(
            "CREATE TEMP TABLE {guard} (found CONSTRAINT {} CHECK (found = 0));\n\
             INSERT INTO temp.{guard} {sql};\n\
             DROP TABLE temp.{guard};",
            identifier(message)
        );
        self.line(&text);
    }

    /// How many of the measurement's rules are broken: none or one.
    fn broken(&self, measurement: &Measurement, sql: &str) -> String {
        let holds = match measurement.rule {
            Rule::Same => "=",
            Rule::NotMore => "<=",
        };
        format!(
            "SELECT count(*) FROM temp.{} \
             WHERE name = {} AND NOT (({sql}) {holds} number)",
            self.measured,
            literal(&measurement.name)
        )
    }

    fn line(&mut self, line: &str) {
        // Writing into a String does not fail.
        let _ = writeln!(self.text, "{line}");
    }
}

const BAIL: &str = ".bail on\n";

/// The shell protects the stored schema until it is told not to, which it answers with a line
/// (<https://www.sqlite.org/cli.html>): only where the script edits it.
const DEFENDED: &str = ".dbconfig defensive off\n";

const HEAD: &str = "\
PRAGMA foreign_keys = OFF;
PRAGMA legacy_alter_table = OFF;
BEGIN IMMEDIATE;
";

/// A name for a temporary table, which would stand in front of a table that has it.
fn temporary(name: &str, catalogue: &Catalogue) -> String {
    stored::free(catalogue, |n| match n {
        1 => name.to_owned(),
        n => format!("{name}_{n}"),
    })
}

fn refused(refusal: &Refusal) -> String {
    format!(
        "{}: {} ({})",
        refusal.what, refusal.counted.many, refusal.help
    )
}

/// The SQL with a semicolon at its end, which a comment does not swallow.
fn terminated(sql: &str) -> String {
    let tokens = tokens::scan(sql).unwrap_or_default();
    let Some(last) = tokens.last() else {
        return sql.to_owned();
    };
    let rest = sql[last.span.end..].trim();
    match (last.kind, rest.is_empty()) {
        (TK_SEMI, _) => sql.to_owned(),
        (_, true) => format!("{};", sql.trim_end()),
        (_, false) => format!("{}\n;", sql.trim_end()),
    }
}
