//! What a project's own code makes of a proposal, before it is shown, proved and written.

use sterna_autogenerate::{AutogenerateError, Desired, downgrade};
use sterna_dialect::sqlite::Catalogue;
use sterna_dialect::sqlite::rehearse::Rehearsal;

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
