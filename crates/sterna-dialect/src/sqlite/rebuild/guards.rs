//! What would make the copy fail, or lose something, asked in our words.

use sterna_schema::{
    Alteration, Check, Column, Expression, IndexColumn, IndexKey, PrimaryKey, same_name,
};

use super::{Rebuild, copy};
use crate::plan::Statement;
use crate::sqlite::integrity::{references, values};
use crate::sqlite::quote::identifier;
use crate::sqlite::storage::{self, Storage};
use crate::sqlite::{alter, dependants, integrity, key, mention, stored};

/// What is asked of the table as it is.
pub(super) fn before(rebuild: &Rebuild<'_>) -> Vec<Statement> {
    let after = &rebuild.after.table;
    let nulls = after
        .columns
        .iter()
        .filter_map(|column| nulls(rebuild, column));
    let of = |alteration: &Alteration| match alteration {
        Alteration::AddUnique(unique) if after.uniques.contains(unique) => {
            let guard = equal_rows(rebuild, &unique.columns, "unique");
            guard.into_iter().collect()
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
        .chain(clashes(rebuild))
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
    values::stay_apart(rebuild.catalogue, rebuild.before, after, is_kept)
}

/// Whether rows that a key or a constraint kept apart so far would be equal in what becomes of
/// their values.
fn clashes(rebuild: &Rebuild<'_>) -> Vec<Statement> {
    let (before, after) = (rebuild.before, &rebuild.after.table);
    let is_other = |term: &IndexColumn| {
        let mut changed = changed(rebuild);
        changed.any(|name| term.name().is_some_and(|other| same_name(other, name)))
    };
    let old = before.primary_key.as_ref().map(|key| &key.columns);
    let keys = after.primary_key.iter().map(|key| &key.columns);
    let keys = keys.filter(|columns| old == Some(*columns));
    let uniques = after.uniques.iter();
    let uniques = uniques.filter(|unique| before.uniques.contains(unique));
    let guards = keys
        .map(|columns| (columns, "the primary key"))
        .chain(uniques.map(|unique| (&unique.columns, "unique")))
        .filter(|(columns, _)| columns.iter().any(is_other))
        .filter_map(|(columns, role)| equal_rows(rebuild, columns, role));
    guards.collect()
}

/// The columns that hold other values afterwards, or the same in a form that may make them equal.
/// What is computed is not known before it is copied.
fn changed<'a>(rebuild: &'a Rebuild<'_>) -> impl Iterator<Item = &'a str> {
    let columns = rebuild.after.table.columns.iter();
    let columns = columns.filter(|column| column.generated.is_none());
    let is_changed = |to: &&Column| {
        let value = copy::value(rebuild, to);
        let from = rebuild.before.column(&to.name);
        from.is_some_and(|from| {
            let affinity = |column, table| Storage::of(column, table).affinity;
            let (old, new) = (
                affinity(from, rebuild.before),
                affinity(to, &rebuild.after.table),
            );
            value.is_none_or(|value| value != identifier(&from.name)) || storage::may_join(old, new)
        })
    };
    columns
        .filter(is_changed)
        .map(|column| column.name.as_str())
}

/// Asked of the new table before a unique index of the old one is made on it, where it is made of
/// what has changed.
pub(super) fn of_index(rebuild: &Rebuild<'_>, name: &str) -> Option<Statement> {
    let after = &rebuild.after.table;
    let index = after.index(name).filter(|index| index.unique)?;
    let columns = after.columns.iter();
    let computed = columns.filter(|column| column.generated.is_some());
    let computed = computed.map(|column| column.name.as_str());
    // What is computed may be computed from what has changed.
    let mut changed = changed(rebuild).peekable();
    let is_any = changed.peek().is_some();
    let mut others = changed.chain(computed.filter(|_| is_any));
    let is_other = others.any(|column| dependants::is_made_of(after, index, column));
    is_other.then(|| {
        let written = stored::as_written(rebuild.catalogue, index);
        alter::no_equal_rows(rebuild.name(), &written)
    })
}

/// Whether a column that is NOT NULL gets NULL from somewhere.
fn nulls(rebuild: &Rebuild<'_>, column: &Column) -> Option<Statement> {
    let (before, after) = (rebuild.before, &rebuild.after.table);
    if !key::refuses_null(after, column) || column.generated.is_some() {
        return None;
    }
    let old = before.column(&column.name);
    match copy::value(rebuild, column) {
        None if column.default.is_some() || key::is_rowid(after, column) => None,
        None => Some(integrity::no_rows(rebuild.name(), &column.name)),
        Some(value) => {
            let kept = old.is_some_and(|old| {
                key::refuses_null(before, old) && value == identifier(&old.name)
            });
            (!kept).then(|| integrity::no_nulls(before, &column.name, &value))
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

/// Refuses where rows would be equal in these terms; `None` where one of them is computed as the
/// rows are copied.
fn equal_rows(rebuild: &Rebuild<'_>, terms: &[IndexColumn], role: &str) -> Option<Statement> {
    let becoming: Option<Vec<_>> = terms.iter().map(|term| becomes(rebuild, term)).collect();
    let labels: Vec<_> = terms.iter().map(IndexColumn::label).collect();
    let what = format!(
        "({}) of {} cannot be {role}",
        labels.join(", "),
        rebuild.name()
    );
    Some(integrity::no_duplicates(
        rebuild.name(),
        what,
        &becoming?,
        None,
    ))
}

/// A term as the new table holds it, written over the old one.
fn becomes(rebuild: &Rebuild<'_>, term: &IndexColumn) -> Option<IndexColumn> {
    let name = term.name()?;
    if copy::is_untouched(rebuild, name) {
        return Some(term.clone());
    }
    let after = &rebuild.after.table;
    let column = after.column(name)?;
    let value = copy::value(rebuild, column)?;
    let stored = storage::stored(&value, Storage::of(column, after).affinity);
    Some(IndexColumn {
        key: IndexKey::Expression(Expression::new(stored)),
        collation: term.collation.clone().or(column.collation.clone()),
        descending: term.descending,
    })
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
