//! The proof of a proposal, as `revision --autogenerate` asks for it and reports it.
//!
//! What is proved, and how, is the engine's business; here is decided what stops the command and
//! what only warns.

use sea_orm::DatabaseConnection;
use sterna_autogenerate::{Claim, Direction, Failure, Proof, Sample, Unproved, obstacles, prove};
use sterna_dialect::sqlite::Catalogue;
use thiserror::Error;

use crate::compare::Comparison;
use crate::error::Error;
use crate::report::Proved;

/// Why a revision is not written.
#[derive(Debug, Error)]
#[error("{0}")]
pub struct NotProved(Failure);

impl NotProved {
    /// What to do next.
    pub fn help(&self) -> String {
        match &self.0 {
            Failure::Stopped {
                help: Some(help), ..
            } => format!("{help}; nothing was written"),
            Failure::Stopped { .. } => {
                "if a --backfill or a --rename is the reason, correct it; nothing was written"
                    .to_owned()
            }
            _ => "nothing was written; `cargo db revision -m` writes an empty file to fill by \
                  hand, and a report of what differs here would help"
                .to_owned(),
        }
    }
}

/// A proof that did not fail, and what the rows say to the upgrade.
#[derive(Debug)]
pub struct Proven {
    /// The facts to report.
    pub report: Proved,
    /// Rows that stand in the way.
    pub warnings: Vec<String>,
}

/// Tries the proposal on a copy of that schema, with rows of that database, where there is one.
///
/// # Errors
///
/// The proposal is wrong, or cannot be tried.
pub async fn proven(
    comparison: &Comparison,
    live: &Catalogue,
    rows: Option<&DatabaseConnection>,
) -> Result<Proven, Error> {
    let upgrade = &comparison.proposal.upgrade;
    let sample = match rows {
        Some(db) => Sample::take(db, live.schema(), upgrade).await,
        None => Ok(Sample::default()),
    };
    let sample = sample.map_err(reading)?;
    let claim = Claim {
        live,
        desired: &comparison.desired,
        scope: &comparison.scope,
        upgrade,
        downgrade: &comparison.proposal.downgrade,
    };
    let proof = prove(&claim, &sample).await?;
    if let Some(failure) = proof.failure() {
        return Err(NotProved(failure.clone()).into());
    }
    let in_the_way = match rows {
        Some(db) => obstacles(db, live, upgrade).await,
        None => Vec::new(),
    };
    let found = in_the_way.into_iter().map(|one| (one.found, one.help));
    Ok(Proven {
        report: report(&proof),
        warnings: warnings(&proof, found.collect()),
    })
}

fn report(proof: &Proof) -> Proved {
    Proved {
        summary: proof.to_string(),
        complete: proof.unproved().is_empty(),
        sample_rows: proof.sample_rows,
        kept_rows: proof.kept_rows,
        unproved: proof.unproved().iter().map(ToString::to_string).collect(),
    }
}

/// The rows in the way as they were counted in the database; where they could not be asked for
/// there, as the sample shows them.
fn warnings(proof: &Proof, counted: Vec<(String, String)>) -> Vec<String> {
    let is_counted = !counted.is_empty();
    let counted = counted
        .into_iter()
        .map(|(found, help)| format!("upgrade refuses the rows as they are now: {found}; {help}"));
    let sampled = proof.unproved().iter().filter_map(|one| match one {
        Unproved::RowsForbid {
            direction: Direction::Upgrade,
            ..
        } if is_counted => None,
        Unproved::RowsForbid {
            direction,
            found,
            help,
        } => Some(match help {
            Some(help) => format!("{direction} refuses the sample rows: {found}; {help}"),
            None => format!("{direction} refuses the sample rows: {found}"),
        }),
        _ => None,
    });
    counted.chain(sampled).collect()
}

fn reading(source: sea_orm::DbErr) -> Error {
    let doing = "reading sample rows".to_owned();
    sterna::Error::Database { doing, source }.into()
}
