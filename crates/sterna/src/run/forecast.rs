//! Runs that touch no database of record: dry runs on a copy of the schema, and the whole history
//! played from nothing in memory.

use sea_orm::{DatabaseConnection, DbErr};
use sterna_dialect::sqlite::{Catalogue, shadow};

use super::audit::{never_ran, warnings};
use super::history::{self, Done, Row};
use super::kept::Kept;
use super::perform::{Outcome, Performance};
use super::prepare::{Sharing, Work, batches, collect, prepare};
use super::record::row;
use super::runner::{Request, Runner, last_heads, notes, undone_by_history};
use super::session::Session;
use super::versions::{self, Versions};
use crate::error::Error;
use crate::graph::{self, Graph};
use crate::operations::Step;
use crate::report::{Forecast, StepReport, Warning};
use crate::revisions::Revisions;

/// The schema that the revisions make, played in memory.
pub struct Replay {
    /// The schema.
    pub catalogue: Catalogue,
    /// Where it lives, without rows. It is gone when this is dropped.
    pub database: DatabaseConnection,
    /// Steps that could not be played: code, and raw SQL that needs rows.
    pub unforeseen: Vec<String>,
}

impl Runner<'_> {
    /// What an upgrade would do: it is carried out on a copy of the schema, without rows. Code
    /// does not run; raw SQL that fails there is reported as not foreseen.
    ///
    /// # Errors
    ///
    /// A target is none, or a step cannot be planned.
    pub async fn plan_upgrade(&self, targets: &[&str]) -> Result<Forecast, Error> {
        self.forecast(Request::Upgrade(targets)).await
    }

    /// What a downgrade would do.
    ///
    /// # Errors
    ///
    /// The target is none, or a step cannot be planned.
    pub async fn plan_downgrade(&self, target: &str) -> Result<Forecast, Error> {
        self.forecast(Request::Downgrade(target)).await
    }

    /// What a downgrade would run, revision by revision, also those that the history alone knows.
    pub(crate) async fn steps_down(&self, target: &str) -> Result<Vec<(String, Vec<Step>)>, Error> {
        let graph = self.revisions.graph()?;
        let session = self.session().await?;
        let start = self
            .start(&session, &graph, Request::Downgrade(target))
            .await;
        session.close().await;
        let Start { steps, kept, .. } = start?;
        let steps_of = |step: graph::Step| {
            let known = || {
                Some(collect(
                    self.revisions.get(&step.id)?.revision,
                    step.direction,
                ))
            };
            let steps = kept.steps(&step.id).or_else(known);
            (step.id, steps.unwrap_or_default())
        };
        Ok(steps.into_iter().map(steps_of).collect())
    }

    async fn forecast(&self, request: Request<'_>) -> Result<Forecast, Error> {
        let graph = self.revisions.graph()?;
        let session = self.session().await?;
        let start = self.start(&session, &graph, request).await;
        // A pool of one connection must be able to lend it to others meanwhile.
        session.close().await;
        let start = start?;
        let mut forecast = match start.catalogue {
            None => Forecast {
                from: start.versions.heads.clone(),
                to: start.versions.heads,
                ..Forecast::default()
            },
            Some(catalogue) => {
                let (copy, left_out) = shadow::replicate(&catalogue)
                    .await
                    .map_err(Error::Unreadable)?;
                let foreseen = self
                    .revisions
                    .foresee(&copy, start.steps, &start.kept, &start.versions)
                    .await?;
                Forecast {
                    left_out,
                    ..foreseen
                }
            }
        };
        self.add_extents(&mut forecast.steps).await?;
        forecast.warnings.splice(0..0, start.warnings);
        Ok(forecast)
    }

    async fn start(
        &self,
        session: &Session,
        graph: &Graph,
        request: Request<'_>,
    ) -> Result<Start, Error> {
        let versions = self.versions(session).await?;
        let request = request.of_program(graph);
        let latest = self.latest(session, &versions).await?;
        let kept = self.kept(session, graph, request, &versions).await?;
        let wider = kept.on_top_of(self.revisions);
        let graph = wider.as_ref().unwrap_or(graph);
        let mut found = warnings(self.revisions, graph, &versions, &latest);
        let steps = request.steps(graph, &versions.heads, &latest, &never_ran(&found))?;
        let catalogue = match steps.is_empty() {
            true => None,
            false => Some(
                Catalogue::read(session.connection())
                    .await
                    .map_err(Error::Unreadable)?,
            ),
        };
        found.extend(undone_by_history(&steps, &kept));
        Ok(Start {
            warnings: found,
            versions,
            steps,
            kept,
            catalogue,
        })
    }
}

/// Where a dry run starts.
struct Start {
    versions: Versions,
    steps: Vec<graph::Step>,
    /// Revisions that this program lacks.
    kept: Kept,
    warnings: Vec<Warning>,
    /// `None` where there is nothing to do.
    catalogue: Option<Catalogue>,
}

impl Revisions {
    /// What leads from one revision to another, without a database: the first part of the history
    /// is played in memory. `base` is nothing.
    ///
    /// # Errors
    ///
    /// An end is none of the revisions, or a step cannot be planned.
    pub async fn plan_between(&self, from: &str, to: &str) -> Result<Forecast, Error> {
        let graph = self.graph()?;
        let from: Vec<_> = graph
            .resolve(from, &[])?
            .iter()
            .map(|node| node.id.clone())
            .collect();
        let upwards = graph.upgrade(&from, &[to])?;
        let steps = if upwards.is_empty() {
            graph.downgrade(&from, to, &[])?
        } else {
            upwards
        };
        let targets: Vec<_> = from.iter().map(String::as_str).collect();
        let played = self.play(&targets).await?;
        let versions = Versions {
            table_exists: !from.is_empty(),
            history_exists: !from.is_empty(),
            ways_down_exist: !from.is_empty(),
            passed_over: Vec::new(),
            heads: from,
        };
        self.foresee(&played.database, steps, &Kept::default(), &versions)
            .await
    }

    /// The schema that the revisions up to this one make: `head`, an id …; `base` is none. Code
    /// does not run.
    ///
    /// # Errors
    ///
    /// The target is none of the revisions, or a step cannot be planned.
    pub async fn replay(&self, upto: &str) -> Result<Replay, Error> {
        self.play(&[upto]).await
    }

    /// The schema that the revisions up to several ones make; up to none, nothing.
    ///
    /// # Errors
    ///
    /// A target is none of the revisions, or a step cannot be planned.
    pub async fn replay_all(&self, upto: &[&str]) -> Result<Replay, Error> {
        self.play(upto).await
    }

    async fn play(&self, targets: &[&str]) -> Result<Replay, Error> {
        let database = shadow::empty().await.map_err(opening)?;
        let steps = match targets {
            [] | ["base"] => Vec::new(),
            targets => self.graph()?.upgrade(&[], targets)?,
        };
        let (steps, catalogue) = self.perform_on(&database, steps, &Kept::default()).await?;
        let operations = steps.iter().flat_map(|step| &step.operations);
        let unforeseen = operations.filter(|one| one.unforeseen.is_some());
        Ok(Replay {
            unforeseen: unforeseen.map(|one| one.summary.clone()).collect(),
            catalogue,
            database,
        })
    }

    async fn foresee(
        &self,
        copy: &DatabaseConnection,
        steps: Vec<graph::Step>,
        kept: &Kept,
        versions: &Versions,
    ) -> Result<Forecast, Error> {
        let to = last_heads(&steps).unwrap_or_else(|| versions.heads.clone());
        let heads: Vec<_> = steps.iter().map(|step| step.heads_after.clone()).collect();
        let (steps, _) = self.perform_on(copy, steps, kept).await?;
        let rows: Vec<_> = steps
            .iter()
            .map(|step| row(&step.source, Done::of(step.direction)))
            .collect();
        Ok(Forecast {
            from: versions.heads.clone(),
            bookkeeping: self.bookkeeping(&rows, versions, &to),
            records: self.records(&rows, versions, &heads),
            warnings: notes(&steps),
            to,
            steps,
            left_out: Vec::new(),
        })
    }

    async fn perform_on(
        &self,
        copy: &DatabaseConnection,
        steps: Vec<graph::Step>,
        kept: &Kept,
    ) -> Result<(Vec<StepReport>, Catalogue), Error> {
        let work: Vec<Work> = prepare(steps, self, kept)?;
        let session = Session::open(copy, self.settings().lock_timeout).await?;
        let mut performance = Performance::new(&session, None, None);
        let nothing = Versions::default();
        let outcome = performance
            .all(batches(work, Sharing::All), nothing)
            .await?;
        let Outcome::Done(steps) = outcome else {
            unreachable!("nobody else has the copy, so it does not move");
        };
        let catalogue = performance.into_catalogue().await;
        session.close().await;
        Ok((steps, catalogue.map_err(Error::Unreadable)?))
    }

    /// The SQL that records each row by itself, with the heads after it.
    fn records(&self, rows: &[Row], start: &Versions, heads: &[Vec<String>]) -> Vec<Vec<String>> {
        let mut before = start.clone();
        let mut records = Vec::new();
        for (row, heads) in rows.iter().zip(heads) {
            records.push(self.bookkeeping(std::slice::from_ref(row), &before, heads));
            before = Versions::recorded(heads.clone());
        }
        records
    }

    /// The SQL that records these heads and rows.
    pub(super) fn bookkeeping(
        &self,
        rows: &[Row],
        versions: &Versions,
        to: &[String],
    ) -> Vec<String> {
        let settings = self.settings();
        let by = settings.applied_by.clone().unwrap_or_else(history::user);
        let mut sql = versions::sql(&settings.version_table, versions, &self.recorded(to));
        sql.extend(history::sql(&settings.history_table, versions, &by, rows));
        sql
    }
}

fn opening(error: DbErr) -> Error {
    Error::database("opening a database in memory", error)
}
