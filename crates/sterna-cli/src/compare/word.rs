//! What the revisions say that they make, taken at their word: nothing is run for it.
//!
//! A replay knows better, since it sees what SQL of an author's own makes. But it takes as long
//! as the history, and one that continues tables which no revision made does not start at all.

use sterna::operations::{Operations, Step};
use sterna::{Metadata, Revisions};
use sterna_autogenerate::{Kept, MadeByHistory, ObjectKind};
use sterna_dialect::sqlite::expression::normalise;
use sterna_dialect::sqlite::mention::mentions;
use sterna_schema::{Alteration, Check, Dropped, Operation, Schema, Table, same_name};

/// Whether the history may have made one of these objects; where it cannot have, there is nothing
/// to replay it for. Migrations that were taken over are code, and say nothing beforehand.
pub fn may_have_made<'k>(
    revisions: &Revisions,
    kept: impl Iterator<Item = &'k Kept> + Clone,
) -> bool {
    let is_made = |kept: &Kept, operation: &Operation| {
        // A CHECK goes by what it says, which a rename changes.
        kept.kind == Kept::CHECK || makes(operation, &kept.name)
    };
    if kept.clone().next().is_none() {
        return false;
    }
    let mut operations = operations(revisions);
    revisions.taken_over().is_some()
        || operations.any(|operation| kept.clone().any(|kept| is_made(kept, &operation)))
}

/// What the revisions say that they create and leave, as far as the project could also have said
/// it.
pub fn made(revisions: &Revisions, metadata: &Metadata) -> MadeByHistory {
    let mut said = Said::default();
    operations(revisions).for_each(|operation| said.follow(operation));
    let mut made = MadeByHistory::that_could_be_said(metadata, &said.schema);
    for table in &said.continued {
        made.forget(ObjectKind::Table, table);
    }
    made
}

fn operations(revisions: &Revisions) -> impl Iterator<Item = Operation> {
    revisions.sources().iter().flat_map(|source| {
        let mut operations = Operations::default();
        (source.revision.upgrade)(&mut operations);
        let steps = operations.into_steps().into_iter();
        steps.filter_map(|step| match step {
            Step::Operation(operation) => Some(normal(operation)),
            _ => None,
        })
    })
}

/// With expressions as they are compared; one that cannot be read stays as it is.
fn normal(mut operation: Operation) -> Operation {
    let _ = normalise(&mut operation);
    operation
}

/// Whether something of that name may come of the operation.
fn makes(operation: &Operation, name: &str) -> bool {
    match operation {
        Operation::CreateTable(table) => {
            let mut indexes = table.indexes.iter();
            same_name(&table.name, name) || indexes.any(|index| same_name(&index.name, name))
        }
        Operation::RenameTable { to, .. } => same_name(to, name),
        Operation::AlterTable { alterations, .. } => alterations.iter().any(|alteration| {
            matches!(alteration, Alteration::CreateIndex(index) if same_name(&index.name, name))
        }),
        Operation::CreateView(view) => same_name(&view.name, name),
        Operation::CreateTrigger(trigger) => same_name(&trigger.name, name),
        Operation::Execute(raw) => mentions(&raw.sql, name),
        _ => false,
    }
}

/// A schema as operations tell it, the columns of tables aside.
#[derive(Default)]
struct Said {
    schema: Schema,
    /// Tables that are altered and that no operation created.
    continued: Vec<String>,
}

impl Said {
    fn follow(&mut self, operation: Operation) {
        let schema = &mut self.schema;
        match operation {
            Operation::CreateTable(table) => schema.tables.push(table),
            Operation::DropTable(dropped) => {
                let name = dropped.name().unwrap_or_default();
                schema.tables.retain(|table| !same_name(&table.name, name));
                schema
                    .triggers
                    .retain(|trigger| !same_name(&trigger.table, name));
            }
            Operation::RenameTable { from, to } => self.rename(&from, to),
            Operation::AlterTable { table, alterations } => {
                let table = self.table(&table);
                alterations.into_iter().for_each(|one| alter(table, one));
            }
            Operation::CreateView(view) => schema.views.push(view),
            Operation::DropView(dropped) => {
                let name = dropped.name().unwrap_or_default();
                schema.views.retain(|view| !same_name(&view.name, name));
            }
            Operation::CreateTrigger(trigger) => schema.triggers.push(trigger),
            Operation::DropTrigger(dropped) => {
                let name = dropped.name().unwrap_or_default();
                schema
                    .triggers
                    .retain(|trigger| !same_name(&trigger.name, name));
            }
            Operation::Execute(_) | Operation::BulkInsert(_) => {}
        }
    }

    fn rename(&mut self, from: &str, to: String) {
        for trigger in &mut self.schema.triggers {
            if same_name(&trigger.table, from) {
                trigger.table.clone_from(&to);
            }
        }
        self.table(from).name = to.clone();
        for continued in &mut self.continued {
            if same_name(continued, from) {
                continued.clone_from(&to);
            }
        }
    }

    /// The table of that name; where no operation created it, one that is only continued.
    fn table(&mut self, name: &str) -> &mut Table {
        let tables = &mut self.schema.tables;
        let at = tables.iter().position(|table| same_name(&table.name, name));
        let at = at.unwrap_or_else(|| {
            tables.push(Table::new(name));
            self.continued.push(name.to_owned());
            tables.len() - 1
        });
        &mut tables[at]
    }
}

fn alter(table: &mut Table, alteration: Alteration) {
    match alteration {
        Alteration::CreateIndex(index) => table.indexes.push(index),
        Alteration::DropIndex(dropped) => {
            let name = dropped.name().unwrap_or_default();
            table.indexes.retain(|index| !same_name(&index.name, name));
        }
        Alteration::AddCheck(check) => table.checks.push(check),
        Alteration::DropCheck(dropped) => table.checks.retain(|check| !is_dropped(check, &dropped)),
        _ => {}
    }
}

fn is_dropped(check: &Check, dropped: &Dropped<Check>) -> bool {
    match (dropped.known(), dropped.name(), &check.name) {
        (Some(known), ..) => known.expression == check.expression,
        (None, Some(name), Some(own)) => same_name(name, own),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use sterna::Source;
    use sterna::prelude::*;

    use super::*;

    const MADE: Revision = Revision {
        id: "1",
        upgrade: |op| {
            op.create_table(table("posts").column(pk_auto("id")).check(check("id > 0")));
            op.create_index(index("by_id").table("posts").column("id"));
            op.create_table(table("gone").column(pk_auto("id")));
            op.create_view("CREATE VIEW seen AS SELECT id FROM posts");
            op.execute("CREATE TABLE by_hand (id INTEGER)");
        },
        ..Revision::EMPTY
    };
    const CONTINUED: Revision = Revision {
        id: "2",
        revises: &["1"],
        upgrade: |op| {
            op.drop_table("gone");
            op.alter_table("older", |t| {
                t.create_index(index("by_name").column("name"));
            });
            op.rename_table("posts", "articles");
        },
        ..Revision::EMPTY
    };
    static SOURCES: [Source; 2] = [source(&MADE), source(&CONTINUED)];

    const fn source(revision: &'static Revision) -> Source {
        Source {
            revision,
            path: "",
            checksum: "1:0",
        }
    }

    fn kept(kind: &str, name: &str) -> Kept {
        Kept {
            kind: kind.to_owned(),
            name: name.to_owned(),
            table: None,
        }
    }

    #[test]
    fn what_no_revision_names_was_not_made_by_one() {
        let revisions = Revisions::new(&SOURCES);
        let may = |kept: Kept| may_have_made(&revisions, [kept].iter());
        for (kind, name) in [
            ("table", "Posts"),
            ("table", "articles"),
            ("index", "by_id"),
            ("view", "seen"),
            ("table", "by_hand"),
            (Kept::CHECK, "id > 0"),
        ] {
            assert!(may(kept(kind, name)), "{name}");
        }
        for (kind, name) in [("table", "others"), ("table", "older"), ("trigger", "t")] {
            assert!(!may(kept(kind, name)), "{name}");
        }
    }

    #[test]
    fn what_is_left_of_the_words_was_made() {
        let plain = made(&Revisions::new(&SOURCES), &Metadata::new());
        assert!(plain.contains(ObjectKind::Table, "articles"));
        assert!(plain.contains(ObjectKind::Index, "by_id"));
        assert!(plain.contains(ObjectKind::Index, "by_name"));
        for table in ["posts", "gone", "older"] {
            assert!(!plain.contains(ObjectKind::Table, table), "{table}");
        }
        // Who declares no view was given one by an author's own hand.
        assert!(!plain.contains(ObjectKind::View, "seen"));
        let declaring = Metadata::new().view("other", "SELECT 1");
        let declared = made(&Revisions::new(&SOURCES), &declaring);
        assert!(declared.contains(ObjectKind::View, "seen"));
    }
}
