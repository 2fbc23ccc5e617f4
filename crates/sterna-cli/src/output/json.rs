//! Reports as one JSON document: `{"sterna": 1, "command": "current", "exit": 0, …}`.
//!
//! The shapes are those of `report/`, and are documented in `docs/reference.md`.

use serde::Serialize;

use crate::error::Error;
use crate::exit::Exit;
use crate::misuse::Misuse;
use crate::report::{Outcome, Report, VERSION};

#[derive(Serialize)]
struct Document<'a> {
    sterna: u8,
    command: &'a str,
    exit: u8,
    warnings: &'a [String],
    notes: &'a [String],
    #[serde(flatten)]
    report: &'a Report,
}

#[derive(Serialize)]
struct Failure<'a> {
    sterna: u8,
    command: Option<&'a str>,
    exit: u8,
    error: Reason,
}

#[derive(Serialize)]
struct Reason {
    message: String,
    causes: Vec<String>,
    help: Option<String>,
}

/// What a command found.
pub fn found(command: &str, outcome: &Outcome) -> String {
    document(&Document {
        sterna: VERSION,
        command,
        exit: outcome.exit.code(),
        warnings: &outcome.warnings,
        notes: &outcome.notes,
        report: &outcome.report,
    })
}

/// Why it did not.
pub fn failed(command: &str, error: &Error, exit: Exit) -> String {
    let mut texts = super::errors::texts(error).into_iter();
    document(&Failure {
        sterna: VERSION,
        command: Some(command),
        exit: exit.code(),
        error: Reason {
            message: texts.next().unwrap_or_default(),
            causes: texts.collect(),
            help: super::errors::help(error),
        },
    })
}

/// What is wrong with a command line.
pub fn misused(line: &Misuse<'_>) -> String {
    let (message, help) = line.words();
    document(&Failure {
        sterna: VERSION,
        command: line.command(),
        exit: Exit::Usage.code(),
        error: Reason {
            message,
            causes: Vec::new(),
            help,
        },
    })
}

fn document(value: &impl Serialize) -> String {
    let text = serde_json::to_string_pretty(value);
    text.expect("every map of a report has strings as keys")
}
