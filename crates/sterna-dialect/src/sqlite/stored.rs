//! What a plan needs to know of stored objects beside their nouns: texts, and names that are free.

use sterna_schema::{Table, same_name};

use super::Catalogue;
use super::inspect::ObjectKind;
use crate::plan::PlanError;

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

/// A name for a table that is there for a moment, which nothing in the database has.
pub fn free_name(catalogue: &Catalogue, table: &str) -> String {
    let is_free = |name: &String| {
        let mut objects = catalogue.objects();
        !objects.any(|object| same_name(&object.name, name))
    };
    let first = format!("sterna_new_{table}");
    let others = (2..).map(|n| format!("sterna_new_{n}_{table}"));
    let mut names = std::iter::once(first).chain(others);
    names
        .find(is_free)
        .expect("there are more names than objects")
}
