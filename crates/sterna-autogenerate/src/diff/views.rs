//! Which views come, go and change. SQLite cannot alter one, so a changed view goes and comes.

use sterna_schema::{Schema, View};

use crate::difference::{Kept, ObjectKind};
use crate::pair::Pair;
use crate::scope::Scope;

/// What happens to the views.
#[derive(Debug, Default)]
pub(super) struct Views<'a> {
    pub(super) dropped: Vec<&'a View>,
    pub(super) created: Vec<&'a View>,
    pub(super) kept: Vec<Kept>,
}

pub(super) fn compare<'a>(schemas: Pair<&'a Schema>, scope: &Scope) -> Views<'a> {
    let zipped = schemas
        .map(|schema| schema.views.as_slice())
        .zip_named(|view| &view.name);
    let concerned = |view: &&View| scope.concerns(&view.name);
    let mut views = Views {
        created: zipped.added.into_iter().filter(concerned).collect(),
        ..Views::default()
    };
    for view in zipped.removed.into_iter().filter(concerned) {
        // A table that is wanted under the view's name cannot be made beside it.
        let in_the_way = schemas.to.table(&view.name).is_some();
        if in_the_way || scope.drops(ObjectKind::View, &view.name) {
            views.dropped.push(view);
        } else {
            views.kept.push(kept(view));
        }
    }
    for view in zipped.both {
        let changed = view.from.definition != view.to.definition;
        if changed && scope.concerns(&view.from.name) {
            views.dropped.push(view.from);
            views.created.push(view.to);
        }
    }
    views
}

fn kept(view: &View) -> Kept {
    Kept {
        kind: ObjectKind::View.word().to_owned(),
        name: view.name.clone(),
        table: None,
    }
}
