//! The baseline: a revision that makes, on a new database, all that no revision makes.
//!
//! A database that was there before its first revision has tables, indexes, views, triggers and
//! virtual tables that a new one would lack. Here is worked out what leads from the schema of the
//! revisions to that of the database. Virtual tables, and tables that the builders of a revision
//! have no words for, are created by the very text that the database keeps of them. The result is
//! tried on a database in memory, and whatever still differs is told.
//!
//! What must stay absent: files, and a change of the database.

use sterna_dialect::sqlite::Catalogue;
use sterna_dialect::sqlite::inspect::{ObjectKind, StoredObject};
use sterna_dialect::sqlite::rehearse::{Rehearsal, RehearsalError};
use sterna_schema::{Operation, RawSql, same_name};

use crate::diff;
use crate::scope::Scope;

/// What makes, on a new database, what no revision makes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Baseline {
    /// What leads to the schema of the database.
    pub upgrade: Vec<Operation>,
    /// What a new database would lack or have otherwise, in words.
    pub differs: Vec<String>,
}

/// What leads from `made`, the schema of the revisions, to that of the database.
///
/// # Errors
///
/// The schema of the revisions cannot be copied.
pub async fn baseline(
    made: &Catalogue,
    live: &Catalogue,
    scope: &Scope,
) -> Result<Baseline, RehearsalError> {
    let planned = upgrade(made, live, scope);
    let tried = Trial::of(made, live, scope, &planned).await?;
    if tried.unfaithful.is_empty() {
        return Ok(tried.found(planned));
    }
    let planned = planned
        .into_iter()
        .flat_map(|operation| by_text(operation, live, &tried.unfaithful))
        .collect::<Vec<_>>();
    let again = Trial::of(made, live, scope, &planned).await?;
    Ok(again.found(planned))
}

fn upgrade(made: &Catalogue, live: &Catalogue, scope: &Scope) -> Vec<Operation> {
    let mut operations = diff(made.schema(), live.schema(), scope).operations;
    // What this database has lost is no reason to drop it elsewhere: it is told as a difference.
    operations.retain(|one| !is_drop(one));
    let is_late =
        |one: &Operation| matches!(one, Operation::CreateView(_) | Operation::CreateTrigger(_));
    let late = operations.iter().position(is_late);
    let at = late.unwrap_or(operations.len());
    let unsaid = live.objects().filter(|object| {
        is_beyond_words(object, live)
            && scope.concerns(&object.name)
            && made.object(object.kind, &object.name).is_none()
    });
    let texts = unsaid.flat_map(|object| texts_of(live, &object.name));
    operations.splice(at..at, texts.collect::<Vec<_>>());
    operations
}

fn is_drop(operation: &Operation) -> bool {
    matches!(
        operation,
        Operation::DropTable(_) | Operation::DropView(_) | Operation::DropTrigger(_)
    )
}

/// A virtual table, or a table whose text could not be read.
fn is_beyond_words(object: &StoredObject, live: &Catalogue) -> bool {
    match object.kind {
        ObjectKind::VirtualTable => true,
        ObjectKind::Table => live.schema().table(&object.name).is_none(),
        _ => false,
    }
}

/// A table and its indexes, each created by its stored text.
fn texts_of<'a>(live: &'a Catalogue, table: &'a str) -> impl Iterator<Item = Operation> + 'a {
    let of_table = move |is_index: bool| {
        let objects = live.objects().filter(move |object| {
            same_name(&object.table, table)
                && object.kind != ObjectKind::Trigger
                && (object.kind == ObjectKind::Index) == is_index
        });
        objects.filter_map(execute)
    };
    of_table(false).chain(of_table(true))
}

fn execute(object: &StoredObject) -> Option<Operation> {
    let sql = object.sql.clone()?;
    Some(Operation::Execute(RawSql { sql, reverse: None }))
}

/// The same operation; a table that its builder does not make as it is, by its text.
fn by_text(operation: Operation, live: &Catalogue, unfaithful: &[String]) -> Vec<Operation> {
    match &operation {
        Operation::CreateTable(table) if contains(unfaithful, &table.name) => {
            texts_of(live, &table.name).collect()
        }
        _ => vec![operation],
    }
}

fn contains(names: &[String], name: &str) -> bool {
    names.iter().any(|one| same_name(one, name))
}

/// What became of the operations on a database in memory.
#[derive(Default)]
struct Trial {
    /// Tables that are not as they are in the database.
    unfaithful: Vec<String>,
    /// What differs, in words.
    differs: Vec<String>,
}

impl Trial {
    async fn of(
        made: &Catalogue,
        live: &Catalogue,
        scope: &Scope,
        operations: &[Operation],
    ) -> Result<Self, RehearsalError> {
        let mut trial = Self::default();
        let mut rehearsal = Rehearsal::new(made).await?;
        for operation in operations {
            if let Err(reason) = rehearsal.plan(operation).await {
                trial.add(operation, &reason.to_string());
            }
        }
        // What failed is told once, and not again as what is missing.
        if trial.differs.is_empty() {
            let left = diff(rehearsal.catalogue().schema(), live.schema(), scope);
            for operation in &left.operations {
                trial.add(operation, "it is otherwise on a new database");
            }
        }
        Ok(trial)
    }

    fn add(&mut self, operation: &Operation, reason: &str) {
        match operation {
            Operation::CreateTable(table) => self.unfaithful.push(table.name.clone()),
            Operation::AlterTable { table, .. } => self.unfaithful.push(table.clone()),
            _ => {}
        }
        self.differs
            .push(format!("{}: {reason}", operation.summary()));
    }

    fn found(self, upgrade: Vec<Operation>) -> Baseline {
        Baseline {
            upgrade,
            differs: self.differs,
        }
    }
}
