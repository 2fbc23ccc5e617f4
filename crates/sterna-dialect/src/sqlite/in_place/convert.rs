//! Values and indexes of a column whose type or collation changes in place.
//!
//! The order matters. An index is sorted by the collation and holds the values as they are stored,
//! so those that the column is part of are dropped before the definition changes: the UPDATE that
//! converts the values would look in them for entries that are no longer where they should be.
//! Once the values are converted, the indexes are made again. The index of a UNIQUE constraint
//! cannot be dropped; REINDEX sorts it again (<https://www.sqlite.org/lang_reindex.html>).

use sterna_schema::{Column, Index, Table, Unique, same_name};

use crate::plan::Statement;
use crate::sqlite::inspect::ObjectKind;
use crate::sqlite::integrity::values;
use crate::sqlite::quote::{identifier, literal};
use crate::sqlite::storage::{self, Storage};
use crate::sqlite::{Catalogue, dependants, stored};

/// A table before the edit of its definition and after it.
#[derive(Clone, Copy)]
pub(super) struct Converting<'a> {
    pub catalogue: &'a Catalogue,
    pub before: &'a Table,
    pub after: &'a Table,
}

/// The columns whose values are stored or compared in another way.
fn changed<'a>(before: &'a Table, after: &'a Table) -> Vec<(&'a Column, &'a Column)> {
    let pairs = after.columns.iter().filter_map(|to| {
        let from = before.column(&to.name)?;
        storage::is_other(from, to, after).then_some((from, to))
    });
    pairs.collect()
}

impl<'a> Converting<'a> {
    /// What would be lost, and rows that would be equal.
    pub fn guards(self) -> Vec<Statement> {
        let kept = self.after.columns.iter().filter_map(|to| {
            let from = self.before.column(&to.name)?;
            values::are_kept((self.before, from), (self.after, to))
        });
        let apart = values::stay_apart(self.catalogue, self.before, self.after, |_| true);
        kept.chain(apart).collect()
    }

    /// Drops the indexes that the columns are part of.
    pub fn drop_indexes(self) -> Vec<Statement> {
        let drop = |index: &Index| {
            let mut statements = self.statistics(&index.name, &self.free(index));
            statements.push(Statement::change(
                format!("DROP INDEX {}", identifier(&index.name)),
                format!("drop index {} until the values are converted", index.name),
            ));
            statements
        };
        self.indexes().flat_map(drop).collect()
    }

    /// Converts the values and makes the indexes again, once the definition is the new one.
    pub fn convert(self) -> Vec<Statement> {
        let pairs = changed(self.before, self.after).into_iter();
        let mut statements: Vec<_> = pairs
            .filter_map(|(from, to)| self.rewrite(from, to))
            .collect();
        statements.extend(self.sort_again());
        for index in self.indexes() {
            let object = self.catalogue.object(ObjectKind::Index, &index.name);
            statements.extend(object.and_then(stored::again));
            statements.extend(self.statistics(&self.free(index), &index.name));
        }
        statements
    }

    fn rewrite(self, from: &Column, to: &Column) -> Option<Statement> {
        let (old, new) = (
            Storage::of(from, self.before).affinity,
            Storage::of(to, self.after).affinity,
        );
        if !storage::differs(old, new) {
            return None;
        }
        let column = identifier(&to.name);
        let rewriting = storage::rewriting(&column, old, new)?;
        let purpose = format!(
            "write the values of {}.{} as {}",
            self.before.name,
            to.name,
            to.declared.text().trim()
        );
        Some(Statement::change(
            super::update(self.before, &column, &rewriting.value, &rewriting.condition),
            purpose,
        ))
    }

    /// Sorts the indexes of UNIQUE constraints by the new collation. With a schema's name before
    /// it, the table's cannot be taken for that of a collation.
    fn sort_again(self) -> Option<Statement> {
        let is_over = |unique: &&Unique| {
            let mut names = unique.columns.iter().filter_map(|term| term.name());
            let changed = changed(self.before, self.after);
            names.any(|name| changed.iter().any(|(_, to)| same_name(name, &to.name)))
        };
        self.before.uniques.iter().find(is_over)?;
        let name = &self.before.name;
        Some(Statement::change(
            format!("REINDEX main.{}", identifier(name)),
            format!("sort the indexes of {name} again"),
        ))
    }

    /// The indexes that one of the columns is part of.
    fn indexes(self) -> impl Iterator<Item = &'a Index> {
        let changed = changed(self.before, self.after);
        self.before.indexes.iter().filter(move |index| {
            let mut names = changed.iter().map(|(_, to)| &to.name);
            names.any(|name| dependants::is_made_of(self.before, index, name))
        })
    }

    /// What ANALYZE found out about an index would go with it
    /// (<https://www.sqlite.org/fileformat2.html#the_sqlite_stat1_table>).
    fn statistics(self, from: &str, to: &str) -> Vec<Statement> {
        let (old, new) = (literal(from), literal(to));
        let table = literal(&self.before.name);
        let keep = |name| {
            Statement::change(
                format!("UPDATE {name} SET idx = {new} WHERE tbl = {table} AND idx = {old}"),
                format!("keep what ANALYZE found out about {}", self.before.name),
            )
        };
        stored::statistics(self.catalogue).map(keep).collect()
    }

    fn free(self, index: &Index) -> String {
        stored::free_name(self.catalogue, &index.name)
    }
}
