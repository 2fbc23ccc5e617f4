//! What each revision does to the schema, found out by playing the history in memory.
//!
//! No database of the project is touched, and no code of a revision runs: only what the revisions
//! say of the schema.

use std::collections::HashMap;

use sterna::graph::Graph;
use sterna::operations::{Operations, Step};
use sterna::{Operation, Revision};
use sterna_dialect::sqlite::Catalogue;
use sterna_dialect::sqlite::rehearse::{Rehearsal, RehearsalError};

use crate::error::Error;
use crate::outline::Extract;
use crate::output::unified;
use crate::project::Project;
use crate::report::RevisionFacts;

/// Adds to each revision how it changes the schema; returns what could not be found out.
///
/// # Errors
///
/// There is no memory for a database.
pub async fn add_changes(
    project: &Project<'_>,
    graph: &Graph,
    revisions: &mut [RevisionFacts],
) -> Result<Vec<String>, Error> {
    let mut wanted: HashMap<String, &mut RevisionFacts> = revisions
        .iter_mut()
        .map(|facts| (facts.id.clone(), facts))
        .collect();
    let mut rehearsal = Rehearsal::new(&made_before(project).await?).await?;
    let mut remarks = Vec::new();
    let nodes = graph.history(None, &[]).map_err(sterna::Error::from)?;
    // Newest first; what a revision builds on is played before it.
    for node in nodes.iter().rev() {
        if wanted.is_empty() {
            break;
        }
        let Some(source) = project.revisions.get(&node.id) else {
            continue;
        };
        let steps = steps(source.revision);
        let facts = wanted.remove(&node.id);
        match play(&mut rehearsal, &steps, facts).await {
            Ok(skipped) => remarks.extend(skipped.map(|sql| not_tried(source.revision, &sql))),
            Err(reason) => {
                remarks.push(not_played(source.revision, &reason));
                break;
            }
        }
    }
    Ok(remarks)
}

/// What the migrations of a migrator make that was taken over. They are code, so that how each of
/// them changes the schema is not shown.
async fn made_before(project: &Project<'_>) -> Result<Catalogue, Error> {
    let taken_over = project.revisions.taken_over();
    match taken_over.and_then(|migrator| migrator.names().last().copied()) {
        Some(last) => {
            let replay = project.revisions.replay(last).await;
            Ok(replay.map_err(Error::Replay)?.catalogue)
        }
        None => Ok(Catalogue::default()),
    }
}

fn steps(revision: &Revision) -> Vec<Step> {
    let mut operations = Operations::default();
    (revision.upgrade)(&mut operations);
    operations.into_steps()
}

/// Plays what the steps say of the schema, and notes the change where somebody wants to know it.
/// Returns the raw SQL that does not run without rows.
async fn play(
    rehearsal: &mut Rehearsal,
    steps: &[Step],
    facts: Option<&mut RevisionFacts>,
) -> Result<Option<String>, RehearsalError> {
    let operations: Vec<_> = steps.iter().filter_map(operation).collect();
    let extract = Extract::concerned_by(&operations);
    let before = facts
        .is_some()
        .then(|| extract.outline(rehearsal.catalogue().schema()));
    let mut skipped = None;
    for operation in &operations {
        match (rehearsal.plan(operation).await, operation) {
            (Err(RehearsalError::Statement { sql, .. }), Operation::Execute(_)) => {
                skipped = Some(sql);
            }
            (planned, _) => drop(planned?),
        }
    }
    if let (Some(facts), Some(before)) = (facts, before) {
        let after = extract.outline(rehearsal.catalogue().schema());
        facts.changes = Some(unified(&before, &after));
        facts.steps = steps.iter().map(Step::summary).collect();
    }
    Ok(skipped)
}

fn operation(step: &Step) -> Option<&Operation> {
    match step {
        Step::Operation(operation) => Some(operation),
        Step::Run(_) | Step::OneWay(_) | Step::Invalid { .. } => None,
    }
}

fn not_played(revision: &Revision, reason: &RehearsalError) -> String {
    format!(
        "revision {} cannot be played in memory, so its change and those after it are not shown: \
         {reason}",
        revision.id
    )
}

fn not_tried(revision: &Revision, sql: &str) -> String {
    let id = revision.id;
    format!("revision {id} has SQL that does not run without rows and is left out here: {sql}")
}
