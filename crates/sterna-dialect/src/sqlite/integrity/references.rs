//! Rows that refer to others, and rows that refer to nothing.

use sterna_schema::{Column, ForeignKey, IndexColumn, Table, same_name};

use super::{Compared, compared, examples, rows_of};
use crate::plan::{Counted, Refusal, Rule, Statement};
use crate::sqlite::quote::{identifier, literal};
use crate::sqlite::types::{Affinity, affinity};

/// Refuses to go on where foreign keys are enforced: DROP TABLE would delete the rows of
/// `ON DELETE CASCADE` children (<https://www.sqlite.org/foreignkeys.html#fk_schemacommands>).
pub fn are_not_enforced() -> Statement {
    let refusal = Refusal {
        what: "a table cannot be dropped while foreign keys are enforced".to_owned(),
        counted: Counted::new("connection enforces them", "connections enforce them"),
        help: "run `PRAGMA foreign_keys = OFF` before the transaction begins".to_owned(),
        examples: None,
    };
    Statement::guard(
        "SELECT foreign_keys FROM pragma_foreign_keys",
        "make sure that dropping a table deletes no rows of others",
        refusal,
    )
}

/// The rows of a table that refer to nothing, which must not become more
/// (<https://www.sqlite.org/pragma.html#pragma_foreign_key_check>).
pub fn dangling(table: &str) -> Compared {
    let sql = format!(
        "SELECT count(*) FROM pragma_foreign_key_check({})",
        literal(table)
    );
    let refusal = Refusal {
        what: format!("rows of {table} would refer to nothing"),
        counted: rows_of(table, "refers to nothing", "refer to nothing"),
        help: "correct these rows in a data step before it, or drop the foreign key".to_owned(),
        examples: None,
    };
    let name = format!("rows of {table} that refer to nothing");
    compared(&sql, name, Rule::NotMore, refusal)
}

/// Whether SQLite can check all foreign keys of a table: one that refers to what is not unique
/// makes `foreign_key_check` an error
/// (<https://www.sqlite.org/foreignkeys.html#fk_indexes>).
pub fn can_check<'p>(table: &Table, parent: impl Fn(&str) -> Option<&'p Table>) -> bool {
    let sound = |key: &ForeignKey| {
        parent(&key.table).is_none_or(|parent| is_unique(parent, &key.references))
    };
    table.foreign_keys.iter().all(sound)
}

/// Whether a foreign key may refer to these columns
/// (<https://www.sqlite.org/foreignkeys.html#fk_indexes>).
pub fn is_unique(parent: &Table, columns: &[String]) -> bool {
    let matches = |terms: &[IndexColumn]| {
        let plain = terms.iter().all(|term| term.collation.is_none());
        let all = columns.iter().all(|column| {
            let mut names = terms.iter().filter_map(IndexColumn::name);
            names.any(|name| same_name(name, column))
        });
        plain && all && terms.len() == columns.len()
    };
    let indexes = parent.indexes.iter();
    let keys = parent.primary_key.iter().map(|key| &key.columns);
    let uniques = parent.uniques.iter().map(|unique| &unique.columns);
    let indexes = indexes
        .filter(|index| index.is_plain_unique())
        .map(|index| &index.columns);
    keys.chain(uniques)
        .chain(indexes)
        .any(|terms| matches(terms))
}

/// Refuses where rows refer to a table that goes; `None` where the key refers to what is not
/// unique, so that SQLite follows it nowhere.
pub fn no_referrers(child: &Table, key: &ForeignKey, parent: &Table) -> Option<Statement> {
    if !is_unique(parent, &key.references) {
        return None;
    }
    let (name, other) = (&child.name, &parent.name);
    let from = format!(
        "FROM {} AS child JOIN {} AS parent ON {} WHERE {}",
        identifier(name),
        identifier(other),
        joined(child, key, parent),
        given(key)
    );
    let refusal = Refusal {
        what: format!("{other} cannot be dropped"),
        counted: rows_of(
            name,
            &format!("refers to {other}"),
            &format!("refer to {other}"),
        ),
        help: format!("drop {name}, its foreign key or these rows before it"),
        examples: examples(child, "child.", &from),
    };
    let purpose = format!("look for rows of {name} that refer to {other}");
    Some(Statement::guard(
        format!("SELECT count(*) {from}"),
        purpose,
        refusal,
    ))
}

/// Refuses where rows break a foreign key that is added. Without a parent that has such columns
/// each row with a value does.
pub fn no_orphans(child: &Table, key: &ForeignKey, parent: Option<&Table>) -> Statement {
    let parent = parent.filter(|parent| has_all(parent, key));
    let (name, other) = (&child.name, &key.table);
    let from = orphans(child, key, parent);
    let nothing = format!("to nothing in {other}");
    let refusal = Refusal {
        what: format!(
            "({}) of {name} cannot refer to {other}",
            key.columns.join(", ")
        ),
        counted: rows_of(
            name,
            &format!("refers {nothing}"),
            &format!("refer {nothing}"),
        ),
        help: format!("delete or correct these rows of {name} in a data step before it"),
        examples: examples(child, "child.", &from),
    };
    let purpose = format!("look for rows of {name} without a row of {other}");
    Statement::guard(format!("SELECT count(*) {from}"), purpose, refusal)
}

fn has_all(parent: &Table, key: &ForeignKey) -> bool {
    let mut references = key.references.iter();
    references.len() == key.columns.len() && references.all(|name| parent.column(name).is_some())
}

/// A join rather than NOT EXISTS: SQLite makes an index for it where the parent has none.
fn orphans(child: &Table, key: &ForeignKey, parent: Option<&Table>) -> String {
    let table = identifier(&child.name);
    let (Some(parent), Some(first)) = (parent, key.references.first()) else {
        return format!("FROM {table} AS child WHERE {}", given(key));
    };
    format!(
        "FROM {table} AS child LEFT JOIN {} AS parent ON {} WHERE {} AND parent.{} IS NULL",
        identifier(&parent.name),
        joined(child, key, parent),
        given(key),
        identifier(first)
    )
}

fn given(key: &ForeignKey) -> String {
    let given = |column: &String| format!("child.{} IS NOT NULL", identifier(column));
    let all: Vec<_> = key.columns.iter().map(given).collect();
    all.join(" AND ")
}

fn joined(child: &Table, key: &ForeignKey, parent: &Table) -> String {
    let pairs = key.columns.iter().zip(&key.references);
    let equal = |(own, other): (&String, &String)| {
        let value = value(child.column(own), own, parent.column(other));
        format!("parent.{} = {value}", identifier(other))
    };
    let all: Vec<_> = pairs.map(equal).collect();
    all.join(" AND ")
}

/// The value of a child column as a foreign key compares it: with the affinity of the parent's
/// column (<https://www.sqlite.org/foreignkeys.html#fk_basics>). That also lets SQLite use the
/// parent's index, without which the count takes time by the product of both tables.
fn value(child: Option<&Column>, name: &str, parent: Option<&Column>) -> String {
    let of = |column: Option<&Column>| {
        column.map_or(Affinity::Blob, |column| affinity(column.declared.text()))
    };
    let value = format!("child.{}", identifier(name));
    match (of(parent), of(child)) {
        (Affinity::Text, Affinity::Text | Affinity::Blob) => value,
        (Affinity::Text, _) => format!("CAST({value} AS TEXT)"),
        (Affinity::Blob, Affinity::Blob) => value,
        (Affinity::Blob, _) => format!("+{value}"),
        _ => value,
    }
}
