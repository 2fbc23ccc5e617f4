//! The revisions of a project, with the settings by which they are applied.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use sea_orm::DatabaseConnection;
use sea_orm_migration::MigratorTrait;

use crate::error::Error;
use crate::graph::{Graph, Node};
use crate::report::{Current, Report};
use crate::revision::{Revision, Source};
use crate::run::Runner;
use crate::taking_over::{self, TakenOver};

/// The revisions of a project: what `include_revisions!()` returns.
///
/// ```no_run
/// # async fn start(db: &sea_orm::DatabaseConnection) -> Result<(), sterna::Error> {
/// # let revisions = sterna::Revisions::new(&[]);
/// revisions.upgrade(db, "head").await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Revisions {
    sources: &'static [Source],
    /// Where in the sources a revision is.
    by_id: Arc<HashMap<&'static str, usize>>,
    settings: Settings,
}

/// How revisions are applied.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Settings {
    /// The table that holds the applied heads.
    pub version_table: String,
    /// The table that remembers every run.
    pub history_table: String,
    /// How long to wait for the database's write lock.
    pub lock_timeout: Duration,
    /// Who is written into the history; by default the user of the operating system.
    pub applied_by: Option<String>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            version_table: "sterna_version".to_owned(),
            history_table: "sterna_history".to_owned(),
            lock_timeout: Duration::from_secs(60),
            applied_by: None,
        }
    }
}

impl Revisions {
    /// The revisions of these sources, with the default settings.
    pub fn new(sources: &'static [Source]) -> Self {
        let ids = sources.iter().map(|source| source.revision.id);
        // Where two have the same id, which is a problem that the graph reports, the first one is
        // found.
        let by_id = ids.zip(0..).collect::<Vec<_>>().into_iter().rev().collect();
        Self {
            sources,
            by_id: Arc::new(by_id),
            settings: Settings::default(),
        }
    }

    /// The migrations of a `MigratorTrait` of sea-orm-migration, and these revisions on top of
    /// them: `migration::revisions().after::<old::Migrator>()`.
    ///
    /// Its table says which of its migrations are applied, and is kept up to date.
    #[must_use]
    pub fn after<M: MigratorTrait + 'static>(self) -> Self {
        Self {
            settings: self.settings,
            ..Self::new(taking_over::sources::<M>(self.sources))
        }
    }

    /// The migrator whose migrations come first.
    pub fn taken_over(&self) -> Option<TakenOver> {
        self.sources.first()?.revision.taken_over
    }

    /// The same revisions and one more, which the program was built without.
    #[must_use]
    pub fn and(self, source: Source) -> Self {
        let mut sources = self.sources.to_vec();
        sources.push(source);
        Self {
            settings: self.settings,
            ..Self::new(sources.leak())
        }
    }

    /// Keeps the applied heads in this table; `alembic_version` takes over what Alembic left.
    #[must_use]
    pub fn version_table(mut self, name: impl Into<String>) -> Self {
        self.settings.version_table = name.into();
        self
    }

    /// Keeps the history in this table.
    #[must_use]
    pub fn history_table(mut self, name: impl Into<String>) -> Self {
        self.settings.history_table = name.into();
        self
    }

    /// Waits this long for the database's write lock; a minute by default.
    #[must_use]
    pub fn lock_timeout(mut self, timeout: Duration) -> Self {
        self.settings.lock_timeout = timeout;
        self
    }

    /// Writes this into the history as who applied a revision.
    #[must_use]
    pub fn applied_by(mut self, name: impl Into<String>) -> Self {
        self.settings.applied_by = Some(name.into());
        self
    }

    /// The settings.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The sources, in the order of their files.
    pub fn sources(&self) -> &'static [Source] {
        self.sources
    }

    /// The source of the revision with exactly this id.
    pub fn get(&self, id: &str) -> Option<&'static Source> {
        self.by_id.get(id).map(|&place| &self.sources[place])
    }

    /// How the revisions hang together.
    ///
    /// # Errors
    ///
    /// They do not form a graph: all that is wrong with them.
    pub fn graph(&self) -> Result<Graph, Error> {
        let nodes = self.sources.iter().map(|source| source.revision.into());
        Graph::new(nodes).map_err(Error::Revisions)
    }

    /// What runs them on a database, to be given options.
    pub fn runner<'a>(&'a self, db: &'a DatabaseConnection) -> Runner<'a> {
        Runner::new(self, db)
    }

    /// Applies what leads up to the target: `head`, `heads`, `+N`, an id …
    ///
    /// # Errors
    ///
    /// The target is none, or a step failed; the database is then as it was.
    pub async fn upgrade(&self, db: &DatabaseConnection, target: &str) -> Result<Report, Error> {
        self.runner(db).upgrade(&[target]).await
    }

    /// Undoes what lies above the target: `-N`, `base`, an id …
    ///
    /// # Errors
    ///
    /// The target is none, or a step failed; the database is then as it was.
    pub async fn downgrade(&self, db: &DatabaseConnection, target: &str) -> Result<Report, Error> {
        self.runner(db).downgrade(target).await
    }

    /// Records that the database is at these targets, without running anything.
    ///
    /// # Errors
    ///
    /// A target is none, or the database cannot be written.
    pub async fn stamp(&self, db: &DatabaseConnection, targets: &[&str]) -> Result<Report, Error> {
        self.runner(db).stamp(targets).await
    }

    /// Where the database is. It changes nothing, and works on a database that names revisions
    /// which this program lacks.
    ///
    /// # Errors
    ///
    /// The database cannot be read.
    pub async fn current(&self, db: &DatabaseConnection) -> Result<Current, Error> {
        self.runner(db).current().await
    }

    /// Refuses a database that is not at the heads of these revisions.
    ///
    /// # Errors
    ///
    /// [`Error::Mismatch`], or the database cannot be read.
    pub async fn ensure_current(&self, db: &DatabaseConnection) -> Result<(), Error> {
        self.current(db).await?.ensure()
    }
}

impl From<&Revision> for Node {
    fn from(revision: &Revision) -> Self {
        let owned = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
        Self {
            id: revision.id.to_owned(),
            revises: owned(revision.revises),
            depends_on: owned(revision.depends_on),
            labels: owned(revision.branch_labels),
            replaces: owned(revision.replaces),
            message: revision.message.to_owned(),
        }
    }
}
