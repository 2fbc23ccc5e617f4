//! What a plan needs to know of stored objects beside their nouns: texts, and names that are free.

use sterna_schema::{Index, Table};

use super::Catalogue;
use super::inspect::{ObjectKind, StoredObject};
use super::parse;
use crate::plan::{PlanError, Statement};

/// The stored text of a table.
///
/// # Errors
///
/// There is none.
pub fn text<'a>(catalogue: &'a Catalogue, table: &Table) -> Result<&'a str, PlanError> {
    let object = catalogue.object(ObjectKind::Table, &table.name);
    let text = object.and_then(|object| object.sql.as_deref());
    text.ok_or_else(|| PlanError::Impossible {
        table: table.name.clone(),
        reason: "its definition is not in sqlite_schema".to_owned(),
    })
}

/// The statement that makes an object again, from its own text.
pub fn again(object: &StoredObject) -> Option<Statement> {
    let sql = object.sql.clone()?;
    Some(Statement::change(
        sql,
        format!("create {} again", object.name),
    ))
}

/// The index as its text says it, with a collation that is written although the column had it
/// anyway: the index keeps that one when the column gets another.
pub fn as_written(catalogue: &Catalogue, index: &Index) -> Index {
    let object = catalogue.object(ObjectKind::Index, &index.name);
    let text = object.and_then(|object| object.sql.as_deref());
    let read = text.and_then(|text| parse::index(text).ok());
    read.map_or_else(|| index.clone(), |(_, written)| written)
}

/// The tables in which ANALYZE writes what it finds out, as far as they are there.
pub fn statistics(catalogue: &Catalogue) -> impl Iterator<Item = &'static str> {
    let tables = ["sqlite_stat1", "sqlite_stat4"].into_iter();
    tables.filter(|name| catalogue.object(ObjectKind::Table, name).is_some())
}

/// A name for a table that is there for a moment, which nothing in the database has.
pub fn free_name(catalogue: &Catalogue, table: &str) -> String {
    free(catalogue, |n| match n {
        1 => format!("sterna_new_{table}"),
        n => format!("sterna_new_{n}_{table}"),
    })
}

/// The first of these names, counted from 1, that nothing in the database has.
pub fn free(catalogue: &Catalogue, name: impl Fn(u32) -> String) -> String {
    let mut names = (1..).map(name);
    names
        .find(|name| !catalogue.has(name))
        .expect("there are more names than objects")
}
