//! What is counted before the rebuild and once more after it.
//!
//! Rows are counted always: a copy that loses one is found out. Which rows refer to nothing is
//! asked only where that could have changed. A foreign key compares the values of two lists of
//! columns; as long as both go over as they are, and no row is lost, it holds for as many rows
//! as before, and looking each of them up, twice, would tell nothing new.

use sterna_schema::{ForeignKey, Table, same_name};

use super::{Rebuild, copy};
use crate::sqlite::integrity::references::{can_check, dangling};
use crate::sqlite::integrity::{Compared, rows};

/// The rows of the table and of all that refer to it, and, where values of a key change, which of
/// them refer to nothing.
pub(super) fn all(rebuild: &Rebuild<'_>) -> Vec<Compared> {
    let children = rebuild.catalogue.schema().referring_to(rebuild.name());
    let children: Vec<_> = children
        .filter(|child| !rebuild.is_self(&child.name))
        .collect();
    let mut all = vec![rows(rebuild.name())];
    all.extend(children.iter().map(|child| rows(&child.name)));
    if may_dangle(rebuild, &rebuild.after.table) && can_check_itself(rebuild) {
        all.push(dangling(rebuild.name()));
    }
    let checked = children
        .iter()
        .filter(|child| may_dangle(rebuild, child) && can_check_child(rebuild, child));
    all.extend(checked.map(|child| dangling(&child.name)));
    all
}

/// Whether the copy changes values at either end of one of the table's foreign keys.
fn may_dangle(rebuild: &Rebuild<'_>, child: &Table) -> bool {
    let kept = |table: &str, columns: &[String]| {
        !rebuild.is_self(table) || columns.iter().all(|column| is_kept(rebuild, column))
    };
    let holds =
        |key: &ForeignKey| kept(&child.name, &key.columns) && kept(&key.table, &key.references);
    !child.foreign_keys.iter().all(holds)
}

/// Whether a column's values go over as they are; a computed one may be computed from others.
fn is_kept(rebuild: &Rebuild<'_>, name: &str) -> bool {
    let column = rebuild.before.column(name);
    let is_stored = column.is_some_and(|column| column.generated.is_none());
    is_stored && copy::is_untouched(rebuild, name)
}

// SQLite must be able to answer before and after: a number that is missing compares with nothing.

fn can_check_itself(rebuild: &Rebuild<'_>) -> bool {
    let after = &rebuild.after.table;
    let has_keys = !after.foreign_keys.is_empty();
    has_keys
        && can_check_now(rebuild, rebuild.before)
        && can_check(after, |name| rebuild.table_after(name))
}

fn can_check_child(rebuild: &Rebuild<'_>, child: &Table) -> bool {
    can_check_now(rebuild, child) && can_check(child, |name| rebuild.table_after(name))
}

fn can_check_now(rebuild: &Rebuild<'_>, table: &Table) -> bool {
    let schema = rebuild.catalogue.schema();
    let views = schema.views.iter().map(|view| &view.name);
    let others: Vec<_> = views
        .chain(schema.unmanaged.iter().map(|object| &object.name))
        .collect();
    let is_other = |name: &str| others.iter().any(|other| same_name(other, name));
    let refers_to_table = table.foreign_keys.iter().all(|key| !is_other(&key.table));
    refers_to_table && can_check(table, |name| schema.table(name))
}
