//! Which CHECKs come and go. They are known by what they say; a name counts where it is wanted.

use sterna_schema::{Alteration, Dropped, Table};

use super::same;
use super::table::TableChanges;
use crate::pair::Pair;

pub(super) fn compare(table: Pair<&Table>, changes: &mut TableChanges) {
    let wanted_names = || table.to.checks.iter().map(|check| &check.name);
    let checks = table
        .map(|table| table.checks.as_slice())
        .zip_where(|live, wanted| {
            live.expression == wanted.expression
                && same::name_will_do(&live.name, &wanted.name, wanted_names())
        });
    let removed = checks.removed.into_iter().cloned().map(Dropped::Known);
    changes
        .alterations
        .extend(removed.map(Alteration::DropCheck));
    let added = checks.added.into_iter().cloned();
    changes.alterations.extend(added.map(Alteration::AddCheck));
}
