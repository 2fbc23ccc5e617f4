//! What is counted before the rebuild and once more after it.
//!
//! Both are asked always: a copy that loses a row, or makes one refer to nothing, is found out
//! whatever the reason.

use sterna_schema::{Table, same_name};

use super::Rebuild;
use crate::sqlite::integrity::references::{can_check, dangling};
use crate::sqlite::integrity::{Compared, rows};

/// The rows of the table and of all that refer to it, and which of them refer to nothing.
pub(super) fn all(rebuild: &Rebuild<'_>) -> Vec<Compared> {
    let children = rebuild.catalogue.schema().referring_to(rebuild.name());
    let children: Vec<_> = children
        .filter(|child| !rebuild.is_self(&child.name))
        .collect();
    let mut all = vec![rows(rebuild.name())];
    all.extend(children.iter().map(|child| rows(&child.name)));
    if can_check_itself(rebuild) {
        all.push(dangling(rebuild.name()));
    }
    let checked = children
        .iter()
        .filter(|child| can_check_child(rebuild, child));
    all.extend(checked.map(|child| dangling(&child.name)));
    all
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
