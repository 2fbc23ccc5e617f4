//! Where a database is. Nothing here takes a lock or creates a table.

use sea_orm::DatabaseConnection;

use super::audit::warnings;
use super::history::{self, Latest};
use super::migrations;
use super::runner::Runner;
use super::session::Session;
use super::versions::{self, Versions};
use crate::error::Error;
use crate::graph::Graph;
use crate::report::{AppliedHead, Current, HistoryEntry};

impl Runner<'_> {
    /// Where the database is, and what it lacks. It works where the database names a revision
    /// that this program lacks: the history says when it was applied and what it did.
    ///
    /// # Errors
    ///
    /// The database cannot be read.
    pub async fn current(&self) -> Result<Current, Error> {
        let graph = self.revisions.graph()?;
        let session = self.session().await?;
        let current = self.read_current(&session, &graph).await;
        session.close().await;
        current
    }

    async fn read_current(&self, session: &Session, graph: &Graph) -> Result<Current, Error> {
        let versions = self.versions(session).await?;
        let latest = self.latest(session, &versions).await?;
        let mut applied = Vec::with_capacity(versions.heads.len());
        for id in in_order_of_applying(&versions.heads, &latest) {
            applied.push(self.applied_head(session, &versions, graph, id).await?);
        }
        let heads = graph.version_heads();
        Ok(Current {
            applied,
            heads: heads.iter().map(|node| node.id.clone()).collect(),
            pending: pending(graph, &versions.heads),
            warnings: warnings(self.revisions, graph, &versions, &latest),
        })
    }

    /// All that the history holds, oldest first; nothing where there is none.
    ///
    /// # Errors
    ///
    /// The database cannot be read.
    pub async fn history(&self) -> Result<Vec<HistoryEntry>, Error> {
        let session = self.session().await?;
        let entries = self.read_history(&session).await;
        session.close().await;
        entries
    }

    async fn read_history(&self, session: &Session) -> Result<Vec<HistoryEntry>, Error> {
        if !self.versions(session).await?.history_exists {
            return Ok(Vec::new());
        }
        let table = &self.revisions.settings().history_table;
        history::entries(session.connection(), table).await
    }

    pub(super) async fn versions(&self, session: &Session) -> Result<Versions, Error> {
        let settings = self.revisions.settings();
        let (table, history) = (&settings.version_table, &settings.history_table);
        let versions = versions::read(session.connection(), table, history).await?;
        migrations::complete(session.connection(), self.revisions, versions).await
    }

    async fn applied_head(
        &self,
        session: &Session,
        versions: &Versions,
        graph: &Graph,
        id: &str,
    ) -> Result<AppliedHead, Error> {
        let table = &self.revisions.settings().history_table;
        let entry = if versions.history_exists {
            history::entry(session.connection(), table, id).await?
        } else {
            None
        };
        Ok(AppliedHead {
            id: id.to_owned(),
            is_head: graph.version_heads().iter().any(|node| node.id == id),
            source: self.revisions.get(id).copied(),
            entry,
        })
    }

    /// The database that it runs on.
    pub fn database(&self) -> &DatabaseConnection {
        self.db
    }
}

/// The heads in the order in which they were applied; first those that the history does not know.
fn in_order_of_applying<'v>(heads: &'v [String], latest: &[Latest]) -> Vec<&'v String> {
    let place = |head: &&String| latest.iter().position(|one| one.revision == **head);
    let mut heads: Vec<_> = heads.iter().collect();
    heads.sort_by_key(place);
    heads
}

fn pending(graph: &Graph, heads: &[String]) -> Vec<String> {
    let steps = graph.upgrade(heads, &["heads"]).unwrap_or_default();
    steps.into_iter().map(|step| step.id).collect()
}
