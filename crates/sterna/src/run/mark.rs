//! What is recorded without running anything: stamps, accepted edits, the tables themselves.

use std::time::{Duration, SystemTime};

use super::connection::Connection;
use super::history::{Done, Row};
use super::migrations;
use super::record::{Recorder, row};
use super::runner::Runner;
use super::versions::Versions;
use crate::error::Error;
use crate::event::Event;
use crate::graph::Graph;
use crate::report::{Forecast, Report, Warning};
use crate::revisions::Revisions;

impl Runner<'_> {
    /// Records that the database is at these targets, without running anything.
    ///
    /// # Errors
    ///
    /// A target is none, or the database cannot be written.
    pub async fn stamp(&self, targets: &[&str]) -> Result<Report, Error> {
        self.mark(targets, |versions| versions.heads.clone()).await
    }

    /// Forgets what the database says, and records that it is at these targets: the way out where
    /// it names a revision that is gone.
    ///
    /// # Errors
    ///
    /// A target is none, or the database cannot be written.
    pub async fn purge_and_stamp(&self, targets: &[&str]) -> Result<Report, Error> {
        self.mark(targets, |_| Vec::new()).await
    }

    /// What a stamp would record, after forgetting what the database says where that is asked.
    ///
    /// # Errors
    ///
    /// A target is none, or the database cannot be read.
    pub async fn plan_stamp(&self, targets: &[&str], purge: bool) -> Result<Forecast, Error> {
        let graph = self.revisions.graph()?;
        let session = self.session().await?;
        let versions = Recorder::new(self.revisions, &graph)
            .read(session.connection())
            .await;
        session.close().await;
        let versions = versions?;
        let believed = if purge { &[][..] } else { &versions.heads };
        let heads = graph.stamp(believed, targets)?;
        Ok(self.revisions.marked(&graph, &versions, heads))
    }

    async fn mark(
        &self,
        targets: &[&str],
        believed: impl Fn(&Versions) -> Vec<String>,
    ) -> Result<Report, Error> {
        let graph = self.revisions.graph()?;
        self.write(&graph, |versions| {
            let heads = graph.stamp(&believed(versions), targets)?;
            let rows = self.revisions.marks(&graph, &versions.heads, &heads);
            Ok((heads, rows))
        })
        .await
    }

    /// Accepts the applied revisions that were edited since as they are now; returns them.
    ///
    /// # Errors
    ///
    /// The database cannot be written.
    pub async fn repair(&self) -> Result<Vec<Warning>, Error> {
        self.accept(|warning| matches!(warning, Warning::Edited { .. }))
            .await
    }

    /// Accepts these revisions: one that was edited as it is now; one that never ran as applied,
    /// because somebody knows that the database has its change. Returns those that were either.
    ///
    /// # Errors
    ///
    /// The database cannot be written.
    pub async fn repair_only(&self, ids: &[&str]) -> Result<Vec<Warning>, Error> {
        self.accept(|warning| match warning {
            Warning::Edited { id, .. } | Warning::NeverRan { id, .. } => ids.contains(&id.as_str()),
            _ => false,
        })
        .await
    }

    async fn accept(&self, is_meant: impl Fn(&Warning) -> bool) -> Result<Vec<Warning>, Error> {
        let mut accepted = self.current().await?.warnings;
        accepted.retain(is_meant);
        let ids = accepted.iter().filter_map(Warning::revision);
        let sources = ids.filter_map(|id| self.revisions.get(id));
        let rows: Vec<_> = sources.map(|source| row(source, Done::Repair)).collect();
        if !rows.is_empty() {
            let graph = self.revisions.graph()?;
            self.write(&graph, |versions| {
                Ok((versions.heads.clone(), rows.clone()))
            })
            .await?;
        }
        Ok(accepted)
    }

    /// Creates the version table and the history where they are missing.
    ///
    /// # Errors
    ///
    /// The database cannot be written.
    pub async fn ensure_tables(&self) -> Result<(), Error> {
        let graph = self.revisions.graph()?;
        self.write(&graph, |versions| Ok((versions.heads.clone(), Vec::new())))
            .await?;
        Ok(())
    }

    /// Writes heads and history rows, as decided under the lock.
    async fn write(
        &self,
        graph: &Graph,
        decide: impl Fn(&Versions) -> Result<(Vec<String>, Vec<Row>), Error>,
    ) -> Result<Report, Error> {
        let session = self.session().await?;
        let waiting = |timeout| self.tell(&Event::WaitingForLock { timeout });
        session.begin(false, waiting).await?;
        let written = self
            .write_under_lock(session.connection(), graph, decide)
            .await;
        let readers = |timeout| self.tell(&Event::WaitingForReaders { timeout });
        let written = session.end(written, readers).await;
        session.close().await;
        written
    }

    async fn write_under_lock(
        &self,
        connection: &Connection,
        graph: &Graph,
        decide: impl Fn(&Versions) -> Result<(Vec<String>, Vec<Row>), Error>,
    ) -> Result<Report, Error> {
        let recorder = Recorder::new(self.revisions, graph);
        let versions = recorder.read(connection).await?;
        let (heads, rows) = decide(&versions)?;
        if heads != versions.heads {
            migrations::mark(connection, self.revisions, graph, &heads).await?;
        }
        let repaired = rows.iter().filter(|row| row.done == Done::Repair);
        for row in repaired {
            migrations::accept(connection, self.revisions, &row.revision).await?;
        }
        recorder.write(connection, &versions, &heads, rows).await?;
        Ok(Report {
            from: versions.heads,
            to: heads,
            ..Report::default()
        })
    }
}

impl Revisions {
    /// What a stamp would record on a database that is at one revision: it is not looked at.
    ///
    /// # Errors
    ///
    /// An end is none of the revisions.
    pub fn plan_stamp_between(&self, from: &str, to: &str) -> Result<Forecast, Error> {
        let graph = self.graph()?;
        let from = graph.resolve(from, &[])?;
        let heads: Vec<_> = from.iter().map(|node| node.id.clone()).collect();
        let versions = Versions {
            table_exists: !heads.is_empty(),
            history_exists: !heads.is_empty(),
            ways_down_exist: !heads.is_empty(),
            passed_over: Vec::new(),
            heads,
        };
        let to = graph.stamp(&versions.heads, &[to])?;
        Ok(self.marked(&graph, &versions, to))
    }

    fn marked(&self, graph: &Graph, versions: &Versions, to: Vec<String>) -> Forecast {
        let rows = self.marks(graph, &versions.heads, &to);
        Forecast {
            bookkeeping: self.bookkeeping(&rows, versions, &to),
            from: versions.heads.clone(),
            to,
            ..Forecast::default()
        }
    }

    /// A row for each revision that counts as applied now and did not before, or the other way.
    fn marks(&self, graph: &Graph, before: &[String], after: &[String]) -> Vec<Row> {
        let (before, after) = (applied(graph, before), applied(graph, after));
        let gone = before.iter().filter(|id| !after.contains(id)).rev();
        let new = after.iter().filter(|id| !before.contains(id));
        let gone = gone.map(|id| self.mark_row(id, Done::Unstamp));
        gone.chain(new.map(|id| self.mark_row(id, Done::Stamp)))
            .collect()
    }

    fn mark_row(&self, id: &str, done: Done) -> Row {
        match self.get(id) {
            Some(source) => row(source, done),
            None => Row {
                revision: id.to_owned(),
                done,
                message: String::new(),
                at: SystemTime::now(),
                duration: Duration::ZERO,
                checksum: String::new(),
                down: None,
            },
        }
    }
}

/// The applied revisions, oldest first; the heads alone where one of them is not here.
fn applied(graph: &Graph, heads: &[String]) -> Vec<String> {
    match graph.applied(heads) {
        Ok(nodes) => nodes.iter().map(|node| node.id.clone()).collect(),
        Err(_) => heads.to_vec(),
    }
}
