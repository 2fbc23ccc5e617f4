//! What runs revisions: upgrade and downgrade.

use std::collections::BTreeSet;

use sea_orm::DatabaseConnection;

use super::audit::warnings;
use super::history::{self, Latest};
use super::perform::{Outcome, Performance};
use super::prepare::{Sharing, batches, prepare};
use super::record::Recorder;
use super::session::Session;
use super::versions::Versions;
use crate::error::Error;
use crate::event::{Event, Observer};
use crate::graph::{self, Graph, GraphError};
use crate::report::{Report, Warning};
use crate::revision::Source;
use crate::revisions::Revisions;

/// Runs the revisions of a project on a database, with options.
///
/// ```no_run
/// # async fn start(db: &sea_orm::DatabaseConnection) -> Result<(), sterna::Error> {
/// # let revisions = sterna::Revisions::new(&[]);
/// let tell = |event: &sterna::Event<'_>| { /* show it */ };
/// revisions.runner(db).observer(&tell).upgrade(&["head"]).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy)]
pub struct Runner<'a> {
    pub(super) revisions: &'a Revisions,
    pub(super) db: &'a DatabaseConnection,
    observer: Option<&'a dyn Observer>,
    pub(super) sharing: Sharing,
}

/// Where a run should lead.
#[derive(Clone, Copy, Debug)]
pub(super) enum Request<'a> {
    Upgrade(&'a [&'a str]),
    Downgrade(&'a str),
}

impl Request<'_> {
    /// The steps from these heads; `latest` is the order in which revisions were applied.
    pub(super) fn steps(
        self,
        graph: &Graph,
        heads: &[String],
        latest: &[Latest],
    ) -> Result<Vec<graph::Step>, GraphError> {
        match self {
            Self::Upgrade(targets) => graph.upgrade(heads, targets),
            Self::Downgrade(target) => {
                let applied = latest.iter().filter(|one| one.applied);
                let order: Vec<_> = applied.map(|one| one.revision.clone()).collect();
                graph.downgrade(heads, target, &order)
            }
        }
    }
}

impl<'a> Runner<'a> {
    pub(crate) fn new(revisions: &'a Revisions, db: &'a DatabaseConnection) -> Self {
        Self {
            revisions,
            db,
            observer: None,
            sharing: Sharing::All,
        }
    }

    /// Tells this observer what happens.
    #[must_use]
    pub fn observer(mut self, observer: &'a dyn Observer) -> Self {
        self.observer = Some(observer);
        self
    }

    /// Commits after each revision: what was done before a failure stays.
    #[must_use]
    pub fn transaction_per_revision(mut self) -> Self {
        self.sharing = Sharing::Each;
        self
    }

    /// Applies what leads up to the targets.
    ///
    /// # Errors
    ///
    /// A target is none, or a step failed.
    pub async fn upgrade(&self, targets: &[&str]) -> Result<Report, Error> {
        self.migrate(Request::Upgrade(targets)).await
    }

    /// Undoes what lies above the target.
    ///
    /// # Errors
    ///
    /// The target is none, or a step failed.
    pub async fn downgrade(&self, target: &str) -> Result<Report, Error> {
        self.migrate(Request::Downgrade(target)).await
    }

    async fn migrate(&self, request: Request<'_>) -> Result<Report, Error> {
        let graph = self.revisions.graph()?;
        let session = self.session().await?;
        let done = self.migrate_on(&session, &graph, request).await;
        session.close().await;
        done
    }

    /// Reads where the database is, works out the steps and carries them out; all of that again
    /// where somebody else was faster.
    async fn migrate_on(
        &self,
        session: &Session,
        graph: &Graph,
        request: Request<'_>,
    ) -> Result<Report, Error> {
        let recorder = || Recorder::new(self.revisions, graph);
        let mut versions = recorder().read(session.connection()).await?;
        loop {
            let latest = self.latest(session, &versions).await?;
            let steps = request.steps(graph, &versions.heads, &latest)?;
            let found = self.warn(warnings(self.revisions, graph, &versions.heads, &latest));
            let mut report = Report {
                from: versions.heads.clone(),
                to: last_heads(&steps).unwrap_or_else(|| versions.heads.clone()),
                warnings: found,
                ..Report::default()
            };
            if steps.is_empty() {
                return Ok(report);
            }
            let work = prepare(steps, |id| self.source(id))?;
            let mut performance = Performance::new(session, Some(recorder()), self.observer);
            match performance
                .all(batches(work, self.sharing), versions)
                .await?
            {
                Outcome::Done(steps) => {
                    report.warnings.extend(notes(&steps));
                    report.steps = steps;
                    return Ok(report);
                }
                Outcome::Moved(found) => versions = found,
            }
        }
    }

    pub(super) async fn session(&self) -> Result<Session, Error> {
        Session::open(self.db, self.revisions.settings().lock_timeout).await
    }

    /// The latest word of the history on every revision.
    pub(super) async fn latest(
        &self,
        session: &Session,
        versions: &Versions,
    ) -> Result<Vec<Latest>, Error> {
        if !versions.history_exists {
            return Ok(Vec::new());
        }
        let table = &self.revisions.settings().history_table;
        history::latest(session.connection(), table).await
    }

    pub(super) fn source(&self, id: &str) -> Source {
        *self
            .revisions
            .get(id)
            .expect("the graph is made of these sources")
    }

    fn warn(&self, warnings: Vec<Warning>) -> Vec<Warning> {
        warnings
            .iter()
            .for_each(|warning| self.tell(&Event::Warned(warning)));
        warnings
    }

    pub(super) fn tell(&self, event: &Event<'_>) {
        if let Some(observer) = self.observer {
            observer.observe(event);
        }
    }
}

pub(super) fn last_heads(steps: &[graph::Step]) -> Option<Vec<String>> {
    let mut heads = steps.last()?.heads_after.clone();
    heads.sort();
    Some(heads)
}

/// What the planner noted, once each.
pub(super) fn notes(steps: &[crate::report::StepReport]) -> Vec<Warning> {
    let mut seen = BTreeSet::new();
    let mut warnings = Vec::new();
    for step in steps {
        for note in step
            .operations
            .iter()
            .flat_map(|operation| &operation.notes)
        {
            if seen.insert((step.revision.id, note)) {
                warnings.push(Warning::Note {
                    id: step.revision.id.to_owned(),
                    note: note.clone(),
                });
            }
        }
    }
    warnings
}
