//! The stairway: on a scratch database with sample rows, each revision goes up, down and up again.
//!
//! The runner is the one that runs revisions anywhere, and the database is a real file, but none
//! of the project's.

use sea_orm::{DatabaseConnection, DbErr};
use sterna::error::Problem;
use sterna::operations::{Operations, Step};
use sterna::{Revision, Runner};
use sterna_autogenerate::{Scope, diff};
use sterna_dialect::sqlite::Catalogue;
use sterna_schema::Schema;

use crate::compare;
use crate::error::Error;
use crate::outline::Extract;
use crate::output::{error_texts, unified};
use crate::project::Project;
use crate::report::{Ending, Stair};
use crate::sample;

/// What came of climbing it.
#[derive(Debug, Default)]
pub struct Climb {
    /// The revisions, in the order in which they ran.
    pub stairs: Vec<Stair>,
    /// What a person may want to know: tables without rows, rows that were lost.
    pub notes: Vec<String>,
}

impl Climb {
    /// Whether all revisions were reached, so that the schema is that of the last one.
    pub fn is_complete(&self) -> bool {
        let mut stairs = self.stairs.iter();
        stairs.all(|stair| stair.ending != Ending::NotReached && !stair.blocks)
    }
}

/// Climbs all revisions on an empty database.
///
/// # Errors
///
/// The revisions do not form a graph, or the scratch database cannot be used. A revision that
/// fails is no error but an ending.
pub async fn climb(project: &Project<'_>, db: &DatabaseConnection) -> Result<Climb, Error> {
    let steps = project.graph()?.upgrade(&[], &["heads"]);
    let mut stairway = Stairway {
        runner: project.revisions.runner(db),
        db,
        own_tables: compare::own_tables(project),
        notes: Vec::new(),
    };
    let mut stairs: Vec<Stair> = Vec::new();
    for step in steps.map_err(sterna::Error::from)? {
        let source = project.revisions.get(&step.id);
        let revision = source.expect("the graph is made of these sources").revision;
        let is_blocked = stairs.iter().any(|stair| stair.blocks);
        stairs.push(match is_blocked {
            true => Stair::of(revision, Ending::NotReached),
            false => stairway.stair(revision).await?,
        });
    }
    let notes = stairway.notes;
    Ok(Climb { stairs, notes })
}

struct Stairway<'a> {
    runner: Runner<'a>,
    db: &'a DatabaseConnection,
    own_tables: Vec<String>,
    notes: Vec<String>,
}

/// The schema between two revisions, with rows in it.
struct Landing {
    schema: Schema,
    rows: u64,
    of_each: Vec<(String, u64)>,
}

/// What is wrong with a revision.
struct Fault {
    problem: String,
    difference: Option<String>,
    /// Whether what comes after it cannot be tried.
    blocks: bool,
}

impl Stairway<'_> {
    /// One revision: up, down, up.
    async fn stair(&mut self, revision: &'static Revision) -> Result<Stair, Error> {
        let mut below = self.landing().await?;
        if let Err(error) = self.way_up(revision, &mut below).await? {
            return Ok(Stair::of(revision, Ending::Failed).with(Fault::blocking("upgrade", error)));
        }
        let above = self.landing().await?;
        let stair = Stair {
            rows: above.rows,
            ..Stair::of(revision, Ending::Passed)
        };
        if let Some(reason) = one_way(revision) {
            let ending = Ending::OneWay;
            let problem = Some(format!("there is no way down: {reason}"));
            return Ok(Stair {
                ending,
                problem,
                ..stair
            });
        }
        Ok(match self.down_and_up(revision, &below, &above).await? {
            Some(fault) => stair.with(fault),
            None => stair,
        })
    }

    /// The first way up. Rows that were made up prove nothing against a revision that waits for
    /// others: where it refuses them, it goes up without.
    async fn way_up(
        &mut self,
        revision: &Revision,
        below: &mut Landing,
    ) -> Result<Result<(), sterna::Error>, Error> {
        let Err(error) = self.runner.upgrade(&[revision.id]).await else {
            return Ok(Ok(()));
        };
        let Some(found) = refusal(&error) else {
            return Ok(Err(error));
        };
        let cleared = sample::clear(self.db, &below.schema, &self.own_tables).await;
        if cleared.is_err() {
            return Ok(Err(error));
        }
        below.of_each.clear();
        let id = revision.id;
        let note = format!("revision {id} went up without sample rows, which it refuses: {found}");
        self.notes.push(note);
        Ok(self.runner.upgrade(&[revision.id]).await.map(drop))
    }

    /// What is wrong with the way down, or with the second way up.
    async fn down_and_up(
        &mut self,
        revision: &Revision,
        below: &Landing,
        above: &Landing,
    ) -> Result<Option<Fault>, Error> {
        if let Err(error) = self.runner.downgrade("-1").await {
            return Ok(Some(Fault::passable("downgrade", error)));
        }
        let found = self.schema().await?;
        let words = "the downgrade does not lead back to the schema below";
        let way_down = self.difference(&below.schema, &found, words);
        if way_down.is_none() {
            self.note_losses(revision, below).await?;
        }
        if let Err(error) = self.runner.upgrade(&[revision.id]).await {
            let second = Fault::blocking("second upgrade", error);
            return Ok(way_down.map(Fault::and_blocks).or(Some(second)));
        }
        let again = self.schema().await?;
        let words = "the second upgrade makes another schema than the first";
        Ok(way_down.or_else(|| self.difference(&above.schema, &again, words)))
    }

    /// Puts rows into the tables that have none, and looks around.
    async fn landing(&mut self) -> Result<Landing, Error> {
        let schema = self.schema().await?;
        let sample = sample::fill(self.db, &schema, &self.own_tables).await;
        let sample = sample.map_err(sampling)?;
        for (table, reason) in &sample.empty {
            let note = format!("no sample row fits table {table}: {reason}");
            if !self.notes.contains(&note) {
                self.notes.push(note);
            }
        }
        let mut of_each = Vec::new();
        for table in &schema.tables {
            let rows = sample::count(self.db, &table.name).await;
            of_each.push((table.name.clone(), rows.map_err(sampling)?));
        }
        Ok(Landing {
            schema,
            rows: sample.rows,
            of_each,
        })
    }

    async fn schema(&self) -> Result<Schema, Error> {
        let catalogue = Catalogue::read(self.db).await;
        let catalogue = catalogue.map_err(sterna::Error::Unreadable)?;
        Ok(catalogue.schema().clone())
    }

    /// A revision may delete rows and need not bring them back; but it is worth a look.
    async fn note_losses(&mut self, revision: &Revision, below: &Landing) -> Result<(), Error> {
        let own = &self.own_tables;
        let counted = below
            .of_each
            .iter()
            .filter(|(table, _)| !own.contains(table));
        for (table, before) in counted {
            let after = sample::count(self.db, table).await.map_err(sampling)?;
            if after < *before {
                self.notes.push(format!(
                    "table {table} had {before} rows and has {after} after revision {} went up \
                     and down",
                    revision.id
                ));
            }
        }
        Ok(())
    }

    fn difference(&self, wanted: &Schema, found: &Schema, words: &str) -> Option<Fault> {
        let scope = Scope::exact_with_views_and_triggers().leaving_out(self.own_tables.clone());
        let difference = diff(wanted, found, &scope);
        let operations: Vec<_> = difference.operations.iter().collect();
        let extract = Extract::concerned_by(&operations);
        let lines = || unified(&extract.outline(wanted), &extract.outline(found));
        (!operations.is_empty()).then(|| Fault {
            problem: words.to_owned(),
            difference: Some(lines()),
            blocks: false,
        })
    }
}

impl Fault {
    /// After a downgrade that fails the database is as it was: the next revision can be tried.
    fn passable(what: &str, error: sterna::Error) -> Self {
        let texts = error_texts(&error).join(": ");
        Self {
            problem: format!("the {what} fails: {texts}"),
            difference: None,
            blocks: false,
        }
    }

    fn blocking(what: &str, error: sterna::Error) -> Self {
        Self::passable(what, error).and_blocks()
    }

    fn and_blocks(self) -> Self {
        Self {
            blocks: true,
            ..self
        }
    }
}

impl Stair {
    fn with(self, fault: Fault) -> Self {
        Self {
            ending: Ending::Failed,
            problem: Some(fault.problem),
            difference: fault.difference,
            blocks: fault.blocks,
            ..self
        }
    }
}

/// Why the author says that there is no way down, or nobody knows whether there is one.
fn one_way(revision: &Revision) -> Option<String> {
    if revision.taken_over.is_some() {
        return Some("its code is for sea-orm-migration, and is only run on its way up".to_owned());
    }
    let mut operations = Operations::default();
    (revision.downgrade)(&mut operations);
    let mut steps = operations.into_steps().into_iter();
    steps.find_map(|step| match step {
        Step::OneWay(reason) => Some(reason),
        _ => None,
    })
}

/// What a revision found in the rows, where it refused them.
fn refusal(error: &sterna::Error) -> Option<&str> {
    match error {
        sterna::Error::Step(step) => match &step.problem {
            Problem::Refused { found, .. } => Some(found),
            _ => None,
        },
        _ => None,
    }
}

fn sampling(source: DbErr) -> Error {
    let doing = "putting sample rows into the scratch database".to_owned();
    sterna::Error::Database { doing, source }.into()
}
