//! The loop that acts: takes prepared revisions, batch by batch, and carries them out on one
//! connection. What they are and in which order they come was decided before.

use std::time::{Instant, SystemTime};

use sterna_dialect::sqlite::{Catalogue, ReadError};

use super::executor::{Executor, Purpose};
use super::foreign_keys::ForeignKeyCount;
use super::prepare::{Batch, Work};
use super::record::{Finished, Recorder};
use super::session::Session;
use super::versions::Versions;
use super::witness::Witness;
use crate::error::{Error, Problem, StepError};
use crate::event::{Event, Observer};
use crate::operations::Step;
use crate::report::{OperationReport, StepReport};
use crate::revision::Transaction;

/// A run on one connection.
pub(super) struct Performance<'a> {
    pub(super) session: &'a Session,
    pub(super) executor: Executor<'a>,
    /// What is written into the version table and the history; none on a copy.
    pub(super) recorder: Option<Recorder<'a>>,
    observer: Option<&'a dyn Observer>,
    pub(super) started: usize,
    pub(super) total: usize,
}

/// How a run ended that did not fail.
pub(super) enum Outcome {
    /// All of it was done.
    Done(Vec<StepReport>),
    /// Nothing was done: the database was no longer where it had been.
    Moved(Versions),
}

impl<'a> Performance<'a> {
    pub(super) fn new(
        session: &'a Session,
        recorder: Option<Recorder<'a>>,
        observer: Option<&'a dyn Observer>,
    ) -> Self {
        let purpose = if recorder.is_some() {
            Purpose::Run
        } else {
            Purpose::Foresee
        };
        Self {
            session,
            executor: Executor::new(session.connection(), purpose),
            recorder,
            observer,
            started: 0,
            total: 0,
        }
    }

    /// Lets SQLite check each table that is altered, before and after.
    pub(super) fn with_quick_check(self, quick_check: bool) -> Self {
        Self {
            executor: self.executor.with_quick_check(quick_check),
            ..self
        }
    }

    /// Carries out the batches, each all or nothing, from the versions that were read.
    pub(super) async fn all(
        &mut self,
        batches: Vec<Batch>,
        mut versions: Versions,
    ) -> Result<Outcome, Error> {
        self.total = batches.iter().map(|batch| batch.work.len()).sum();
        if self.observer.is_some() && self.recorder.is_some() {
            let counted = self.session.connection().count_rows().await;
            counted.map_err(|error| Error::database("preparing the connection", error))?;
        }
        let last = batches.last().and_then(|batch| batch.work.last());
        let goal = last
            .map(|work| work.heads_after.clone())
            .unwrap_or_default();
        let mut reports = Vec::with_capacity(self.total);
        for batch in batches {
            let outcome = match (batch.taken_over, batch.transaction) {
                (Some(migrator), _) => self.migrations(batch, migrator, &versions).await?,
                (None, Transaction::Inside) => self.inside(batch, &versions).await?,
                (None, Transaction::Outside) => self.outside(batch, &versions).await?,
            };
            match outcome {
                Ok(finished) => {
                    versions = self.after(&versions, &finished).await?;
                    self.tell(&Event::Committed {
                        heads: &versions.heads,
                    });
                    reports.extend(finished.into_iter().map(|one| one.report));
                }
                Err(found) if reports.is_empty() => return Ok(Outcome::Moved(found)),
                // Somebody else did the rest.
                Err(found) if found.is_at(&goal) => break,
                Err(found) => {
                    return Err(Error::Moved {
                        expected: versions.heads,
                        found: found.heads,
                    });
                }
            }
        }
        Ok(Outcome::Done(reports))
    }

    /// The catalogue that the run leaves.
    pub(super) async fn into_catalogue(self) -> Result<Catalogue, ReadError> {
        self.executor.catalogue.into_whole().await
    }

    /// A batch in one transaction; the inner error is where the database has moved to.
    async fn inside(
        &mut self,
        batch: Batch,
        versions: &Versions,
    ) -> Result<Result<Vec<Finished>, Versions>, Error> {
        // A copy has no rows to refer to.
        let is_copy = self.recorder.is_none();
        let foreign_keys_off = is_copy || batch.work.iter().any(Work::needs_foreign_keys_off);
        let waiting = |timeout| self.tell(&Event::WaitingForLock { timeout });
        self.session.begin(foreign_keys_off, waiting).await?;
        let done = self.under_lock(batch, versions, foreign_keys_off).await;
        match done {
            Ok(Ok(_)) => {
                let readers = |timeout| self.tell(&Event::WaitingForReaders { timeout });
                self.session.commit(readers).await?;
            }
            Ok(Err(_)) | Err(_) => self.session.rollback().await,
        }
        done
    }

    async fn under_lock(
        &mut self,
        batch: Batch,
        versions: &Versions,
        foreign_keys_off: bool,
    ) -> Result<Result<Vec<Finished>, Versions>, Error> {
        if let Some(found) = self.moved(versions).await? {
            return Ok(Err(found));
        }
        let reading = |error| Error::database("reading the version of the schema", error);
        self.executor.catalogue.resume().await.map_err(reading)?;
        let watched = foreign_keys_off && self.recorder.is_some();
        let count =
            ForeignKeyCount::before(self.session.connection(), &batch.work, watched).await?;
        let mut finished = Vec::with_capacity(batch.work.len());
        for work in batch.work {
            finished.push(self.revision(work, Transaction::Inside).await?);
        }
        self.settle(finished.last()).await?;
        count.compare(self.session.connection()).await?;
        if let Some(recorder) = &self.recorder {
            recorder
                .record(self.session.connection(), versions, &finished)
                .await?;
        }
        self.executor.catalogue.pause().await.map_err(reading)?;
        Ok(Ok(finished))
    }

    /// A revision without a transaction, which is recorded in one of its own afterwards.
    async fn outside(
        &mut self,
        batch: Batch,
        versions: &Versions,
    ) -> Result<Result<Vec<Finished>, Versions>, Error> {
        if let Some(found) = self.moved(versions).await? {
            return Ok(Err(found));
        }
        let foreign_keys_off = batch.work.iter().any(Work::needs_foreign_keys_off);
        self.session.without_transaction(foreign_keys_off).await?;
        let done = self.without_lock(batch).await;
        self.session.restore().await;
        let finished = done?;
        self.record_alone(versions, &finished).await?;
        Ok(Ok(finished))
    }

    async fn without_lock(&mut self, batch: Batch) -> Result<Vec<Finished>, Error> {
        let mut finished = Vec::with_capacity(batch.work.len());
        for work in batch.work {
            finished.push(self.revision(work, Transaction::Outside).await?);
        }
        Ok(finished)
    }

    async fn record_alone(&self, versions: &Versions, finished: &[Finished]) -> Result<(), Error> {
        let Some(recorder) = &self.recorder else {
            return Ok(());
        };
        let waiting = |timeout| self.tell(&Event::WaitingForLock { timeout });
        self.session.begin(false, waiting).await?;
        let recorded = match self.moved(versions).await {
            Ok(None) => {
                recorder
                    .record(self.session.connection(), versions, finished)
                    .await
            }
            Ok(Some(found)) => Err(Error::Moved {
                expected: versions.heads.clone(),
                found: found.heads,
            }),
            Err(error) => Err(error),
        };
        let readers = |timeout| self.tell(&Event::WaitingForReaders { timeout });
        self.session.end(recorded, readers).await
    }

    /// The versions after these revisions; of migrations that were taken over, their own table
    /// says which count.
    async fn after(&self, before: &Versions, finished: &[Finished]) -> Result<Versions, Error> {
        let after = before.after(finished);
        match &self.recorder {
            Some(recorder) => recorder.complete(self.session.connection(), after).await,
            None => Ok(after),
        }
    }

    /// Where the database is, if it is not where it was.
    pub(super) async fn moved(&self, versions: &Versions) -> Result<Option<Versions>, Error> {
        let Some(recorder) = &self.recorder else {
            return Ok(None);
        };
        let found = recorder.read(self.session.connection()).await?;
        Ok((found != *versions).then_some(found))
    }

    async fn revision(
        &mut self,
        mut work: Work,
        transaction: Transaction,
    ) -> Result<Finished, Error> {
        let (at, clock) = (SystemTime::now(), Instant::now());
        self.started += 1;
        self.tell(&Event::RevisionStarted {
            revision: work.revision(),
            direction: work.direction,
            number: self.started,
            total: self.total,
        });
        let mut operations = Vec::with_capacity(work.steps.len());
        for step in std::mem::take(&mut work.steps) {
            let summary = step.summary();
            let done = self.step(&work, step, transaction).await;
            operations.push(done.map_err(|problem| work.error(summary, problem, transaction))?);
        }
        let duration = clock.elapsed();
        self.tell(&Event::RevisionFinished {
            revision: work.revision(),
            direction: work.direction,
            duration,
            counts: &work.counts,
        });
        Ok(Finished::new(work, at, duration, operations))
    }

    /// Finishes the edits in place that waited for each other, on behalf of the last revision.
    async fn settle(&mut self, last: Option<&Finished>) -> Result<(), Error> {
        let Some(StepReport {
            revision,
            direction,
            ..
        }) = last.map(|last| &last.report)
        else {
            return Ok(());
        };
        let settled = self
            .executor
            .settle(Witness::new(self.observer, revision))
            .await;
        settled.map_err(|problem| {
            StepError {
                revision,
                direction: *direction,
                operation: "edit definitions in place".to_owned(),
                problem,
                partly_done: false,
            }
            .into()
        })
    }

    async fn step(
        &mut self,
        work: &Work,
        step: Step,
        transaction: Transaction,
    ) -> Result<OperationReport, Problem> {
        let could_commit =
            step.is_opaque() && transaction == Transaction::Inside && self.recorder.is_some();
        let witness = Witness::new(self.observer, work.revision());
        let report = self.executor.step(step, witness).await?;
        if transaction == Transaction::Outside {
            self.executor.settle(witness).await?;
        }
        if could_commit && !self.session.is_in_transaction().await {
            return Err(Problem::TransactionEnded);
        }
        Ok(report)
    }

    pub(super) fn tell(&self, event: &Event<'_>) {
        if let Some(observer) = self.observer {
            observer.observe(event);
        }
    }
}
