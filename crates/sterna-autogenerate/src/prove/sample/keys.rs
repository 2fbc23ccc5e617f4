//! How the rows of a table are told apart, and how tables hang together. Pure.

use std::collections::BTreeSet;

use sterna_dialect::sqlite::integrity::rowid;
use sterna_dialect::sqlite::quote::identifier;
use sterna_schema::{ForeignKey, IndexColumn, Schema, Table};

use crate::prove::lineage::{Lineage, TableLine};
use crate::prove::question::as_sql;

/// The columns that tell the rows of a table apart: the rowid, or the primary key of a table
/// without one.
pub(super) struct Key(Vec<String>);

impl Key {
    pub(super) fn of(table: &Table) -> Option<Self> {
        if let Some(rowid) = rowid(table) {
            return Some(Self(vec![rowid.to_owned()]));
        }
        let key = table.primary_key.as_ref()?;
        let names: Option<Vec<_>> = key.columns.iter().map(IndexColumn::name).collect();
        // Where a column hides each name of the rowid, the key may hold NULL and tell no rows apart.
        let names = names.filter(|_| table.options.without_rowid)?;
        Some(Self(names.into_iter().map(str::to_owned).collect()))
    }

    /// How many columns it has.
    pub(super) fn width(&self) -> usize {
        self.0.len()
    }

    /// Its values as SQL, each a column of the answer.
    pub(super) fn as_sql(&self, prefix: &str) -> String {
        let columns = self.0.iter().map(|name| qualified(prefix, name));
        let columns = columns.map(|column| as_sql(&column));
        columns.collect::<Vec<_>>().join(", ")
    }

    pub(super) fn ordered(&self, direction: &str) -> String {
        let columns = self.0.iter().map(|name| qualified("", name));
        let terms = columns.map(|column| format!("{column} {direction}"));
        terms.collect::<Vec<_>>().join(", ")
    }

    pub(super) fn tuple(&self, prefix: &str) -> String {
        tuple(prefix, &self.0)
    }
}

/// Columns in parentheses, to be looked for in a list.
pub(super) fn tuple<S: AsRef<str>>(prefix: &str, columns: &[S]) -> String {
    format!("({})", list(prefix, columns))
}

/// Columns with commas between them.
pub(super) fn list<S: AsRef<str>>(prefix: &str, columns: &[S]) -> String {
    let columns = columns.iter().map(|name| qualified(prefix, name.as_ref()));
    columns.collect::<Vec<_>>().join(", ")
}

/// Keys as the list that a tuple is looked for in.
pub(super) fn listed(keys: &BTreeSet<String>) -> String {
    let keys: Vec<_> = keys.iter().map(|key| format!("({key})")).collect();
    format!("VALUES {}", keys.join(", "))
}

/// Quoted, a name of the rowid still means it where no column is called so.
fn qualified(prefix: &str, name: &str) -> String {
    format!("{prefix}{}", identifier(name))
}

/// A foreign key by the names that tables and columns have before all.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Join {
    pub(super) columns: Vec<String>,
    pub(super) parent: String,
    pub(super) references: Vec<String>,
}

/// The foreign keys that a table has, and those that it gets between columns that are there.
pub(super) fn joins(schema: &Schema, lineage: &Lineage, name: &str) -> Vec<Join> {
    let table = schema.table(name);
    let there = table.into_iter().flat_map(|table| &table.foreign_keys);
    let there = there.filter_map(|key| join(schema, key));
    let line = lineage.before(name);
    let added = line.into_iter().flat_map(|line| {
        let keys = line.added_keys.iter();
        keys.filter_map(|key| added(lineage, line, key))
    });
    there.chain(added).collect()
}

fn join(schema: &Schema, key: &ForeignKey) -> Option<Join> {
    let parent = schema.table(&key.table)?;
    let has_all = key
        .references
        .iter()
        .all(|name| parent.column(name).is_some());
    (has_all && !key.references.is_empty()).then(|| Join {
        columns: key.columns.clone(),
        parent: parent.name.clone(),
        references: key.references.clone(),
    })
}

fn added(lineage: &Lineage, child: &TableLine, key: &ForeignKey) -> Option<Join> {
    let parent = lineage.after(&key.table)?;
    let before = |line: &TableLine, names: &[String]| {
        let columns = names.iter().map(|name| line.column_after(name));
        let names = columns.map(|column| Some(column?.before.clone()));
        names.collect::<Option<Vec<_>>>()
    };
    let references = before(parent, &key.references)?;
    (!references.is_empty()).then_some(())?;
    Some(Join {
        columns: before(child, &key.columns)?,
        parent: parent.before.clone(),
        references,
    })
}
