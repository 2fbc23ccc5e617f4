//! The entities against a database: what `revision --autogenerate`, `check` and `diff` share.

use clap::ValueEnum;
use sea_orm::DatabaseConnection;
use sterna::Revisions;
use sterna::graph::GraphError;
use sterna::operations::{Operations, Step};
use sterna::run::Replay;
use sterna_autogenerate::{
    AutogenerateError, Backfill, BackfillError, Desired, Kept, MadeByHistory, ObjectKind, Proposal,
    Rename, RenameError, Renames, Request, Scope, autogenerate, desired,
};
use sterna_dialect::sqlite::Catalogue;
use sterna_schema::{Alteration, Check, Index, Operation};

use crate::error::{Error, RequestError};
use crate::project::Project;

/// What the entities are compared with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Side {
    /// The project's database.
    #[default]
    Database,
    /// What the revisions make of nothing; no database is needed.
    Revisions,
}

/// The schema that the revisions make, replayed in memory, and what to say of it.
pub struct History {
    /// The schema.
    pub catalogue: Catalogue,
    /// Steps that were not replayed.
    pub notes: Vec<String>,
}

impl History {
    /// Replays all revisions.
    ///
    /// # Errors
    ///
    /// They do not run from nothing.
    pub async fn replay(project: &Project<'_>) -> Result<Self, Error> {
        let Replay {
            catalogue,
            unforeseen,
            ..
        } = project
            .revisions
            .replay("heads")
            .await
            .map_err(Error::Replay)?;
        let note = |step: String| format!("replayed without what code or rows decide: {step}");
        Ok(Self {
            catalogue,
            notes: unforeseen.into_iter().map(note).collect(),
        })
    }
}

/// A proposal, and what it was made from.
pub struct Comparison {
    /// What the entities mean.
    pub desired: Desired,
    /// What may be touched.
    pub scope: Scope,
    /// What leads to the entities.
    pub proposal: Proposal,
}

/// What a person adds to a comparison.
#[derive(Clone, Debug, Default)]
pub struct Hints {
    /// What is renamed.
    pub renames: Vec<Rename>,
    /// Values for rows that exist.
    pub backfills: Vec<Backfill>,
}

impl Hints {
    /// The options as the engine takes them.
    ///
    /// # Errors
    ///
    /// One is not of its form.
    pub fn parse(renames: &[String], backfills: &[String]) -> Result<Self, Error> {
        let renames: Result<_, RenameError> = renames.iter().map(|text| text.parse()).collect();
        let backfills: Result<_, BackfillError> =
            backfills.iter().map(|text| text.parse()).collect();
        Ok(Self {
            renames: renames.map_err(AutogenerateError::from)?,
            backfills: backfills.map_err(AutogenerateError::from)?,
        })
    }
}

/// Compares the entities with the project's database.
///
/// # Errors
///
/// The entities have no schema, the database cannot be read, or a hint does not fit.
pub async fn with_entities(
    project: &Project<'_>,
    live: &Catalogue,
    hints: &Hints,
) -> Result<Proposal, Error> {
    Ok(comparison(project, live, hints).await?.proposal)
}

/// The same, with what the proposal was made from.
///
/// # Errors
///
/// As above.
pub async fn comparison(
    project: &Project<'_>,
    live: &Catalogue,
    hints: &Hints,
) -> Result<Comparison, Error> {
    let desired = desired(&project.metadata).await?;
    let settings = &project.settings;
    let scope = |made| {
        let all = Scope::autogenerate(made).leaving_out(own_tables(project));
        all.including(settings.include.clone())
            .excluding(settings.exclude.clone())
    };
    let first = scope(MadeByHistory::nothing());
    let proposal = propose(live, &desired, first.clone(), hints).await?;
    if !proposal.kept.iter().any(|kept| may_be_ours(&kept.kind)) {
        return Ok(Comparison {
            desired,
            scope: first,
            proposal,
        });
    }
    // Only what the history made may go. To know it, the history is played in memory: not
    // before there is something to decide.
    let made = match project.revisions.replay("heads").await {
        Ok(history) => {
            MadeByHistory::that_could_be_said(&project.metadata, history.catalogue.schema())
        }
        // A history that continues tables which no revision created does not start from nothing.
        Err(_) => created_by(&project.revisions),
    };
    let scope = scope(made);
    let proposal = propose(live, &desired, scope.clone(), hints).await?;
    Ok(Comparison {
        desired,
        scope,
        proposal,
    })
}

/// Compares any two schemas.
///
/// # Errors
///
/// A hint does not fit.
pub async fn propose(
    live: &Catalogue,
    desired: &Desired,
    scope: Scope,
    hints: &Hints,
) -> Result<Proposal, Error> {
    let renames = Renames {
        asked: hints.renames.clone(),
        ..Renames::default()
    };
    let backfills = hints.backfills.clone();
    let request = Request {
        live,
        desired,
        scope,
        renames,
        backfills,
    };
    Ok(autogenerate(&request).await?)
}

/// The tables of Sterna itself, under the names that this project gives them.
pub fn own_tables(project: &Project<'_>) -> [String; 2] {
    let settings = project.revisions.settings();
    [
        settings.version_table.clone(),
        settings.history_table.clone(),
    ]
}

fn may_be_ours(kind: &str) -> bool {
    [
        ObjectKind::Table.word(),
        ObjectKind::Index.word(),
        ObjectKind::View.word(),
        ObjectKind::Trigger.word(),
        Kept::CHECK,
    ]
    .contains(&kind)
}

/// What the revisions say that they create, taken at their word.
fn created_by(revisions: &Revisions) -> MadeByHistory {
    let mut made = MadeByHistory::nothing();
    for source in revisions.sources() {
        let mut operations = Operations::default();
        (source.revision.upgrade)(&mut operations);
        for step in operations.into_steps() {
            if let Step::Operation(operation) = step {
                add_created(&mut made, &operation);
            }
        }
    }
    made
}

fn add_created(made: &mut MadeByHistory, operation: &Operation) {
    let mut add_indexes = |indexes: &mut dyn Iterator<Item = &Index>| {
        for index in indexes.filter(|index| is_plain(index)) {
            made.add(ObjectKind::Index, &index.name);
        }
    };
    match operation {
        Operation::CreateTable(table) => {
            add_indexes(&mut table.indexes.iter());
            made.add(ObjectKind::Table, &table.name);
            for check in &table.checks {
                made.add_check(&table.name, check);
            }
        }
        Operation::RenameTable { to, .. } => made.add(ObjectKind::Table, to),
        Operation::AlterTable { table, alterations } => {
            add_indexes(&mut alterations.iter().filter_map(created_index));
            for check in alterations.iter().filter_map(added_check) {
                made.add_check(table, check);
            }
        }
        _ => {}
    }
}

fn created_index(alteration: &Alteration) -> Option<&Index> {
    match alteration {
        Alteration::CreateIndex(index) => Some(index),
        _ => None,
    }
}

fn added_check(alteration: &Alteration) -> Option<&Check> {
    match alteration {
        Alteration::AddCheck(check) => Some(check),
        _ => None,
    }
}

fn is_plain(index: &Index) -> bool {
    let mut terms = index.columns.iter();
    index.predicate.is_none()
        && terms.all(|term| term.name().is_some() && term.collation.is_none() && !term.descending)
}

/// Refuses a database that has not everything applied: what is pending would be proposed again.
///
/// # Errors
///
/// It is behind, or names a revision that is not here.
pub async fn require_head(project: &Project<'_>, db: &DatabaseConnection) -> Result<(), Error> {
    let current = project.revisions.current(db).await?;
    let rows: Vec<_> = current.unknown().map(|head| head.id.clone()).collect();
    if !rows.is_empty() {
        return Err(sterna::Error::from(GraphError::UnknownApplied { rows }).into());
    }
    match current.pending.len() {
        0 => Ok(()),
        pending => Err(RequestError::Behind {
            database: project.database_name()?,
            pending,
        }
        .into()),
    }
}
