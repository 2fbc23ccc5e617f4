//! The rebuild: a new table that the rows are copied into, once for all alterations.
//!
//! These are SQLite's twelve steps
//! (<https://www.sqlite.org/lang_altertable.html#making_other_kinds_of_table_schema_changes>).
//! The first two and the last two, `PRAGMA foreign_keys` and the transaction, are the runner's:
//! inside a transaction the PRAGMA is silently ignored, and with foreign keys on, DROP TABLE
//! deletes every row of `ON DELETE CASCADE` children. So the first statement here asks whether
//! they are off, and nothing happens where they are not.
//!
//! The new table is made from the edited stored text, indexes and triggers from theirs: what the
//! nouns do not know cannot get lost. Under `legacy_alter_table` the last RENAME leaves views,
//! triggers of other tables and foreign keys alone, which name the table as it was always named.

mod copy;
mod guards;
mod measures;
mod trial;

use sterna_schema::{Alteration, Table, same_name};

use super::edit::{self, Edited};
use super::inspect::{ObjectKind, StoredObject};
use super::integrity::references;
use super::quote::{identifier, literal};
use super::{Catalogue, alter, in_place, mention, stored};
use crate::plan::{PlanError, Statement};

/// A table, what becomes of it, and where.
struct Rebuild<'a> {
    catalogue: &'a Catalogue,
    alterations: &'a [Alteration],
    before: &'a Table,
    after: Edited,
    /// The name of the new table until the old one is gone.
    temporary: String,
}

/// The statements that rebuild a table with these alterations. None of them may be a rename.
///
/// # Errors
///
/// The table's text cannot be edited as the alterations ask.
pub fn statements(
    table: &Table,
    alterations: &[Alteration],
    catalogue: &Catalogue,
) -> Result<Vec<Statement>, PlanError> {
    let text = stored::text(catalogue, table)?;
    let after = edit::edit(text, table, alterations)?;
    let rebuild = Rebuild {
        catalogue,
        alterations,
        before: table,
        after,
        temporary: stored::free_name(catalogue, &table.name),
    };
    rebuild.statements()
}

impl Rebuild<'_> {
    fn statements(&self) -> Result<Vec<Statement>, PlanError> {
        let measured = measures::all(self);
        let mut all = vec![references::are_not_enforced()];
        all.extend(guards::before(self));
        all.extend(measured.iter().map(|compared| compared.measure.clone()));
        all.push(self.create()?);
        all.push(copy::rows(self));
        all.extend(self.sequence());
        all.extend(self.statistics(self.name(), &self.temporary));
        all.extend(self.swap());
        all.extend(self.statistics(&self.temporary, self.name()));
        all.extend(self.own_name());
        all.extend(self.indexes());
        all.extend(self.triggers());
        all.extend(guards::after(self));
        all.extend(trial::all(self));
        all.extend(measured.into_iter().map(|compared| compared.verify));
        Ok(all)
    }

    fn name(&self) -> &str {
        &self.before.name
    }

    fn create(&self) -> Result<Statement, PlanError> {
        let text = mention::without_qualifier(&self.after.sql, self.name());
        let sql = edit::renamed(&text, &self.temporary)?;
        let purpose = format!("create {} as it becomes, under another name", self.name());
        Ok(Statement::change(sql, purpose))
    }

    fn table_after(&self, name: &str) -> Option<&Table> {
        if self.is_self(name) {
            return Some(&self.after.table);
        }
        self.catalogue.schema().table(name)
    }

    fn is_self(&self, name: &str) -> bool {
        same_name(name, self.name())
    }

    /// `AUTOINCREMENT` goes on where it was: a deleted key is not used again
    /// (<https://www.sqlite.org/autoinc.html>).
    fn sequence(&self) -> Vec<Statement> {
        let counts = |table: &Table| {
            table
                .primary_key
                .as_ref()
                .is_some_and(|key| key.autoincrement)
        };
        if !counts(self.before) || !counts(&self.after.table) {
            return Vec::new();
        }
        let (old, new) = (literal(self.name()), literal(&self.temporary));
        let purpose = format!("keep the AUTOINCREMENT value of {}", self.name());
        vec![
            Statement::change(
                format!("DELETE FROM sqlite_sequence WHERE name = {new}"),
                purpose.clone(),
            ),
            Statement::change(
                format!(
                    "INSERT INTO sqlite_sequence (name, seq) \
                     SELECT {new}, seq FROM sqlite_sequence WHERE name = {old}"
                ),
                purpose,
            ),
        ]
    }

    /// What ANALYZE found out about the table and its indexes would go with the old table
    /// (<https://www.sqlite.org/fileformat2.html#the_sqlite_stat1_table>).
    fn statistics(&self, from: &str, to: &str) -> Vec<Statement> {
        let (from, to) = (literal(from), literal(to));
        let purpose = format!("keep what ANALYZE found out about {}", self.name());
        stored::statistics(self.catalogue)
            .map(|name| {
                let sql = format!("UPDATE {name} SET tbl = {to} WHERE tbl = {from}");
                Statement::change(sql, purpose.clone())
            })
            .collect()
    }

    /// The new table takes the place of the old one.
    fn swap(&self) -> Vec<Statement> {
        let (old, new) = (identifier(self.name()), identifier(&self.temporary));
        let name = self.name();
        vec![
            Statement::change(
                format!("DROP TABLE {old}"),
                format!("drop {name} as it was; its rows are copied"),
            ),
            Statement::change(
                "PRAGMA legacy_alter_table = ON",
                "what names the table stays as it is written",
            ),
            Statement::change(
                format!("ALTER TABLE {new} RENAME TO {old}"),
                format!("give {name} its name"),
            ),
            Statement::change(
                "PRAGMA legacy_alter_table = OFF",
                "later renames are followed again",
            ),
        ]
    }

    /// Where the text names the table in its own expressions (`CHECK (posts.price > 0)`), it
    /// could not be created under another name, so it is completed in place.
    fn own_name(&self) -> Vec<Statement> {
        let text = &self.after.sql;
        if mention::without_qualifier(text, self.name()) == *text {
            return Vec::new();
        }
        in_place::store(self.name(), text)
    }

    /// Indexes that stay, from their own text, and those that are new.
    fn indexes(&self) -> Vec<Statement> {
        let stays = |object: &&StoredObject| {
            object.kind == ObjectKind::Index
                && self.before.index(&object.name).is_some_and(|index| {
                    self.after.table.indexes.contains(index) && !self.creates(&object.name)
                })
        };
        let texts = self.catalogue.belonging_to(self.name()).filter(stays);
        let again = |object: &StoredObject| {
            let guard = guards::of_index(self, &object.name);
            guard
                .into_iter()
                .chain(stored::again(object))
                .collect::<Vec<_>>()
        };
        let mut statements: Vec<_> = texts.flat_map(again).collect();
        for alteration in self.alterations {
            let Alteration::CreateIndex(index) = alteration else {
                continue;
            };
            if self.after.table.index(&index.name) == Some(index) {
                statements.extend(alter::create_index(self.name(), index));
            }
        }
        statements
    }

    fn creates(&self, index: &str) -> bool {
        self.alterations.iter().any(|alteration| {
            matches!(alteration, Alteration::CreateIndex(new) if same_name(&new.name, index))
        })
    }

    fn triggers(&self) -> Vec<Statement> {
        let objects = self.catalogue.belonging_to(self.name());
        let triggers = objects.filter(|object| object.kind == ObjectKind::Trigger);
        triggers.filter_map(stored::again).collect()
    }
}
