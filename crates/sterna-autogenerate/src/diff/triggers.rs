//! Which triggers come, go and change.
//!
//! A trigger goes with its table or view. It is dropped before that by an operation of its own,
//! so that the way back brings it again.

use sterna_schema::{Schema, Trigger, same_name};

use super::tables::Tables;
use super::views::Views;
use crate::difference::{Kept, ObjectKind};
use crate::pair::Pair;
use crate::scope::Scope;

/// What happens to the triggers.
#[derive(Debug, Default)]
pub(super) struct Triggers<'a> {
    pub(super) dropped: Vec<&'a Trigger>,
    pub(super) created: Vec<&'a Trigger>,
    pub(super) kept: Vec<Kept>,
}

pub(super) fn compare<'a>(
    schemas: Pair<&'a Schema>,
    scope: &Scope,
    tables: &Tables,
    views: &Views,
) -> Triggers<'a> {
    let zipped = schemas
        .map(|schema| schema.triggers.as_slice())
        .zip_named(|trigger| &trigger.name);
    let concerned = |trigger: &&Trigger| scope.concerns(&trigger.table);
    let mut triggers = Triggers {
        created: zipped.added.into_iter().filter(concerned).collect(),
        ..Triggers::default()
    };
    for trigger in zipped.removed.into_iter().filter(concerned) {
        triggers.remove(trigger, scope, tables, views);
    }
    for trigger in zipped.both {
        let changed = trigger.from.definition != trigger.to.definition;
        if changed || goes_with_view(trigger.from, views) {
            triggers.dropped.push(trigger.from);
            triggers.created.push(trigger.to);
        }
    }
    triggers
}

impl<'a> Triggers<'a> {
    fn remove(&mut self, trigger: &'a Trigger, scope: &Scope, tables: &Tables, views: &Views) {
        let goes =
            scope.drops(ObjectKind::Trigger, &trigger.name) || goes_with_table(trigger, tables);
        let goes_with_view = goes_with_view(trigger, views);
        if goes || goes_with_view {
            self.dropped.push(trigger);
        }
        if !goes && goes_with_view && view_comes_back(trigger, views) {
            self.created.push(trigger);
        }
        let of_others = tables
            .kept
            .iter()
            .any(|t| same_name(&t.name, &trigger.table));
        if !goes && !goes_with_view && !of_others {
            self.kept.push(Kept {
                kind: ObjectKind::Trigger.word().to_owned(),
                name: trigger.name.clone(),
                table: Some(trigger.table.clone()),
            });
        }
    }
}

fn goes_with_table(trigger: &Trigger, tables: &Tables) -> bool {
    let mut dropped = tables.dropped.iter();
    dropped.any(|table| same_name(&table.name, &trigger.table))
}

fn goes_with_view(trigger: &Trigger, views: &Views) -> bool {
    let mut dropped = views.dropped.iter();
    dropped.any(|view| same_name(&view.name, &trigger.table))
}

fn view_comes_back(trigger: &Trigger, views: &Views) -> bool {
    let mut created = views.created.iter();
    created.any(|view| same_name(&view.name, &trigger.table))
}
