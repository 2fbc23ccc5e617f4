//! What a comparison may touch.
//!
//! The differ finds what differs; whether something that only one side has may go is decided
//! here, and nowhere else.

use std::collections::BTreeSet;

use sterna_schema::{Schema, same_name};

use crate::difference::ObjectKind;

/// The tables in which migration tools keep their own state. They are no part of any schema.
const BOOKKEEPING: [&str; 4] = [
    "sterna_version",
    "sterna_history",
    "alembic_version",
    "seaql_migrations",
];

/// What a comparison may touch.
#[derive(Clone, Debug)]
pub struct Scope {
    drops: Drops,
    left_out: Vec<String>,
}

#[derive(Clone, Debug)]
enum Drops {
    /// Tables and indexes; views and triggers where this was asked for.
    All { views_and_triggers: bool },
    /// What the history made, and nothing else.
    Made(MadeByHistory),
}

impl Scope {
    /// Two schemas, compared for what they are: tables and indexes are dropped to match, views
    /// and triggers that only `from` has are kept and reported.
    pub fn exact() -> Self {
        Self::with(Drops::All {
            views_and_triggers: false,
        })
    }

    /// Like [`Scope::exact`], but views and triggers are dropped to match too.
    pub fn exact_with_views_and_triggers() -> Self {
        Self::with(Drops::All {
            views_and_triggers: true,
        })
    }

    /// A database and its entities: a table, index, view or trigger that only the database has
    /// is dropped if the history made it, else it is kept and reported.
    pub fn autogenerate(made: MadeByHistory) -> Self {
        Self::with(Drops::Made(made))
    }

    /// The same scope, blind to some more tables: version tables under a name of one's own.
    #[must_use]
    pub fn leaving_out<N: Into<String>>(mut self, tables: impl IntoIterator<Item = N>) -> Self {
        self.left_out.extend(tables.into_iter().map(Into::into));
        self
    }

    fn with(drops: Drops) -> Self {
        Self {
            drops,
            left_out: Vec::new(),
        }
    }

    /// Whether the table takes part at all. Names that begin with `sqlite_` are SQLite's own
    /// (<https://www.sqlite.org/lang_createtable.html>).
    pub(crate) fn concerns(&self, table: &str) -> bool {
        let left_out = self.left_out.iter().map(String::as_str);
        let mut left_out = BOOKKEEPING.into_iter().chain(left_out);
        let is_internal = table.to_ascii_lowercase().starts_with("sqlite_");
        !is_internal && !left_out.any(|name| same_name(name, table))
    }

    /// Whether an object that only `from` has goes.
    pub(crate) fn drops(&self, kind: ObjectKind, name: &str) -> bool {
        match (&self.drops, kind) {
            (Drops::All { .. }, ObjectKind::Table | ObjectKind::Index) => true,
            (Drops::All { views_and_triggers }, ObjectKind::View | ObjectKind::Trigger) => {
                *views_and_triggers
            }
            (Drops::Made(made), kind) => made.contains(kind, name),
        }
    }
}

/// The objects that revisions made.
///
/// The caller fills it, for instance by replaying the history in a shadow. It may leave out
/// kinds that the entities cannot state: what an author wrote into a revision by hand because
/// the entities have no word for it must not be proposed for dropping.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MadeByHistory {
    names: BTreeSet<(ObjectKind, String)>,
}

impl MadeByHistory {
    /// A history that made nothing.
    pub fn nothing() -> Self {
        Self::default()
    }

    /// All tables and indexes of the schema to which the history leads.
    pub fn tables_and_indexes(schema: &Schema) -> Self {
        let mut made = Self::default();
        for table in &schema.tables {
            made.add(ObjectKind::Table, &table.name);
            for index in &table.indexes {
                made.add(ObjectKind::Index, &index.name);
            }
        }
        made
    }

    /// Everything of the schema to which the history leads.
    pub fn everything(schema: &Schema) -> Self {
        let mut made = Self::tables_and_indexes(schema);
        for view in &schema.views {
            made.add(ObjectKind::View, &view.name);
        }
        for trigger in &schema.triggers {
            made.add(ObjectKind::Trigger, &trigger.name);
        }
        made
    }

    /// Counts one more object as made by the history.
    pub fn add(&mut self, kind: ObjectKind, name: &str) {
        self.names.insert((kind, name.to_ascii_lowercase()));
    }

    /// Whether the history made the object.
    pub fn contains(&self, kind: ObjectKind, name: &str) -> bool {
        self.names.contains(&(kind, name.to_ascii_lowercase()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bookkeeping_never_takes_part() {
        let scope = Scope::exact().leaving_out(["my_versions"]);
        assert!(!scope.concerns("Alembic_Version"));
        assert!(!scope.concerns("my_versions"));
        assert!(!scope.concerns("SQLite_sequence"));
        assert!(scope.concerns("posts"));
    }

    #[test]
    fn autogenerate_drops_only_what_the_history_made() {
        let mut made = MadeByHistory::nothing();
        made.add(ObjectKind::Table, "Posts");
        let scope = Scope::autogenerate(made);
        assert!(scope.drops(ObjectKind::Table, "posts"));
        assert!(!scope.drops(ObjectKind::Table, "others"));
        assert!(!scope.drops(ObjectKind::Index, "posts"));
    }

    #[test]
    fn views_and_triggers_go_only_on_request() {
        assert!(Scope::exact().drops(ObjectKind::Index, "i"));
        assert!(!Scope::exact().drops(ObjectKind::View, "v"));
        assert!(Scope::exact_with_views_and_triggers().drops(ObjectKind::Trigger, "t"));
    }
}
