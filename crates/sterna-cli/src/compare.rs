//! The entities against a database: what `revision --autogenerate`, `check` and `diff` share.

use sea_orm::{ConnectionTrait, DatabaseConnection};
use sterna::Revisions;
use sterna::graph::GraphError;
use sterna::operations::{Operations, Step};
use sterna_autogenerate::{
    AutogenerateError, Backfill, BackfillError, Desired, MadeByHistory, ObjectKind, Proposal,
    Rename, RenameError, Renames, Request, RowCounts, Scope, autogenerate, desired,
};
use sterna_dialect::sqlite::{Catalogue, quote};
use sterna_schema::{Alteration, Index, Operation, Schema};

use crate::error::{Error, RequestError};
use crate::project::Project;

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
    let desired = desired(&project.metadata).await?;
    let scope = |made| Scope::autogenerate(made).leaving_out(own_tables(project));
    let proposal = propose(live, &desired, scope(MadeByHistory::nothing()), hints).await?;
    if !proposal.kept.iter().any(|kept| may_be_ours(&kept.kind)) {
        return Ok(proposal);
    }
    // Only what the history made may go. To know it, the history is played in memory: not
    // before there is something to decide.
    let made = match project.revisions.replay("heads").await {
        Ok(history) => made_by(history.catalogue.schema()),
        // A history that continues tables which no revision created does not start from nothing.
        Err(_) => created_by(&project.revisions),
    };
    propose(live, &desired, scope(made), hints).await
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
    kind == ObjectKind::Table.word() || kind == ObjectKind::Index.word()
}

/// The tables and indexes of the history, but for indexes that entities have no words for: an
/// author wrote these by hand, and they must not be proposed for dropping for ever after.
fn made_by(schema: &Schema) -> MadeByHistory {
    let mut made = MadeByHistory::nothing();
    for table in &schema.tables {
        made.add(ObjectKind::Table, &table.name);
        let plain = table.indexes.iter().filter(|index| is_plain(index));
        plain.for_each(|index| made.add(ObjectKind::Index, &index.name));
    }
    made
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
        }
        Operation::RenameTable { to, .. } => made.add(ObjectKind::Table, to),
        Operation::AlterTable { alterations, .. } => {
            add_indexes(&mut alterations.iter().filter_map(created_index));
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

/// How many rows the tables have that lose some: it is written into the revision.
///
/// # Errors
///
/// The database cannot be read.
pub async fn rows_at_stake(
    db: &DatabaseConnection,
    operations: &[Operation],
) -> Result<RowCounts, Error> {
    let mut rows = RowCounts::default();
    for table in operations.iter().filter_map(losing_table) {
        let sql = format!("SELECT count(*) FROM {}", quote::identifier(table));
        let statement = sea_orm::Statement::from_string(db.get_database_backend(), sql);
        let failed = |source| sterna::Error::Database {
            doing: "counting rows".to_owned(),
            source,
        };
        let row = db.query_one_raw(statement).await.map_err(failed)?;
        let count = row
            .map(|row| row.try_get_by_index::<i64>(0))
            .transpose()
            .map_err(failed)?;
        rows.insert(table, count.unwrap_or(0).unsigned_abs());
    }
    Ok(rows)
}

fn losing_table(operation: &Operation) -> Option<&str> {
    let drops_column = |one: &Alteration| matches!(one, Alteration::DropColumn { .. });
    match operation {
        Operation::DropTable(table) => table.name(),
        Operation::AlterTable { table, alterations } => {
            alterations.iter().any(drops_column).then_some(table)
        }
        _ => None,
    }
}
