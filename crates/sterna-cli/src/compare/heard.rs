//! What a project's own code makes of a proposal, before it is shown, proved and written.

use sterna_autogenerate::{AutogenerateError, Desired, Warning, downgrade};
use sterna_dialect::sqlite::Catalogue;
use sterna_dialect::sqlite::rehearse::Rehearsal;
use sterna_schema::{Alteration, Operation, same_name};

use super::Comparison;
use crate::error::Error;
use crate::project::Project;

/// The comparison as the project's code leaves it. Where that changed anything, the way back is
/// that of what it left, and what is to be reached is what this leads to: a proof by the entities
/// would refuse what their project wants otherwise.
///
/// # Errors
///
/// An operation that it added has no way back, or does not fit the schema.
pub async fn heard(
    project: &Project<'_>,
    live: &Catalogue,
    mut comparison: Comparison,
) -> Result<Comparison, Error> {
    let Some(hook) = project.on_proposal else {
        return Ok(comparison);
    };
    let proposal = &mut comparison.proposal;
    let before = proposal.upgrade.clone();
    hook(&mut proposal.upgrade);
    if proposal.upgrade == before {
        return Ok(comparison);
    }
    let upgrade = &proposal.upgrade;
    proposal.warnings.retain(|one| is_about(one, upgrade));
    proposal.downgrade = downgrade(&proposal.upgrade).map_err(AutogenerateError::from)?;
    let mut rehearsal = Rehearsal::new(live).await?;
    for operation in &proposal.upgrade {
        rehearsal.plan(operation).await?;
    }
    comparison.is_changed = true;
    comparison.desired = Desired {
        schema: rehearsal.catalogue().schema().clone(),
        ..comparison.desired
    };
    Ok(comparison)
}

/// Whether what a warning speaks of is still done.
fn is_about(warning: &Warning, upgrade: &[Operation]) -> bool {
    let is_done = |operation: &Operation| match (warning, operation) {
        (Warning::TableDropped { table }, Operation::DropTable(gone)) => {
            gone.name().is_some_and(|gone| same_name(gone, table))
        }
        (
            Warning::ColumnDropped { table, column },
            Operation::AlterTable {
                table: altered,
                alterations,
            },
        ) => same_name(altered, table) && alterations.iter().any(|one| drops(one, column)),
        (Warning::TableDropped { .. } | Warning::ColumnDropped { .. }, _) => false,
        _ => true,
    };
    upgrade.iter().any(is_done)
}

fn drops(alteration: &Alteration, column: &str) -> bool {
    let Alteration::DropColumn { column: gone, .. } = alteration else {
        return false;
    };
    gone.name().is_some_and(|gone| same_name(gone, column))
}
