//! Alembic on the same tables.

use std::path::Path;
use std::process::Command;

use crate::alembic;
use crate::measure::{Measured, measure};

/// What Alembic takes to compare models with that database, where it can be had.
pub fn compares(folder: &Path, database: &Path, size: usize) -> Option<Measured> {
    let mut command = Command::new(alembic::install(folder)?);
    let script = tests::file("benchmarks/comparing/compare.py");
    command.arg(script).arg(database).arg(size.to_string());
    Some(measure(&mut command, || ()))
}
