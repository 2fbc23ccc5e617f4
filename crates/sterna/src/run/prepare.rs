//! From the steps of the graph to work that can be carried out; pure.
//!
//! Everything that can be refused without a database is refused here, before the lock is taken.

use sterna_dialect::sqlite::plan::needs_foreign_keys_off;

use super::kept::Kept;
use crate::error::{Error, Problem, StepError};
use crate::graph;
use crate::graph::Direction;
use crate::operations::{Operations, Step};
use crate::report::Counts;
use crate::revision::{Revision, Source, Transaction};
use crate::revisions::Revisions;
use crate::taking_over::TakenOver;

/// A revision that is about to run.
#[derive(Debug)]
pub(super) struct Work {
    pub(super) source: Source,
    pub(super) direction: Direction,
    /// The applied heads afterwards.
    pub(super) heads_after: Vec<String>,
    pub(super) steps: Vec<Step>,
    pub(super) counts: Counts,
}

/// Revisions that run together.
#[derive(Debug)]
pub(super) struct Batch {
    pub(super) work: Vec<Work>,
    pub(super) transaction: Transaction,
    /// The migrator whose migrations they are, if they are any.
    pub(super) taken_over: Option<TakenOver>,
}

/// Which revisions share a transaction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Sharing {
    /// All that do not ask to run outside.
    #[default]
    All,
    /// None.
    Each,
}

impl Work {
    pub(super) fn revision(&self) -> &'static Revision {
        self.source.revision
    }

    /// Whether it may drop or rebuild a table, which must not touch the rows that refer to it.
    pub(super) fn needs_foreign_keys_off(&self) -> bool {
        self.steps.iter().any(|step| match step {
            Step::Operation(operation) => needs_foreign_keys_off(operation),
            _ => false,
        })
    }

    /// Whether it does something that nobody but its author can foresee.
    pub(super) fn is_opaque(&self) -> bool {
        self.steps.iter().any(Step::is_opaque)
    }

    /// The migrator whose migration it is.
    pub(super) fn taken_over(&self) -> Option<TakenOver> {
        self.revision().taken_over
    }

    /// What went wrong at a step.
    pub(super) fn error(
        &self,
        operation: String,
        problem: Problem,
        transaction: Transaction,
    ) -> StepError {
        let committed = matches!(problem, Problem::TransactionEnded);
        StepError {
            revision: self.source.revision,
            direction: self.direction,
            operation,
            problem,
            partly_done: committed || transaction == Transaction::Outside,
        }
    }
}

/// Collects what the revisions want to do.
pub(super) fn prepare(
    steps: Vec<graph::Step>,
    revisions: &Revisions,
    kept: &Kept,
) -> Result<Vec<Work>, Error> {
    let source = |id: &str| revisions.get(id).copied().or_else(|| kept.source(id));
    let prepared = steps.into_iter().map(|step| {
        let source = source(&step.id).expect("the graph is made of these sources");
        work(source, step, kept)
    });
    prepared.collect()
}

fn work(source: Source, step: graph::Step, kept: &Kept) -> Result<Work, Error> {
    let steps = match kept.steps(&step.id) {
        Some(steps) => steps,
        None => collect(source.revision, step.direction),
    };
    let mut work = Work {
        source,
        direction: step.direction,
        heads_after: step.heads_after,
        counts: Counts::of(&steps),
        steps: Vec::new(),
    };
    for step in steps {
        let summary = step.summary();
        match step {
            Step::Invalid { error, .. } => {
                return Err(work
                    .error(summary, error.into(), Transaction::Inside)
                    .into());
            }
            Step::OneWay(reason) => {
                return Err(work
                    .error(summary, Problem::OneWay(reason), Transaction::Inside)
                    .into());
            }
            step => work.steps.push(step),
        }
    }
    Ok(work)
}

/// The steps of a revision in a direction.
pub(super) fn collect(revision: &Revision, direction: Direction) -> Vec<Step> {
    let fill = |function: fn(&mut Operations)| {
        let mut operations = Operations::default();
        function(&mut operations);
        operations.into_steps()
    };
    match direction {
        Direction::Up => fill(revision.upgrade),
        Direction::Down => {
            let steps = fill(revision.downgrade);
            // Nothing was done, so nothing is to be undone: a merge needs no downgrade.
            let one_way = steps.iter().any(|step| matches!(step, Step::OneWay(_)));
            if one_way && fill(revision.upgrade).is_empty() {
                Vec::new()
            } else {
                steps
            }
        }
    }
}

/// Puts revisions that share a transaction together.
pub(super) fn batches(work: Vec<Work>, sharing: Sharing) -> Vec<Batch> {
    let mut batches: Vec<Batch> = Vec::new();
    for work in work {
        let transaction = work.revision().transaction;
        match batches.last_mut() {
            Some(last)
                if sharing == Sharing::All
                    && last.transaction == transaction
                    && last.taken_over.is_some() == work.taken_over().is_some()
                    && transaction == Transaction::Inside =>
            {
                last.work.push(work);
            }
            _ => batches.push(Batch {
                taken_over: work.taken_over(),
                work: vec![work],
                transaction,
            }),
        }
    }
    batches
}
