//! A whole table as a revision writes it.

use sterna_schema::{Table, Unique, same_name};

use super::source::{Code, call, sql, text};
use super::{column, constraint};

/// A table with its constraints and indexes.
pub(super) fn table(table: &Table) -> Code {
    let key = key_column(table);
    let at_key = |name: &str| key.as_ref().is_some_and(|(key, _)| same_name(key, name));
    let (inline, uniques): (Vec<_>, Vec<_>) = table
        .uniques
        .iter()
        .partition(|unique| inline_column(unique).is_some_and(|name| !at_key(name)));
    let mut code = call("table", [text(&table.name)]);
    for column in &table.columns {
        let mut inline = inline.iter().filter_map(|unique| inline_column(unique));
        let one = match &key {
            Some((name, key)) if same_name(name, &column.name) => key.clone(),
            _ => column::column(column, inline.any(|name| same_name(name, &column.name))),
        };
        code = code.then("column", [one]);
    }
    if let (Some(primary_key), None) = (&table.primary_key, &key) {
        code = code.then("primary_key", [constraint::primary_key(primary_key)]);
    }
    with_constraints(code, table, &uniques)
}

/// The column that says the primary key too, where one can.
fn key_column(table: &Table) -> Option<(&str, Code)> {
    let key = table.primary_key.as_ref()?;
    let [term] = &key.columns[..] else {
        return None;
    };
    let column = table.column(term.name()?)?;
    Some((&column.name, column::key_column(column, key)?))
}

/// The column at which the constraint can be said.
fn inline_column(unique: &Unique) -> Option<&str> {
    let [term] = &unique.columns[..] else {
        return None;
    };
    let plain = term.collation.is_none() && !term.descending;
    let bare = unique.name.is_none() && unique.on_conflict.is_none();
    term.name().filter(|_| plain && bare)
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
