//! The whole flow, over values: what is there, what is meant, what was said; a proposal comes out.

use sterna_dialect::sqlite::expression::normalise;
use sterna_dialect::sqlite::{Catalogue, ReadError};
use sterna_schema::{OneWay, Operation, same_name};
use thiserror::Error;

use crate::backfill::{self, Backfill, BackfillError, BackfillNeed};
use crate::desired::Desired;
use crate::diff;
use crate::difference::{Difference, Kept};
use crate::foreign_key;
use crate::rename::{RenameError, Renames, renamed};
use crate::scope::Scope;
use crate::warning::{Warning, warnings};

/// What a proposal is made of.
#[derive(Clone, Debug)]
pub struct Request<'a> {
    /// The database as it is.
    pub live: &'a Catalogue,
    /// What the entities mean.
    pub desired: &'a Desired,
    /// What may be touched.
    pub scope: Scope,
    /// What is renamed, beside what the entities say themselves.
    pub renames: Renames,
    /// Values for rows that exist.
    pub backfills: Vec<Backfill>,
}

/// What a revision would do, and what is to be said about it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Proposal {
    /// What leads to the entities.
    pub upgrade: Vec<Operation>,
    /// What leads back.
    pub downgrade: Vec<Operation>,
    /// What a person should look at.
    pub warnings: Vec<Warning>,
    /// What only the database has and keeps.
    pub kept: Vec<Kept>,
    /// Columns whose rows may need a value that was not given.
    pub needs_backfill: Vec<BackfillNeed>,
    /// The difference that the proposal came from, for whoever describes it.
    pub difference: Difference,
}

/// Why there is no proposal.
#[derive(Debug, Error)]
pub enum AutogenerateError {
    /// A rename cannot be carried out.
    #[error(transparent)]
    Rename(#[from] RenameError),
    /// A value for rows that exist cannot be used.
    #[error(transparent)]
    Backfill(#[from] BackfillError),
    /// An expression of the difference cannot be read.
    #[error("an expression of the difference cannot be read")]
    Unreadable(#[from] ReadError),
    /// There is no way back.
    #[error("the difference has no way back")]
    OneWay(#[from] OneWay),
}

/// Proposes what takes the live database to the entities, and back.
///
/// # Errors
///
/// A rename or a backfill does not fit.
pub async fn autogenerate(request: &Request<'_>) -> Result<Proposal, AutogenerateError> {
    let mut renames = request.renames.clone();
    renames
        .columns
        .extend_from_slice(&request.desired.former_names);
    renames
        .tables
        .extend_from_slice(&request.desired.former_tables);
    let live = renamed(request.live, &request.desired.schema, &renames).await?;
    let mut difference = diff(&live.schema, &request.desired.schema, &request.scope);
    put_first(&mut difference.operations, live.operations);
    let needs_backfill = backfill::fill(
        &mut difference.operations,
        &request.desired.schema,
        &request.backfills,
    )?;
    difference.operations.iter_mut().try_for_each(normalise)?;
    let mut warnings = warnings(&difference);
    let desired = &request.desired.schema;
    let keys = foreign_key::warnings(&difference.operations, &live.schema, desired);
    warnings.extend(keys);
    Ok(Proposal {
        downgrade: downgrade(&difference.operations)?,
        upgrade: difference.operations.clone(),
        warnings,
        kept: difference.kept.clone(),
        needs_backfill,
        difference,
    })
}

/// What leads back: each operation reversed, the last one first.
///
/// # Errors
///
/// An operation has no way back; those that a comparison finds all have one.
pub fn downgrade(upgrade: &[Operation]) -> Result<Vec<Operation>, OneWay> {
    upgrade.iter().rev().map(Operation::reverse).collect()
}

/// Renames run before all else: whatever is dropped later is known by its new name, also on the
/// way back. A table that is altered first of all anyway is renamed in the same breath.
fn put_first(operations: &mut Vec<Operation>, renames: Vec<Operation>) {
    for rename in renames.into_iter().rev() {
        match (rename, operations.first_mut()) {
            (
                Operation::AlterTable {
                    table: renamed,
                    alterations: mut renames,
                },
                Some(Operation::AlterTable { table, alterations }),
            ) if same_name(&renamed, table) => {
                renames.append(alterations);
                *alterations = renames;
            }
            (rename, _) => operations.insert(0, rename),
        }
    }
}
