//! What would make the copy fail, or lose something, asked in our words.

use sterna_schema::{Alteration, Check, Column, IndexColumn, PrimaryKey};

use super::{Rebuild, copy};
use crate::plan::Statement;
use crate::sqlite::integrity::{references, values};
use crate::sqlite::quote::identifier;
use crate::sqlite::{integrity, mention};

/// What is asked of the table as it is.
pub(super) fn before(rebuild: &Rebuild<'_>) -> Vec<Statement> {
    let after = &rebuild.after.table;
    let nulls = after
        .columns
        .iter()
        .filter_map(|column| nulls(rebuild, column));
    let of = |alteration: &Alteration| match alteration {
        Alteration::AddUnique(unique) if after.uniques.contains(unique) => {
            equal_rows(rebuild, &unique.columns, "unique")
        }
        Alteration::AddCheck(check) if after.checks.contains(check) => check_rows(rebuild, check),
        Alteration::SetPrimaryKey { to: Some(key), .. } => key_rows(rebuild, key),
        Alteration::AlterColumn { to, .. } => rowid_rows(rebuild, to).into_iter().collect(),
        _ => Vec::new(),
    };
    nulls
        .chain(kept(rebuild))
        .chain(rebuild.alterations.iter().flat_map(of))
        .chain(apart(rebuild))
        .collect()
}

/// What is asked of the table as it has become.
pub(super) fn after(rebuild: &Rebuild<'_>) -> Vec<Statement> {
    let after = &rebuild.after.table;
    let of = |alteration: &Alteration| match alteration {
        Alteration::AddForeignKey(key) if after.foreign_keys.contains(key) => {
            let parent = rebuild.table_after(&key.table);
            Some(references::no_orphans(after, key, parent))
        }
        _ => None,
    };
    rebuild.alterations.iter().filter_map(of).collect()
}

/// Whether values would be lost where the new column or the new table takes others.
fn kept(rebuild: &Rebuild<'_>) -> Vec<Statement> {
    let (before, after) = (rebuild.before, &rebuild.after.table);
    let pairs = after.columns.iter().filter_map(|to| {
        let from = before.column(&to.name)?;
        copy::is_carried_over(rebuild, &to.name).then_some((from, to))
    });
    if before.options.strict != after.options.strict {
        let pairs: Vec<_> = pairs.collect();
        return values::are_all_kept(before, after, &pairs)
            .into_iter()
            .collect();
    }
    pairs
        .filter_map(|(from, to)| values::are_kept((before, from), (after, to)))
        .collect()
}

/// Whether rows would be equal under another collation, where their values stay what they are.
fn apart(rebuild: &Rebuild<'_>) -> Vec<Statement> {
    let after = &rebuild.after.table;
    let is_kept = |name: &str| {
        let pair = (rebuild.before.column(name), after.column(name));
        let (Some(from), Some(to)) = pair else {
            return false;
        };
        from.declared == to.declared && copy::is_carried_over(rebuild, name)
    };
    values::stay_apart(rebuild.before, after, is_kept)
}

/// Whether a column that is NOT NULL gets NULL from somewhere.
fn nulls(rebuild: &Rebuild<'_>, column: &Column) -> Option<Statement> {
    if column.nullable || column.generated.is_some() {
        return None;
    }
    let old = rebuild.before.column(&column.name);
    match copy::value(rebuild, column) {
        None if column.default.is_some() => None,
        None => Some(integrity::no_rows(rebuild.name(), &column.name)),
        Some(value) => {
            let kept = old.is_some_and(|old| !old.nullable && value == identifier(&old.name));
            (!kept).then(|| integrity::no_nulls(rebuild.before, &column.name, &value))
        }
    }
}

/// A key that is the rowid would number its NULLs by itself, so they are refused too. The same
/// columns as before need no look: an AUTOINCREMENT comes or goes.
fn key_rows(rebuild: &Rebuild<'_>, key: &PrimaryKey) -> Vec<Statement> {
    let before = rebuild.before.primary_key.as_ref();
    if before.is_some_and(|before| before.columns == key.columns) {
        return Vec::new();
    }
    let names = key.columns.iter().filter_map(IndexColumn::name);
    let old = names.filter_map(|name| rebuild.before.column(name));
    let nullable = old.filter(|old| old.nullable && copy::is_untouched(rebuild, &old.name));
    let nulls =
        nullable.map(|old| integrity::no_nulls(rebuild.before, &old.name, &identifier(&old.name)));
    let equal = equal_rows(rebuild, &key.columns, "the primary key");
    equal.into_iter().chain(nulls).collect()
}

/// A key column that becomes the rowid by its type alone, `INT` to `INTEGER`, numbers its NULLs too.
fn rowid_rows(rebuild: &Rebuild<'_>, to: &Column) -> Option<Statement> {
    let old = rebuild.before.column(&to.name).filter(|old| old.nullable)?;
    let after = &rebuild.after.table;
    let becomes = copy::has_rowid_alias(after) && !copy::has_rowid_alias(rebuild.before);
    (becomes && after.is_key(&to.name))
        .then(|| integrity::no_nulls(rebuild.before, &old.name, &identifier(&old.name)))
}

fn equal_rows(rebuild: &Rebuild<'_>, terms: &[IndexColumn], role: &str) -> Vec<Statement> {
    let untouched = |term: &IndexColumn| {
        term.name()
            .is_some_and(|name| copy::is_untouched(rebuild, name))
    };
    if !terms.iter().all(untouched) {
        return Vec::new();
    }
    let labels: Vec<_> = terms.iter().map(IndexColumn::label).collect();
    let what = format!(
        "({}) of {} cannot be {role}",
        labels.join(", "),
        rebuild.name()
    );
    vec![integrity::no_duplicates(rebuild.name(), what, terms, None)]
}

/// Asked only where the CHECK sees what is there now: what a conversion makes of the values,
/// SQLite checks by itself as they are copied.
fn check_rows(rebuild: &Rebuild<'_>, check: &Check) -> Vec<Statement> {
    let sql = check.expression.sql();
    let mut columns = mention::columns(sql, &rebuild.after.table).into_iter();
    if !columns.all(|column| copy::is_untouched(rebuild, column)) {
        return Vec::new();
    }
    vec![integrity::no_offenders(rebuild.before, check)]
}
