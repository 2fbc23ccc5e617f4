//! Tables that a new revision builds on and that no revision makes.
//!
//! On a database that was there before its first revision, such a revision works; on a new one it
//! cannot. That is told when it is written, and what cures it: a baseline.

use std::collections::BTreeSet;

use sterna::Revisions;
use sterna::operations::{Operations, Step};
use sterna_schema::{Operation, same_name};

/// The warning, where a proposal needs tables that no revision makes.
pub fn warning(revisions: &Revisions, proposal: &[Operation]) -> Option<String> {
    let mut unmade: BTreeSet<&str> = proposal.iter().filter_map(needed).collect();
    if unmade.is_empty() {
        return None;
    }
    let made = Made::by(revisions);
    unmade.retain(|table| !made.has(table) && !is_made(table, proposal));
    // What code makes is known to nobody but itself.
    if unmade.is_empty() || made.by_code {
        return None;
    }
    let tables: Vec<_> = unmade.into_iter().collect();
    let them = if tables.len() == 1 { "table" } else { "tables" };
    Some(format!(
        "no revision creates {them} {}: on a new database this one fails; `cargo db adopt` writes \
         a baseline that does",
        tables.join(", ")
    ))
}

/// The table that an operation finds there.
fn needed(operation: &Operation) -> Option<&str> {
    match operation {
        Operation::AlterTable { table, .. } => Some(table),
        Operation::RenameTable { from, .. } => Some(from),
        Operation::DropTable(table) => table.name(),
        _ => None,
    }
}

fn is_made(table: &str, proposal: &[Operation]) -> bool {
    let mut made = proposal.iter().filter_map(made_by);
    made.any(|name| same_name(name, table))
}

fn made_by(operation: &Operation) -> Option<&str> {
    match operation {
        Operation::CreateTable(table) => Some(&table.name),
        Operation::RenameTable { to, .. } => Some(to),
        _ => None,
    }
}

/// What the revisions say that they make.
struct Made {
    tables: Vec<String>,
    /// Whether there is SQL or code among them, which may make anything.
    by_code: bool,
}

impl Made {
    fn by(revisions: &Revisions) -> Self {
        let mut made = Self {
            tables: Vec::new(),
            by_code: revisions.taken_over().is_some(),
        };
        for source in revisions.sources() {
            let mut operations = Operations::default();
            (source.revision.upgrade)(&mut operations);
            for step in operations.steps() {
                made.add(step);
            }
        }
        made
    }

    fn add(&mut self, step: &Step) {
        self.by_code |= step.is_opaque();
        if let Step::Operation(operation) = step {
            self.tables.extend(made_by(operation).map(str::to_owned));
        }
    }

    fn has(&self, table: &str) -> bool {
        self.tables.iter().any(|name| same_name(name, table))
    }
}

#[cfg(test)]
mod tests {
    use sterna::prelude::*;
    use sterna::{Operation, Revision, Source};

    use super::*;

    const POSTS: Revision = Revision {
        id: "1f0a",
        upgrade: |op| op.create_table(table("posts").column(pk_auto("id"))),
        ..Revision::EMPTY
    };
    const CODE: Revision = Revision {
        id: "9c41",
        revises: &["1f0a"],
        upgrade: |op| op.execute("CREATE TABLE tags (id integer)"),
        ..Revision::EMPTY
    };

    fn revisions(list: &[&'static Revision]) -> Revisions {
        let source = |revision: &&'static Revision| Source {
            revision,
            path: "",
            checksum: "",
        };
        Revisions::new(list.iter().map(source).collect::<Vec<_>>().leak())
    }

    fn altered(table: &'static str) -> Vec<Operation> {
        let mut operations = Operations::default();
        operations.alter_table(table, |t| {
            t.drop_column("id");
        });
        let steps = operations.into_steps().into_iter();
        let operation = |step| match step {
            Step::Operation(operation) => operation,
            other => panic!("{other:?}"),
        };
        steps.map(operation).collect()
    }

    #[test]
    fn a_table_that_no_revision_creates_is_named() {
        let told = warning(&revisions(&[&POSTS]), &altered("tags")).expect("a warning");
        assert!(
            told.starts_with("no revision creates table tags:"),
            "{told}"
        );
        assert!(warning(&revisions(&[]), &altered("posts")).is_some());
    }

    #[test]
    fn what_a_revision_or_perhaps_its_code_creates_is_not() {
        assert_eq!(warning(&revisions(&[&POSTS]), &altered("Posts")), None);
        assert_eq!(
            warning(&revisions(&[&POSTS, &CODE]), &altered("tags")),
            None
        );
        assert_eq!(warning(&revisions(&[&POSTS]), &[]), None);
    }
}
