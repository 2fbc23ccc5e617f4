//! What revisions destroy that only a copy could bring back; pure.
//!
//! What a step says is taken at its word: a dropped table may be empty, and raw SQL may be
//! harmless. Whoever asks wants to know whether a copy is worth its time, so doubt counts as loss.

use std::fmt;

use sterna_schema::{Alteration, Column, Operation};

use crate::error::Error;
use crate::graph::{self, Direction};
use crate::operations::{Operations, Step};
use crate::revision::Revision;
use crate::revisions::Revisions;
use crate::run::Runner;

/// Something that a step of a revision destroys, or may destroy.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Loss {
    /// The revision.
    pub revision: String,
    /// What it does: `drops the column posts.note`.
    pub what: String,
}

impl fmt::Display for Loss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.revision, self.what)
    }
}

impl Revisions {
    /// What an upgrade from these applied heads to these targets destroys.
    ///
    /// # Errors
    ///
    /// The revisions do not form a graph, or a target is none of them.
    pub fn upgrade_losses(&self, applied: &[String], targets: &[&str]) -> Result<Vec<Loss>, Error> {
        Ok(self.losses(&self.graph()?.upgrade(applied, targets)?))
    }

    /// What these steps destroy.
    pub fn losses(&self, steps: &[graph::Step]) -> Vec<Loss> {
        let mut losses = Vec::new();
        for step in steps {
            let source = self.get(&step.id);
            losses.extend(
                source
                    .into_iter()
                    .flat_map(|source| of_revision(source.revision, step.direction)),
            );
        }
        losses
    }
}

impl Runner<'_> {
    /// What a downgrade to this target destroys.
    ///
    /// # Errors
    ///
    /// The target is none, or a step cannot be planned.
    pub async fn downgrade_losses(&self, target: &str) -> Result<Vec<Loss>, Error> {
        // What cannot be done needs no copy.
        self.plan_downgrade(target).await?;
        let revisions = self.steps_down(target).await?;
        let losses = revisions.iter().flat_map(|(id, steps)| of_steps(id, steps));
        Ok(losses.collect())
    }
}

/// What a revision destroys in that direction.
pub fn of_revision(revision: &Revision, direction: Direction) -> Vec<Loss> {
    let fill = match direction {
        Direction::Up => revision.upgrade,
        Direction::Down => revision.downgrade,
    };
    let mut operations = Operations::default();
    fill(&mut operations);
    of_steps(revision.id, &operations.into_steps())
}

fn of_steps(revision: &str, steps: &[Step]) -> Vec<Loss> {
    let said = steps.iter().flat_map(of_step);
    said.map(|what| Loss {
        revision: revision.to_owned(),
        what,
    })
    .collect()
}

fn of_step(step: &Step) -> Vec<String> {
    match step {
        Step::Operation(operation) => of_operation(operation),
        Step::Run(_) => vec!["runs code that may change rows".to_owned()],
        Step::OneWay(_) | Step::Invalid { .. } => Vec::new(),
    }
}

fn of_operation(operation: &Operation) -> Vec<String> {
    match operation {
        Operation::DropTable(table) => {
            vec![format!("drops the table {}", table.name().unwrap_or("?"))]
        }
        Operation::AlterTable { table, alterations } => {
            let of_one = |one| of_alteration(table, one);
            alterations.iter().filter_map(of_one).collect()
        }
        Operation::Execute(_) => vec!["runs SQL that may change rows".to_owned()],
        // What they drop has no rows, or they add some.
        Operation::CreateTable(_)
        | Operation::RenameTable { .. }
        | Operation::CreateView(_)
        | Operation::DropView(_)
        | Operation::CreateTrigger(_)
        | Operation::DropTrigger(_)
        | Operation::BulkInsert(_) => Vec::new(),
    }
}

fn of_alteration(table: &str, alteration: &Alteration) -> Option<String> {
    match alteration {
        Alteration::DropColumn { column, .. } => {
            let name = column.name().unwrap_or("?");
            Some(format!("drops the column {table}.{name}"))
        }
        Alteration::AlterColumn {
            from, to, convert, ..
        } => {
            let rewrites = convert.using.is_some() || is_narrower(from, to);
            rewrites.then(|| format!("changes the values of {table}.{}", to.name))
        }
        _ => None,
    }
}

/// Another type may store a value otherwise, and NOT NULL fills what was NULL.
fn is_narrower(from: &Column, to: &Column) -> bool {
    from.declared != to.declared || (from.nullable && !to.nullable)
}
