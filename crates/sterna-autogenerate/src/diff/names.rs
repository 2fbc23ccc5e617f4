//! The names that are taken, and new ones for what was never given one.

use std::collections::HashSet;

use sterna_schema::{Schema, Unique};

use crate::pair::Pair;

/// The names of tables, indexes and views. They share one namespace
/// (<https://www.sqlite.org/schematab.html>).
pub(super) struct Names {
    /// Those of both sides.
    taken: HashSet<String>,
    /// Those of the wanted side.
    wanted: HashSet<String>,
}

impl Names {
    pub(super) fn of(schemas: Pair<&Schema>) -> Self {
        let sides = schemas.map(|schema| {
            let folded = names(schema).map(str::to_ascii_lowercase);
            folded.collect::<HashSet<_>>()
        });
        Self {
            taken: &sides.from | &sides.to,
            wanted: sides.to,
        }
    }

    /// Whether the wanted side calls something by that name.
    pub(super) fn is_wanted(&self, name: &str) -> bool {
        self.wanted.contains(&name.to_ascii_lowercase())
    }

    /// The name of the index that stands for a UNIQUE constraint: the constraint's own, or the
    /// one that SeaORM would give it, with a number behind where that is taken.
    pub(super) fn for_unique(&mut self, table: &str, unique: &Unique) -> String {
        let labels: Vec<_> = unique.columns.iter().map(|term| term.label()).collect();
        let usual = || format!("idx-{table}-{}", labels.join("-"));
        self.reserve(unique.name.clone().unwrap_or_else(usual))
    }

    fn reserve(&mut self, name: String) -> String {
        let numbered = (2..).map(|number| format!("{name}-{number}"));
        let mut free = std::iter::once(name.clone())
            .chain(numbered)
            .filter(|name| self.taken.insert(name.to_ascii_lowercase()));
        free.next().unwrap_or_else(|| name.clone())
    }
}

fn names(schema: &Schema) -> impl Iterator<Item = &str> {
    let indexes = schema.tables.iter().flat_map(|table| &table.indexes);
    let tables = schema.tables.iter().map(|table| &table.name);
    let views = schema.views.iter().map(|view| &view.name);
    let others = schema.unmanaged.iter().map(|object| &object.name);
    tables
        .chain(indexes.map(|index| &index.name))
        .chain(views)
        .chain(others)
        .map(String::as_str)
}
