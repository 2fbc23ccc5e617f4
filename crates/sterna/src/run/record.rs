//! What a run writes about itself: the version rows, and one history row for each revision.

use std::time::{Duration, SystemTime};

use super::connection::Connection;
use super::history::{self, Done, Row};
use super::kept::way_down;
use super::migrations;
use super::prepare::Work;
use super::versions::{self, Versions};
use crate::error::Error;
use crate::graph::Graph;
use crate::report::{OperationReport, StepReport};
use crate::revision::Source;
use crate::revisions::Revisions;

/// A revision that was carried out.
#[derive(Debug)]
pub(super) struct Finished {
    pub(super) report: StepReport,
    pub(super) at: SystemTime,
    pub(super) heads_after: Vec<String>,
}

impl Finished {
    pub(super) fn new(
        work: Work,
        at: SystemTime,
        duration: Duration,
        operations: Vec<OperationReport>,
    ) -> Self {
        Self {
            at,
            heads_after: work.heads_after,
            report: StepReport {
                revision: work.source.revision,
                source: work.source,
                direction: work.direction,
                duration,
                counts: work.counts,
                operations,
            },
        }
    }

    pub(super) fn row(&self) -> Row {
        Row {
            at: self.at,
            duration: self.report.duration,
            ..row(&self.report.source, Done::of(self.report.direction))
        }
    }
}

/// A row about a revision of this program, now and without a duration.
pub(super) fn row(source: &Source, done: Done) -> Row {
    Row {
        revision: source.revision.id.to_owned(),
        done,
        message: source.revision.message.to_owned(),
        at: SystemTime::now(),
        duration: Duration::ZERO,
        checksum: source.checksum.to_owned(),
        down: done.applies().then(|| way_down(source.revision)).flatten(),
    }
}

impl Versions {
    /// The versions after these revisions, when they are recorded.
    pub(super) fn after(&self, finished: &[Finished]) -> Self {
        let last = finished.last().map(|one| one.heads_after.clone());
        let mut heads = last.unwrap_or_else(|| self.heads.clone());
        heads.sort();
        Self::recorded(heads)
    }

    /// The versions once something was recorded.
    pub(super) fn recorded(heads: Vec<String>) -> Self {
        Self {
            heads,
            table_exists: true,
            history_exists: true,
            ways_down_exist: true,
            passed_over: Vec::new(),
        }
    }
}

/// Writes versions and history.
pub(super) struct Recorder<'a> {
    revisions: &'a Revisions,
    graph: &'a Graph,
}

impl<'a> Recorder<'a> {
    pub(super) fn new(revisions: &'a Revisions, graph: &'a Graph) -> Self {
        Self { revisions, graph }
    }

    /// Reads the versions.
    pub(super) async fn read(&self, connection: &Connection) -> Result<Versions, Error> {
        let settings = self.revisions.settings();
        let (table, history) = (&settings.version_table, &settings.history_table);
        let versions = versions::read(connection, table, history).await?;
        self.complete(connection, versions).await
    }

    /// The versions with what the migrator's own table says.
    pub(super) async fn complete(
        &self,
        connection: &Connection,
        versions: Versions,
    ) -> Result<Versions, Error> {
        migrations::complete(connection, self.revisions, versions).await
    }

    /// Adds migrations to the history. Their own table has them already, and the applied heads of
    /// ours stay as they are, which somebody else may have written meanwhile.
    pub(super) async fn remember(
        &self,
        connection: &Connection,
        before: &Versions,
        finished: &[Finished],
    ) -> Result<(), Error> {
        let found = self.read(connection).await?;
        let mut rows: Vec<_> = finished.iter().map(Finished::row).collect();
        if found.history_exists && !before.history_exists {
            // Whoever began the history has seen them.
            rows.clear();
        }
        let start = Versions {
            heads: before.heads.clone(),
            ..found
        };
        self.write(connection, &start, &before.heads, rows).await
    }

    /// Records what was done since these versions.
    pub(super) async fn record(
        &self,
        connection: &Connection,
        before: &Versions,
        finished: &[Finished],
    ) -> Result<(), Error> {
        let after = before.after(finished);
        let rows: Vec<_> = finished.iter().map(Finished::row).collect();
        self.write(connection, before, &after.heads, rows).await
    }

    /// Writes the applied heads and adds rows to the history. Tables that are missing are
    /// created; a history that starts on a database with applied revisions starts with these.
    pub(super) async fn write(
        &self,
        connection: &Connection,
        before: &Versions,
        heads: &[String],
        rows: Vec<Row>,
    ) -> Result<(), Error> {
        let settings = self.revisions.settings();
        let (versions, history) = (&settings.version_table, &settings.history_table);
        let failed = |error| Error::database(format!("writing {versions}"), error);
        versions::write(
            connection,
            versions,
            before,
            &self.revisions.recorded(heads),
        )
        .await
        .map_err(failed)?;
        let failed = |error| Error::database(format!("writing {history}"), error);
        let mut all = Vec::new();
        if !before.history_exists {
            history::create(connection, history).await.map_err(failed)?;
            all = self.baseline(before);
        } else if !before.ways_down_exist {
            let added = history::add_ways_down(connection, history).await;
            added.map_err(failed)?;
        }
        all.extend(rows);
        let by = settings.applied_by.clone().unwrap_or_else(history::user);
        history::write(connection, history, &by, &all)
            .await
            .map_err(failed)
    }

    /// What was applied before there was a history.
    fn baseline(&self, before: &Versions) -> Vec<Row> {
        let applied = self.graph.applied(&before.heads).unwrap_or_default();
        let sources = applied
            .iter()
            .filter_map(|node| self.revisions.get(&node.id));
        sources.map(|source| row(source, Done::Adopt)).collect()
    }
}
