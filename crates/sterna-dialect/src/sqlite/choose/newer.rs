//! What SQLite has a statement for from 3.53 on: to set and drop NOT NULL, to add a CHECK, to drop
//! one by its name (<https://www.sqlite.org/lang_altertable.html>,
//! <https://www.sqlite.org/syntax/alter-table-stmt.html>).
//!
//! Each of these edits the same text as an edit in place, for one change at a time. Where it would
//! do less than is asked for, or more (it takes along the comments beside a constraint), the edit
//! in place remains.

use sterna_schema::{Alteration, Check, Column, Conversion, same_name};

use super::Circumstances;
use crate::sqlite::mention;
use crate::sqlite::text::{ColumnText, ConstraintKind, ConstraintText};

/// The statement for a column that only comes to allow NULL, or to refuse it.
pub(super) fn changes_null(
    from: &Column,
    to: &Column,
    convert: &Conversion,
    circumstances: Circumstances<'_>,
) -> Option<&'static str> {
    let otherwise_same = Column {
        nullable: to.nullable,
        on_null: to.on_null,
        ..from.clone()
    };
    if otherwise_same != *to || !is_plain(circumstances) {
        return None;
    }
    let written = |is: fn(&ConstraintKind) -> bool| {
        let place = circumstances.text.column(&to.name);
        place.map_or(0, |place| count(place, is))
    };
    let rules = written(|kind| matches!(kind, ConstraintKind::NotNull { .. }));
    let is_said_nullable = written(|kind| matches!(kind, ConstraintKind::Null)) > 0;
    match (from.nullable, to.nullable) {
        (false, true) if rules == 1 && !circumstances.table.is_key(&to.name) => {
            Some("ALTER COLUMN … DROP NOT NULL")
        }
        (true, false)
            if rules == 0
                && !is_said_nullable
                && to.on_null.is_none()
                && convert.backfill.is_none() =>
        {
            Some("ALTER COLUMN … SET NOT NULL")
        }
        _ => None,
    }
}

fn count(place: &ColumnText, is: fn(&ConstraintKind) -> bool) -> usize {
    let kinds = place.constraints.iter().map(|constraint| &constraint.kind);
    kinds.filter(|kind| is(kind)).count()
}

/// Whether the statement can add the CHECK: its name must be free, where a CREATE TABLE may give
/// one twice. One that comes in the place of another may only get another name, for which the
/// statement would read the whole table.
pub(super) fn adds_check(check: &Check, circumstances: Circumstances<'_>) -> bool {
    let taken = |name: &str| {
        let mut names = circumstances.text.all_constraints();
        names.any(|(_, constraint)| is_called(constraint, name))
            || circumstances.before.iter().any(|before| adds(before, name))
    };
    let is_free = check.name.as_deref().is_none_or(|name| !taken(name));
    let mut before = circumstances.before.iter();
    is_plain(circumstances)
        && is_free
        && !before.any(|alteration| matches!(alteration, Alteration::DropCheck(_)))
}

fn adds(alteration: &Alteration, name: &str) -> bool {
    let Alteration::AddCheck(check) = alteration else {
        return false;
    };
    let other = check.name.as_deref();
    other.is_some_and(|other| same_name(other, name))
}

/// Whether the statement drops just that CHECK: by its name, which must be its own. One that goes
/// with its column, or that another comes for, is left to the edit in place.
pub(super) fn drops_check(check: Option<&Check>, circumstances: Circumstances<'_>) -> bool {
    let Some(name) = check.and_then(|check| check.name.as_deref()) else {
        return false;
    };
    let constraints = circumstances.text.all_constraints();
    let mut called = constraints.filter(|(_, constraint)| is_called(constraint, name));
    let is_sole = matches!(
        (called.next(), called.next()),
        (Some((_, only)), None) if matches!(only.kind, ConstraintKind::Check { .. })
    );
    let mut after = circumstances.after.iter();
    is_plain(circumstances)
        && is_sole
        && !after.any(|alteration| {
            use Alteration as A;
            matches!(alteration, A::AddCheck(_) | A::DropColumn { .. })
        })
}

fn is_called(constraint: &ConstraintText, name: &str) -> bool {
    let other = constraint.name.as_deref();
    other.is_some_and(|other| same_name(other, name))
}

/// Whether the statements are there, and keep all that is written beside what they change.
fn is_plain(circumstances: Circumstances<'_>) -> bool {
    let text = circumstances.text;
    let dangles = |constraint: &ConstraintText| matches!(constraint.kind, ConstraintKind::Nothing);
    circumstances.surroundings.version.alters_constraints()
        && !mention::has_comment(&text.sql)
        && !text.all_constraints().any(|(_, one)| dangles(one))
}
