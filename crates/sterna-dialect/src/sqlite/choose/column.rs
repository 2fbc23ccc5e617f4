//! The way of a change of one column.

use sterna_schema::{Column, Conversion, Expression, Table, same_name};

use super::{Choice, Circumstances, in_place, native, newer, rebuild, values};
use crate::sqlite::storage::{self, Storage};
use crate::sqlite::text::{ColumnText, ConstraintKind, Span, TableText};
use crate::sqlite::{dependants, mention};

/// The way of a new column: ADD COLUMN has rules for tables that have rows
/// (<https://www.sqlite.org/lang_altertable.html#alter_table_add_column>).
pub(super) fn add(
    column: &Column,
    backfill: Option<&Expression>,
    circumstances: Circumstances<'_>,
) -> Choice {
    let is_stored = column
        .generated
        .as_ref()
        .is_some_and(|generated| generated.stored);
    let default = column.default.as_ref();
    if is_stored {
        return rebuild("ADD COLUMN takes no STORED column");
    }
    if default.is_some_and(|default| !mention::is_constant(default.sql())) {
        return rebuild("ADD COLUMN takes no default that is computed");
    }
    if backfill.is_some_and(|value| names_dropped(value, circumstances)) {
        return rebuild("its value comes from a column that goes");
    }
    if backfill.is_some() && column.needs_backfill() {
        return rebuild("ADD COLUMN takes no NOT NULL without a default");
    }
    if backfill.is_some() && circumstances.surroundings.has_triggers {
        return rebuild("the UPDATE that fills the column would fire triggers");
    }
    native("ADD COLUMN")
}

/// Whether an expression names a column that an earlier alteration drops.
fn names_dropped(value: &Expression, circumstances: Circumstances<'_>) -> bool {
    let Circumstances { table, text, .. } = circumstances;
    let names = text.columns.iter().map(|place| text.name_at(place.name));
    let mut dropped = names.filter(|name| table.column(name).is_none());
    dropped.any(|name| mention::mentions(value.sql(), &name))
}

/// The way of a column that goes. DROP COLUMN rewrites all rows, but leaves the indexes alone. To
/// find where the last column begins, it looks back in the text for a comma, and stumbles over one
/// in a comment.
pub(super) fn remove(column: &str, circumstances: Circumstances<'_>) -> Choice {
    let last = circumstances.table.columns.last();
    let is_last = last.is_some_and(|last| same_name(&last.name, column));
    if is_last && has_comma_in_comment(circumstances.text, column) {
        return rebuild("DROP COLUMN stumbles over a comma in a comment");
    }
    if has_check_of_others(circumstances.text, column) {
        return rebuild("DROP COLUMN takes along a CHECK of other columns");
    }
    native("DROP COLUMN")
}

/// Whether a CHECK that is written at the column speaks of others only.
fn has_check_of_others(text: &TableText, column: &str) -> bool {
    let constraints = text
        .column(column)
        .into_iter()
        .flat_map(|place| &place.constraints);
    let mut checks = constraints.filter_map(|constraint| match &constraint.kind {
        ConstraintKind::Check { check, .. } => Some(check.expression.sql()),
        _ => None,
    });
    checks.any(|expression| !mention::mentions(expression, column))
}

/// Whether a comment in front of the column holds a comma.
fn has_comma_in_comment(text: &TableText, column: &str) -> bool {
    let named = |place: &ColumnText| same_name(&text.name_at(place.name), column);
    let pairs = text.columns.windows(2);
    let mut gaps = pairs.filter(|pair| named(&pair[1])).map(|pair| {
        let gap = Span::new(pair[0].span.end, pair[1].span.start);
        text.slice(gap)
    });
    gaps.any(|gap| gap.matches(',').count() > 1)
}

/// The way of a change: in place where rows stay as they are stored, or by a statement that newer
/// SQLite has for it.
pub(super) fn alter(to: &Column, convert: &Conversion, circumstances: Circumstances<'_>) -> Choice {
    let Some(from) = circumstances.table.column(&to.name) else {
        return rebuild("the column is not known");
    };
    let obstacles = [
        generated(from, to),
        conversion(from, to, convert, circumstances),
        values::declared(from, to, convert, circumstances),
        values::collation(from, to, circumstances),
        default(from, to, circumstances),
    ];
    if let Some(obstacle) = obstacles.into_iter().flatten().next() {
        return rebuild(obstacle);
    }
    match newer::changes_null(from, to, convert, circumstances) {
        Some(statement) => native(statement),
        None => in_place(reason(from, to, circumstances.table)),
    }
}

fn reason(from: &Column, to: &Column, table: &Table) -> String {
    let affinity = |column| Storage::of(column, table).affinity;
    let converts = storage::differs(affinity(from), affinity(to));
    let collates = from.collation != to.collation;
    let renames = from.declared != to.declared && !converts;
    let parts = [
        converts.then_some("converts its values"),
        renames.then_some("changes the name of the type"),
        (from.nullable && !to.nullable).then_some("sets NOT NULL"),
        (!from.nullable && to.nullable).then_some("drops NOT NULL"),
        (from.default != to.default).then_some("changes the default"),
        collates.then_some("changes the collation"),
        (from.on_null != to.on_null).then_some("changes what NULL does"),
        (collates || converts)
            .then_some("makes its indexes again")
            .filter(|_| dependants::has_index(table, &from.name)),
    ];
    let parts: Vec<_> = parts.into_iter().flatten().collect();
    if parts.is_empty() {
        return "changes nothing".to_owned();
    }
    parts.join(", ")
}

// Each of these says what stands in the way of an edit in place, if anything does.

fn generated(from: &Column, to: &Column) -> Option<&'static str> {
    let is_generated = from.generated.is_some() || to.generated.is_some();
    is_generated.then_some("a generated column changes")
}

fn conversion(
    from: &Column,
    to: &Column,
    convert: &Conversion,
    circumstances: Circumstances<'_>,
) -> Option<&'static str> {
    if convert.using.is_some() {
        return Some("its values are converted");
    }
    let value = convert
        .backfill
        .as_ref()
        .filter(|_| from.nullable && !to.nullable)?;
    if names_dropped(value, circumstances) {
        return Some("its value comes from a column that goes");
    }
    if circumstances.surroundings.has_triggers {
        return Some("the UPDATE that fills the column would fire triggers");
    }
    dependants::has_foreign_key(circumstances.table, &from.name)
        .then_some("a foreign key is filled")
}

/// A row that is older than its column holds no value for it and reads the default from the
/// definition (<https://www.sqlite.org/fileformat2.html#record_format>). In place, such rows are
/// written first, and where that is not possible, there must be none:
///
/// - an old default that calls a function cannot have come with ADD COLUMN while there were rows;
/// - where NULL is not allowed, no row can have read NULL from a definition without default.
///
/// A column that stays nullable and gets its first default is left to the rebuild: an SQLite
/// that is compiled with `SQLITE_ENABLE_NULL_TRIM` stores no NULL at the end of a row.
fn default(from: &Column, to: &Column, circumstances: Circumstances<'_>) -> Option<&'static str> {
    if from.default == to.default {
        return None;
    }
    match &from.default {
        None if from.nullable && to.nullable => Some("rows without a value would get the default"),
        None => None,
        Some(old) if mention::is_computed(old.sql()) => None,
        Some(_) if circumstances.surroundings.has_triggers => {
            Some("the UPDATE that keeps the old default would fire triggers")
        }
        Some(_) => None,
    }
}
