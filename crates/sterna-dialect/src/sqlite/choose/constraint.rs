//! The way of a constraint, which may come or go with the column that it is written at.

use sterna_schema::{Alteration, Check, ForeignKey, same_name};

use super::{Choice, Circumstances, implied, in_place, native, newer};
use crate::sqlite::mention;
use crate::sqlite::text::{ConstraintKind, TableText};

/// The way of a new foreign key: `ADD COLUMN … REFERENCES` takes one where every row reads NULL,
/// which refers to nothing (<https://www.sqlite.org/lang_altertable.html#alter_table_add_column>).
pub(super) fn add_foreign_key(key: &ForeignKey, circumstances: Circumstances<'_>) -> Choice {
    let [column] = key.columns.as_slice() else {
        return in_place("adds a foreign key");
    };
    let is_key = |alteration: &&Alteration| matches!(alteration, Alteration::AddForeignKey(_));
    let mut before = circumstances.before.iter().rev().skip_while(is_key);
    match before.next() {
        Some(added) if is_empty_column(added, column) => implied("ADD COLUMN with its REFERENCES"),
        _ => in_place("adds a foreign key"),
    }
}

/// Whether an alteration adds that column with NULL in every row, so that its foreign key can come
/// with it. A CHECK is better added in place: ADD COLUMN would run `quick_check` over the whole
/// table because of it, which takes longer than the scan before an edit.
pub fn is_empty_column(alteration: &Alteration, name: &str) -> bool {
    let Alteration::AddColumn { column, backfill } = alteration else {
        return false;
    };
    let is_empty = column.nullable && column.default.is_none() && column.generated.is_none();
    same_name(&column.name, name) && is_empty && backfill.is_none()
}

/// The way of a foreign key that goes, alone or with its column.
pub(super) fn drop_foreign_key(
    key: Option<&ForeignKey>,
    circumstances: Circumstances<'_>,
) -> Choice {
    let mut columns = key.iter().flat_map(|key| &key.columns);
    if columns.any(|column| leaves_with(column, circumstances)) {
        return implied("goes with DROP COLUMN");
    }
    in_place("drops a foreign key")
}

/// The way of a CHECK that goes, alone or with its column.
pub(super) fn drop_check(check: Option<&Check>, circumstances: Circumstances<'_>) -> Choice {
    let expression = check.map_or("", |check| check.expression.sql());
    let columns = mention::columns(expression, circumstances.table);
    let mut columns = columns.into_iter();
    if columns.any(|column| leaves_with(column, circumstances)) {
        return implied("goes with DROP COLUMN");
    }
    if newer::drops_check(check, circumstances) {
        return native("DROP CONSTRAINT");
    }
    in_place("drops a CHECK")
}

/// The way of a new CHECK.
pub(super) fn add_check(check: &Check, circumstances: Circumstances<'_>) -> Choice {
    if newer::adds_check(check, circumstances) {
        return native("ADD CONSTRAINT");
    }
    in_place("adds a CHECK")
}

/// Whether the column is dropped next, and all that is made of it is written at it.
fn leaves_with(column: &str, circumstances: Circumstances<'_>) -> bool {
    use Alteration as A;
    let goes_along = |alteration: &&A| {
        matches!(
            alteration,
            A::DropForeignKey(_) | A::DropCheck(_) | A::DropIndex(_) | A::DropColumn { .. }
        )
    };
    let mut next = circumstances.after.iter().take_while(goes_along);
    let is_dropped = next.any(|alteration| match alteration {
        A::DropColumn {
            column: dropped, ..
        } => dropped.name().is_some_and(|name| same_name(name, column)),
        _ => false,
    });
    is_dropped && is_only_at_itself(circumstances.text, column)
}

/// Whether no constraint names the column but those that are written at it.
fn is_only_at_itself(text: &TableText, column: &str) -> bool {
    let others = text
        .all_constraints()
        .filter(|(at, _)| !at.is_some_and(|at| same_name(&text.name_at(at.name), column)));
    let mut kinds = others.map(|(_, constraint)| &constraint.kind);
    !kinds.any(|kind| match kind {
        ConstraintKind::Check { check, .. } => mention::mentions(check.expression.sql(), column),
        ConstraintKind::ForeignKey { key, .. } => {
            key.columns.iter().any(|name| same_name(name, column))
        }
        _ => false,
    })
}
