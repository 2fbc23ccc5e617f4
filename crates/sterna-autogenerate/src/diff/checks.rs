//! Which CHECKs come and go. They are known by what they say; a name counts where it is wanted.

use sterna_schema::{Alteration, Check, Dropped, Table};

use super::same;
use super::table::TableChanges;
use crate::difference::Kept;
use crate::pair::Pair;
use crate::scope::Scope;

pub(super) fn compare(table: Pair<&Table>, scope: &Scope, changes: &mut TableChanges) {
    let wanted_names = || table.to.checks.iter().map(|check| &check.name);
    let checks = table
        .map(|table| table.checks.as_slice())
        .zip_where(|live, wanted| {
            live.expression == wanted.expression
                && same::name_will_do(&live.name, &wanted.name, wanted_names())
        });
    // A CHECK of the same name that says something else is replaced, whoever made it.
    let is_replaced = |live: &Check| {
        live.name.is_some() && checks.added.iter().any(|wanted| wanted.name == live.name)
    };
    for check in &checks.removed {
        if scope.drops_check(&table.from.name, check) || is_replaced(check) {
            let dropped = Dropped::Known((*check).clone());
            changes.alterations.push(Alteration::DropCheck(dropped));
        } else {
            changes.kept.push(kept(&table.from.name, check));
        }
    }
    let added = checks.added.into_iter().cloned();
    changes.alterations.extend(added.map(Alteration::AddCheck));
}

fn kept(table: &str, check: &Check) -> Kept {
    let expression = || format!("({})", check.expression);
    Kept {
        kind: Kept::CHECK.to_owned(),
        name: check.name.clone().unwrap_or_else(expression),
        table: Some(table.to_owned()),
    }
}
