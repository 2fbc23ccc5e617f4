//! Which columns come, go and change.

use sterna_dialect::sqlite::{key, types};
use sterna_schema::{Alteration, Column, Conversion, Dropped, Table};

use super::table::TableChanges;
use super::{same, values};
use crate::difference::Note;
use crate::pair::{Pair, Zipped};

pub(super) fn compare(table: Pair<&Table>, changes: &mut TableChanges) {
    let columns = table
        .map(|table| table.columns.as_slice())
        .zip_named(|column| &column.name);
    let added = generated_last(&columns.added).into_iter().map(add);
    changes.alterations.extend(added);
    let altered = columns
        .both
        .iter()
        .filter_map(|&column| alter(table, column));
    changes.alterations.extend(altered);
    let removed = generated_last(&columns.removed).into_iter().rev();
    changes
        .alterations
        .extend(removed.map(|column| drop(table, column)));
    changes.notes.extend(order_note(table, &columns));
}

fn add(column: &Column) -> Alteration {
    Alteration::AddColumn {
        column: column.clone(),
        backfill: None,
    }
}

fn drop(table: Pair<&Table>, column: &Column) -> Alteration {
    Alteration::DropColumn {
        column: Dropped::Known(column.clone()),
        backfill: values::way_back(table, column),
    }
}

/// One alteration for all that changes. What does not change keeps the spelling it has.
///
/// No conversion is stated: SQLite converts what loses nothing, and the plan refuses the rest, so
/// that a person decides what becomes of it.
fn alter(table: Pair<&Table>, column: Pair<&Column>) -> Option<Alteration> {
    let becomes_rowid = key::is_rowid(table.to, column.to) && !types::is_rowid_alias(column.from);
    if column.is_equal() && !becomes_rowid {
        return None;
    }
    let mut from = column.from.clone();
    if becomes_rowid {
        // Elsewhere `INT` and `INTEGER` are one type.
        from.declared = types::key_type(from.declared.text());
    }
    let to = wanted(table, &from, column.to);
    if same::column(&from, &to) {
        return None;
    }
    if from.declared == to.declared && from.declared.sea.is_none() {
        from.declared.sea.clone_from(&to.declared.sea);
    }
    Some(Alteration::AlterColumn {
        convert: Conversion::default(),
        restore: Conversion::default(),
        from: Box::new(from),
        to: Box::new(to),
    })
}

/// The column as it shall become, in the live spelling where only the spelling differs.
///
/// Whether a column of the primary key is nullable is not compared: the key decides, but for
/// SQLite's rowid tables, where models and databases disagree on it in good faith
/// (<https://www.sqlite.org/lang_createtable.html#the_primary_key>).
fn wanted(table: Pair<&Table>, live: &Column, to: &Column) -> Column {
    let mut to = to.clone();
    to.name.clone_from(&live.name);
    if table.to.is_key(&live.name) {
        (to.nullable, to.on_null) = (live.nullable, live.on_null);
    }
    if to.declared == live.declared {
        let sea = to.declared.sea.take().or_else(|| live.declared.sea.clone());
        to.declared.clone_from(&live.declared);
        to.declared.sea = sea;
    }
    if to.default == live.default {
        to.default.clone_from(&live.default);
    }
    if to.generated == live.generated {
        to.generated.clone_from(&live.generated);
    }
    if same::collation(&to.collation, &live.collation) {
        to.collation.clone_from(&live.collation);
    }
    to
}

/// Plain columns before generated ones, which may be computed from them.
fn generated_last<'a>(columns: &[&'a Column]) -> Vec<&'a Column> {
    let mut sorted = columns.to_vec();
    sorted.sort_by_key(|column| column.generated.is_some());
    sorted
}

fn order_note(table: Pair<&Table>, columns: &Zipped<Column>) -> Option<Note> {
    let stay = columns.both.iter().map(|column| column.to);
    let come = generated_last(&columns.added);
    let have: Vec<_> = stay.chain(come).map(|column| column.name.clone()).collect();
    let want: Vec<_> = table.to.columns.iter().map(|c| c.name.clone()).collect();
    (have != want).then(|| Note::ColumnOrder {
        table: table.from.name.clone(),
        have,
        want,
    })
}
