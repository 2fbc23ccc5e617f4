//! A whole table as a revision writes it.

use sterna_schema::{Table, Unique, same_name};

use super::source::{Code, call, sql, text};
use super::{column, constraint};

/// A table with its constraints and indexes.
pub(super) fn table(table: &Table) -> Code {
    let mut code = call("table", [text(&table.name)]);
    let key = table.primary_key.as_ref();
    let key_column = key.and_then(|key| {
        let [term] = &key.columns[..] else {
            return None;
        };
        let column = table.column(term.name()?)?;
        Some((&column.name, column::key_column(column, key)?))
    });
    let (inline, uniques): (Vec<_>, Vec<_>) = table.uniques.iter().partition(|u| inline(u));
    for column in &table.columns {
        let one = match &key_column {
            Some((name, code)) if *name == &column.name => code.clone(),
            _ => column::column(column, is_among(&column.name, &inline)),
        };
        code = code.then("column", [one]);
    }
    if let (Some(key), None) = (key, &key_column) {
        code = code.then("primary_key", [constraint::primary_key(key)]);
    }
    with_constraints(code, table, &uniques)
}

/// Whether the constraint can be said at its column.
fn inline(unique: &Unique) -> bool {
    let [term] = &unique.columns[..] else {
        return false;
    };
    let plain = term.name().is_some() && term.collation.is_none() && !term.descending;
    plain && unique.name.is_none() && unique.on_conflict.is_none()
}

fn is_among(column: &str, uniques: &[&Unique]) -> bool {
    let mut terms = uniques.iter().flat_map(|unique| &unique.columns);
    terms.any(|term| term.name().is_some_and(|name| same_name(name, column)))
}

fn with_constraints(mut code: Code, table: &Table, uniques: &[&Unique]) -> Code {
    for unique in uniques {
        code = code.then("unique", [constraint::unique(unique)]);
    }
    for key in &table.foreign_keys {
        code = code.then("foreign_key", [constraint::foreign_key(key)]);
    }
    for check in &table.checks {
        code = match &check.name {
            Some(name) => code.then("named_check", [text(name), sql(check.expression.sql())]),
            None => code.then("check", [constraint::check(check)]),
        };
    }
    for index in &table.indexes {
        code = code.then("index", [constraint::index(index, None)]);
    }
    if table.options.strict {
        code = code.then("strict", []);
    }
    if table.options.without_rowid {
        code = code.then("without_rowid", []);
    }
    code
}
