//! What runs revisions: upgrade and downgrade.

use std::collections::BTreeSet;

use sea_orm::DatabaseConnection;

use super::audit::{never_ran, warnings};
use super::history::{self, Latest};
use super::kept::Kept;
use super::perform::{Outcome, Performance};
use super::prepare::{Sharing, batches, prepare};
use super::record::Recorder;
use super::session::Session;
use super::versions::Versions;
use crate::error::Error;
use crate::event::{Event, Observer};
use crate::graph::{self, Graph, GraphError};
use crate::report::{Report, Warning};
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
    quick_check: bool,
}

/// Where a run should lead.
#[derive(Clone, Copy, Debug)]
pub(super) enum Request<'a> {
    Upgrade(&'a [&'a str]),
    Downgrade(&'a str),
}

impl<'a> Request<'a> {
    /// The same request, with the program's own head for `head`: a downgrade by an older program
    /// leads to what that program takes for the newest, not to what was there before it.
    pub(super) fn of_program(self, graph: &'a Graph) -> Self {
        match (self, graph.heads().as_slice()) {
            (Self::Downgrade("head" | "heads"), [head]) => Self::Downgrade(&head.id),
            _ => self,
        }
    }

    /// The steps from these heads; `latest` is the order in which revisions were applied. What
    /// never ran is not undone, and the database is not said to be at it.
    pub(super) fn steps(
        self,
        graph: &Graph,
        heads: &[String],
        latest: &[Latest],
        never_ran: &[&str],
    ) -> Result<Vec<graph::Step>, GraphError> {
        let target = match self {
            Self::Upgrade(targets) => return graph.upgrade(heads, targets),
            Self::Downgrade(target) => target,
        };
        let applied = latest.iter().filter(|one| one.applied);
        let order: Vec<_> = applied.map(|one| one.revision.clone()).collect();
        let as_it_ran = match never_ran {
            [] => None,
            ids => graph.passing_over(ids),
        };
        let steps = as_it_ran
            .as_ref()
            .unwrap_or(graph)
            .downgrade(heads, target, &order);
        steps.map_err(|error| match error {
            GraphError::UnknownRevision { .. } => {
                names_what_never_ran(graph, target, heads, never_ran).unwrap_or(error)
            }
            error => error,
        })
    }
}

/// The refusal to go down to what never ran, if the target is that.
fn names_what_never_ran(
    graph: &Graph,
    target: &str,
    heads: &[String],
    never_ran: &[&str],
) -> Option<GraphError> {
    let nodes = graph.resolve(target, heads).ok()?;
    let mut nodes = nodes.into_iter();
    let node = nodes.find(|node| never_ran.contains(&node.id.as_str()))?;
    Some(GraphError::NeverRan {
        id: node.id.clone(),
        below: node.revises.clone(),
    })
}

impl<'a> Runner<'a> {
    pub(crate) fn new(revisions: &'a Revisions, db: &'a DatabaseConnection) -> Self {
        Self {
            revisions,
            db,
            observer: None,
            sharing: Sharing::All,
            quick_check: false,
        }
    }

    /// Tells this observer what happens. So that it hears of the rows that are written, the run
    /// takes the update hook of its connection, which is closed at the end in place of going back
    /// to the pool.
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

    /// Lets SQLite check each table that is altered, before and after, with `PRAGMA quick_check`,
    /// which reads the whole table. A table with more defects than before fails the run.
    #[must_use]
    pub fn quick_check(mut self, asked: bool) -> Self {
        self.quick_check = asked;
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
        let mut versions = self.versions(session).await?;
        let request = request.of_program(graph);
        loop {
            let latest = self.latest(session, &versions).await?;
            let kept = self.kept(session, graph, request, &versions).await?;
            let wider = kept.on_top_of(self.revisions);
            let graph = wider.as_ref().unwrap_or(graph);
            let recorder = Recorder::new(self.revisions, graph);
            let mut found = warnings(self.revisions, graph, &versions, &latest);
            let steps = request.steps(graph, &versions.heads, &latest, &never_ran(&found))?;
            found.extend(undone_by_history(&steps, &kept));
            let found = self.warn(found);
            let mut report = Report {
                from: versions.heads.clone(),
                to: last_heads(&steps).unwrap_or_else(|| versions.heads.clone()),
                warnings: found,
                ..Report::default()
            };
            if steps.is_empty() {
                return Ok(report);
            }
            let work = prepare(steps, self.revisions, &kept)?;
            let mut performance = Performance::new(session, Some(recorder), self.observer)
                .with_quick_check(self.quick_check);
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

    /// What a downgrade needs to undo revisions that this program lacks.
    pub(super) async fn kept(
        &self,
        session: &Session,
        graph: &Graph,
        request: Request<'_>,
        versions: &Versions,
    ) -> Result<Kept, Error> {
        if matches!(request, Request::Upgrade(_)) {
            return Ok(Kept::default());
        }
        let table = &self.revisions.settings().history_table;
        Kept::read(session.connection(), table, graph, versions).await
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

/// The steps that the history alone knows.
pub(super) fn undone_by_history(steps: &[graph::Step], kept: &Kept) -> Vec<Warning> {
    let known = steps.iter().filter(|step| kept.source(&step.id).is_some());
    known
        .map(|step| Warning::UndoneByHistory {
            id: step.id.clone(),
        })
        .collect()
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
