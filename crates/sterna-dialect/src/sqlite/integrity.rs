//! Queries that count what would be wrong, and the refusals that go with them.
//!
//! Each query answers with one integer and only reads. A number that is compared before and
//! after a change is taken by the same text, so that it cannot drift.

pub mod references;
pub mod values;

use sterna_schema::{Check, Expression, IndexColumn, Table};

use super::create;
use super::quote::{identifier, literal};
use crate::plan::{Counted, Measurement, Refusal, Rule, Statement};

/// A query that is asked before a change and after it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compared {
    /// The query before.
    pub measure: Statement,
    /// The query after.
    pub verify: Statement,
}

/// The rows of a table, which must stay as many.
pub fn rows(table: &str) -> Compared {
    let sql = format!("SELECT count(*) FROM {}", identifier(table));
    let refusal = Refusal {
        what: format!("the number of rows of {table} changed"),
        counted: rows_of(table, "", ""),
        help: "nothing was changed; please report this".to_owned(),
        examples: None,
    };
    compared(&sql, format!("rows of {table}"), Rule::Same, refusal)
}

/// What SQLite itself finds wrong with a table, which must not become more: rows that cannot be
/// read, are out of order, or break NOT NULL, a CHECK or the type of a STRICT column
/// (<https://www.sqlite.org/pragma.html#pragma_quick_check>). It reads the whole table.
pub fn defects(table: &str) -> Compared {
    let sql = format!(
        "SELECT count(*) FROM pragma_quick_check({}) WHERE quick_check <> 'ok'",
        literal(table)
    );
    let refusal = Refusal {
        what: format!("{table} would be damaged"),
        counted: Counted::new("defect", "defects"),
        help: "nothing was changed; please report this".to_owned(),
        examples: None,
    };
    compared(&sql, format!("defects of {table}"), Rule::NotMore, refusal)
}

fn compared(sql: &str, name: String, rule: Rule, refusal: Refusal) -> Compared {
    let measurement = Measurement { name, rule };
    Compared {
        measure: Statement::measure(sql, measurement.clone()),
        verify: Statement::verify(sql, measurement, refusal),
    }
}

/// Refuses where rows are equal in all of these terms.
pub fn no_duplicates(
    table: &str,
    what: String,
    terms: &[IndexColumn],
    predicate: Option<&Expression>,
) -> Statement {
    let keys: Vec<_> = (1..=terms.len())
        .map(|number| format!("key{number}"))
        .collect();
    let given: Vec<_> = keys
        .iter()
        .map(|key| format!("{key} IS NOT NULL"))
        .collect();
    // Grouped by names, since a term such as `7` would be the number of a column
    // (https://www.sqlite.org/lang_select.html#resultset).
    let groups = format!(
        "FROM ({}) WHERE {} GROUP BY {} HAVING count(*) > 1",
        keyed(table, terms, predicate),
        given.join(" AND "),
        keys.join(", ")
    );
    let refusal = Refusal {
        what,
        counted: Counted::new(
            format!("value of {table} is there more than once"),
            format!("values of {table} are there more than once"),
        ),
        help: format!("make the rows of {table} different in a data step before it"),
        examples: Some(format!("SELECT {} {groups} LIMIT 5", shown(&keys))),
    };
    let sql = format!("SELECT count(*) FROM (SELECT 1 {groups})");
    Statement::guard(sql, format!("look for equal rows of {table}"), refusal)
}

/// The terms of every row that is concerned, as `key1`, `key2` …
fn keyed(table: &str, terms: &[IndexColumn], predicate: Option<&Expression>) -> String {
    let terms = terms.iter().map(ascending).enumerate();
    let keys: Vec<_> = terms
        .map(|(place, term)| format!("{term} AS key{}", place + 1))
        .collect();
    let predicate = predicate.map(|predicate| format!(" WHERE ({})", predicate.sql().trim()));
    format!(
        "SELECT {} FROM {}{}",
        keys.join(", "),
        identifier(table),
        predicate.unwrap_or_default()
    )
}

fn ascending(term: &IndexColumn) -> String {
    let descending = false;
    let term = IndexColumn {
        descending,
        ..term.clone()
    };
    create::terms(&[term])
}

/// Refuses where rows hold no value for a column that becomes NOT NULL. `value` is what the
/// column will hold, written over the table as it is.
pub fn no_nulls(table: &Table, column: &str, value: &str) -> Statement {
    let name = &table.name;
    let refusal = Refusal {
        what: format!("{name}.{column} cannot become NOT NULL"),
        counted: rows_of(name, "holds NULL there", "hold NULL there"),
        help: backfill(name, column),
        examples: None,
    };
    let purpose = format!("look for NULL in {name}.{column}");
    no_row_where(table, &format!("{value} IS NULL"), purpose, refusal)
}

/// Refuses where there are rows, which a new NOT NULL column without default has no value for.
pub fn no_rows(table: &str, column: &str) -> Statement {
    let verb = "would have no value for it";
    let refusal = Refusal {
        what: format!("{table}.{column} is NOT NULL and has no default"),
        counted: rows_of(table, verb, verb),
        help: backfill(table, column),
        examples: None,
    };
    let sql = format!("SELECT count(*) FROM {}", identifier(table));
    Statement::guard(sql, format!("look for rows of {table}"), refusal)
}

/// Refuses where rows break a CHECK that is added.
pub fn no_offenders(table: &Table, check: &Check) -> Statement {
    let name = &table.name;
    let expression = check.expression.sql().trim();
    let refusal = Refusal {
        what: format!("CHECK ({expression}) cannot be added to {name}"),
        counted: rows_of(name, "breaks it", "break it"),
        help: format!("delete or correct these rows of {name} in a data step before it"),
        examples: None,
    };
    let purpose = format!("look for rows of {name} that break the CHECK");
    no_row_where(table, &format!("NOT ({expression})"), purpose, refusal)
}

/// Refuses where rows meet a condition, with up to five of them as examples.
pub fn no_row_where(
    table: &Table,
    condition: &str,
    purpose: String,
    refusal: Refusal,
) -> Statement {
    let from = format!("FROM {} WHERE {condition}", identifier(&table.name));
    let examples = examples(table, "", &from);
    let refusal = Refusal {
        examples,
        ..refusal
    };
    Statement::guard(format!("SELECT count(*) {from}"), purpose, refusal)
}

/// Up to five rows, by their primary key or their rowid.
fn examples(table: &Table, prefix: &str, from: &str) -> Option<String> {
    let key = table.primary_key.as_ref();
    let names: Option<Vec<_>> = match key {
        Some(key) => key.columns.iter().map(IndexColumn::name).collect(),
        None => rowid(table).map(|name| vec![name]),
    };
    let qualified = |name: &&str| format!("{prefix}{}", identifier(name));
    let keys: Vec<_> = names?.iter().map(qualified).collect();
    Some(format!("SELECT {} {from} LIMIT 5", shown(&keys)))
}

/// Some expressions as one text.
fn shown(expressions: &[String]) -> String {
    let quoted = |key: &String| format!("quote({key})");
    let texts: Vec<_> = expressions.iter().map(quoted).collect();
    texts.join(" || ', ' || ")
}

/// A name by which the rowid of a table can be reached
/// (<https://www.sqlite.org/lang_createtable.html#rowid>).
pub fn rowid(table: &Table) -> Option<&'static str> {
    let free = |name: &&str| !table.options.without_rowid && table.column(name).is_none();
    ["rowid", "_rowid_", "oid"].into_iter().find(free)
}

/// Rows of a table, with what one of them or many of them do.
pub fn rows_of(table: &str, one: &str, many: &str) -> Counted {
    let said = |noun: &str, verb: &str| format!("{noun} of {table} {verb}").trim_end().to_owned();
    Counted::new(said("row", one), said("rows", many))
}

fn backfill(table: &str, column: &str) -> String {
    format!(
        "say what they get: `.backfill(\"…\")` in the revision, \
         or --backfill {table}.{column}=\"…\" when it is generated"
    )
}
