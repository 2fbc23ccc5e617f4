//! The proof: a proposal is carried out on a copy before anybody sees it.
//!
//! On a copy of what the proposal has to do with of the live schema, in memory and with sample
//! rows, the upgrade must reach the entities
//! so that a second comparison finds nothing, the downgrade must restore the schema, and rows
//! must survive both. What cannot be proved, or is lost, is said.
//!
//! | file | question |
//! |---|---|
//! | `sample` | which rows are tried? reads the live database |
//! | `lineage` | what becomes of each table and column? pure |
//! | `rows` | what do the rows on the copy hold? |
//! | `trial` | does the proposal do what it should? |
//! | `proof`, `words` | what came of it, as data and in words |
//! | `obstacles` | what do the rows of the live database forbid? reads it |
//! | `stake` | how many values go? reads it |
//!
//! What must stay absent: a change of the live database.

mod lineage;
mod obstacles;
mod proof;
mod question;
mod rows;
mod sample;
mod stake;
mod trial;
mod words;

use std::borrow::Cow;
use std::collections::HashSet;

use sea_orm::DbErr;
use sterna_dialect::sqlite::{Catalogue, ReadError, shadow};
use sterna_schema::{Operation, Schema, Table};
use thiserror::Error;

use crate::autogenerate::AutogenerateError;
use crate::desired::Desired;
use crate::scope::Scope;

pub use obstacles::{Obstacle, obstacles};
pub use proof::{Direction, Failure, Outcome, Proof, Unproved};
pub use sample::Sample;
pub use stake::rows_at_stake;

/// What is to be proved.
#[derive(Clone, Debug)]
pub struct Claim<'a> {
    /// The database as it is.
    pub live: &'a Catalogue,
    /// What the upgrade must reach.
    pub desired: &'a Desired,
    /// What the comparison was allowed to touch.
    pub scope: &'a Scope,
    /// What leads there.
    pub upgrade: &'a [Operation],
    /// What leads back.
    pub downgrade: &'a [Operation],
}

/// Why there is no proof, not even that the proposal is wrong.
#[derive(Debug, Error)]
pub enum ProofError {
    /// The copy cannot be made or read.
    #[error("the proposal cannot be tried on a copy of the schema")]
    Copy(#[from] ReadError),
    /// The copy cannot be compared with the entities.
    #[error(transparent)]
    Comparison(#[from] AutogenerateError),
}

impl From<DbErr> for ProofError {
    fn from(error: DbErr) -> Self {
        Self::Copy(error.into())
    }
}

/// Tries a proposal on a copy.
///
/// Where the rows forbid it, which other rows may not, it is tried once more without rows.
///
/// # Errors
///
/// The copy cannot be made or read.
pub async fn prove(claim: &Claim<'_>, sample: &Sample) -> Result<Proof, ProofError> {
    let live = shadow::part(claim.live, claim.upgrade);
    let desired = meant_for(&live, claim);
    let claim = &Claim {
        live: &live,
        desired: &desired,
        ..*claim
    };
    let tried = trial::run(claim, sample).await?;
    let Some(Failure::Stopped {
        direction,
        reason,
        help,
    }) = tried.failure()
    else {
        return Ok(tried);
    };
    if sample.is_empty() {
        return Ok(tried);
    }
    let without_rows = trial::run(claim, &Sample::default()).await?;
    Ok(without_rows.with(Unproved::RowsForbid {
        direction: *direction,
        found: reason.clone(),
        help: help.clone(),
    }))
}

/// What the entities mean for the part that is tried: of the tables that are left out, nothing.
fn meant_for<'a>(tried: &Catalogue, claim: &Claim<'a>) -> Cow<'a, Desired> {
    let names = |schema: &Schema| -> HashSet<String> {
        let tables = schema.tables.iter();
        tables
            .map(|table| table.name.to_ascii_lowercase())
            .collect()
    };
    let left_out = &names(claim.live.schema()) - &names(tried.schema());
    if left_out.is_empty() {
        return Cow::Borrowed(claim.desired);
    }
    let mut desired = claim.desired.clone();
    let is_tried = |table: &Table| !left_out.contains(&table.name.to_ascii_lowercase());
    desired.schema.tables.retain(is_tried);
    Cow::Owned(desired)
}
