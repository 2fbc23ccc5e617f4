//! One revision in the place of several: what it must do.
//!
//! The history is played in memory up to both ends of the range, and the two schemas are
//! compared; `said` knows what the comparison cannot see. No database of the project is touched.

mod said;

use sterna::Revision;
use sterna::graph::{Graph, Squash as Range};
use sterna::run::Replay;
use sterna_autogenerate::{Backfill, Desired, Proposal, Request, Scope, autogenerate};
use sterna_dialect::sqlite::Catalogue;

use crate::backfill;
use crate::compare::{self, Comparison};
use crate::error::Error;
use crate::project::Project;
use crate::prove::proven;

pub use said::DataStep;
use said::{Said, said};

/// A range with the schemas of its ends.
pub struct Ends {
    below: Replay,
    above: Desired,
    said: Said,
    own_tables: Vec<String>,
}

impl Ends {
    /// Plays the history up to both ends.
    ///
    /// # Errors
    ///
    /// A revision cannot be played.
    pub async fn of(
        project: &Project<'_>,
        graph: &Graph,
        range: &Range<'_>,
    ) -> Result<Self, Error> {
        let below = project.revisions.replay_all(&below(graph, range)).await?;
        let last = range.revisions.last().map(|node| node.id.as_str());
        let above = project.revisions.replay_all(last.as_slice()).await?;
        Ok(Self {
            said: said(&revisions(project, range), below.catalogue.schema()),
            above: Desired {
                schema: above.catalogue.schema().clone(),
                ..Desired::default()
            },
            below,
            own_tables: compare::own_tables(project),
        })
    }

    /// The schema below the range.
    pub fn below(&self) -> &Catalogue {
        &self.below.catalogue
    }

    /// What works on rows and is not carried over.
    pub fn data_steps(&self) -> &[DataStep] {
        &self.said.data_steps
    }

    /// What takes the one end to the other, tried on a copy. Values for rows that exist are those
    /// given, then those that the revisions gave, then a person's.
    ///
    /// # Errors
    ///
    /// A value is missing or does not fit, or the operations do not lead from end to end.
    pub async fn proposal(
        &self,
        project: &Project<'_>,
        given: Vec<Backfill>,
    ) -> Result<Proposal, Error> {
        let comparison = Comparison {
            proposal: self.proposed(project, given).await?,
            desired: self.above.clone(),
            scope: self.scope(),
            is_changed: false,
        };
        proven(&comparison, self.below(), None).await?;
        Ok(comparison.proposal)
    }

    async fn proposed(
        &self,
        project: &Project<'_>,
        given: Vec<Backfill>,
    ) -> Result<Proposal, Error> {
        let mut values = given;
        let needs = self.propose(&values).await?.needs_backfill;
        let said = self.said.backfills.iter().filter(|said| {
            let is_given = values.iter().any(|value| value.column == said.column);
            !is_given && needs.iter().any(|need| need.name() == said.column)
        });
        values.extend(said.cloned().collect::<Vec<_>>());
        let proposal = self.propose(&values).await?;
        let answers = backfill::answers(&proposal.needs_backfill, project.prompt)?;
        if answers.is_empty() {
            return Ok(proposal);
        }
        values.extend(answers);
        self.propose(&values).await
    }

    async fn propose(&self, backfills: &[Backfill]) -> Result<Proposal, Error> {
        let request = Request {
            live: self.below(),
            desired: &self.above,
            scope: self.scope(),
            renames: self.said.renames.clone(),
            backfills: backfills.to_vec(),
        };
        Ok(autogenerate(&request).await?)
    }

    fn scope(&self) -> Scope {
        Scope::exact_with_views_and_triggers().leaving_out(self.own_tables.clone())
    }
}

/// What must be applied before the range, without what that contains.
fn below<'a>(graph: &Graph, range: &'a Range<'_>) -> Vec<&'a str> {
    let all: Vec<_> = range.revises.iter().chain(&range.depends_on).collect();
    let is_contained = |id: &str| {
        let contains = |other: &&String| graph.ancestors(other).iter().any(|node| node.id == id);
        all.iter().any(contains)
    };
    let highest = all.iter().map(|id| id.as_str());
    highest.filter(|id| !is_contained(id)).collect()
}

fn revisions(project: &Project<'_>, range: &Range<'_>) -> Vec<&'static Revision> {
    let nodes = range.revisions.iter();
    let sources = nodes.filter_map(|node| project.revisions.get(&node.id));
    sources.map(|source| source.revision).collect()
}
