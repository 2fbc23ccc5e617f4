//! What a comparison may touch.
//!
//! The differ finds what differs; whether something that only one side has may go is decided
//! here, and nowhere else.

use std::collections::BTreeSet;

use sterna::Metadata;
use sterna_schema::{Check, Index, Schema, same_name};

use crate::difference::ObjectKind;
use crate::pattern::fits_any;

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
    /// Patterns of tables and views to look at; all of them where there is none.
    included: Vec<String>,
    /// Patterns of tables, indexes, views and triggers to leave in peace.
    excluded: Vec<String>,
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

    /// The same scope, limited to tables and views whose name fits one of the patterns, in which
    /// `*` stands for any characters. Without a pattern nothing is limited.
    #[must_use]
    pub fn including<N: Into<String>>(mut self, patterns: impl IntoIterator<Item = N>) -> Self {
        self.included.extend(patterns.into_iter().map(Into::into));
        self
    }

    /// The same scope, blind to tables and views whose name fits one of the patterns; an index or
    /// trigger of such a name is kept where only the database has it.
    #[must_use]
    pub fn excluding<N: Into<String>>(mut self, patterns: impl IntoIterator<Item = N>) -> Self {
        self.excluded.extend(patterns.into_iter().map(Into::into));
        self
    }

    fn with(drops: Drops) -> Self {
        Self {
            drops,
            left_out: Vec::new(),
            included: Vec::new(),
            excluded: Vec::new(),
        }
    }

    /// Whether the table or view takes part at all. Names that begin with `sqlite_` are SQLite's
    /// own (<https://www.sqlite.org/lang_createtable.html>).
    pub(crate) fn concerns(&self, table: &str) -> bool {
        let left_out = self.left_out.iter().map(String::as_str);
        let mut left_out = BOOKKEEPING.into_iter().chain(left_out);
        let is_internal = table.to_ascii_lowercase().starts_with("sqlite_");
        let is_included = self.included.is_empty() || fits_any(&self.included, table);
        let is_left_out = is_internal || left_out.any(|name| same_name(name, table));
        is_included && !is_left_out && !fits_any(&self.excluded, table)
    }

    /// Whether an object that only `from` has goes.
    pub(crate) fn drops(&self, kind: ObjectKind, name: &str) -> bool {
        !fits_any(&self.excluded, name) && self.lets_go(kind, name)
    }

    /// Whether a CHECK that only `from` has goes.
    pub(crate) fn drops_check(&self, table: &str, check: &Check) -> bool {
        match &self.drops {
            Drops::All { .. } => true,
            Drops::Made(made) => made.contains_check(table, check),
        }
    }

    /// Whether an index counts as another where it has another name, though nobody chose that.
    pub(crate) fn compares_all_names(&self) -> bool {
        matches!(self.drops, Drops::All { .. })
    }

    fn lets_go(&self, kind: ObjectKind, name: &str) -> bool {
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
    /// A CHECK may have no name: its table and what it says.
    checks: BTreeSet<(String, String)>,
}

impl MadeByHistory {
    /// A history that made nothing.
    pub fn nothing() -> Self {
        Self::default()
    }

    /// All tables, indexes and CHECKs of the schema to which the history leads.
    pub fn tables_and_indexes(schema: &Schema) -> Self {
        let mut made = Self::default();
        for table in &schema.tables {
            made.add(ObjectKind::Table, &table.name);
            for index in &table.indexes {
                made.add(ObjectKind::Index, &index.name);
            }
            for check in &table.checks {
                made.add_check(&table.name, check);
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

    /// What of the schema to which the history leads the project could also have said: the
    /// tables; the indexes that an entity can say, and all of a table with a declaration; views
    /// and triggers where anything is declared at all.
    ///
    /// What an author wrote into a revision by hand, because nothing else has a word for it, is
    /// not counted, nor is a table that is said to stay, so that it is not proposed for dropping for ever after.
    pub fn that_could_be_said(metadata: &Metadata, schema: &Schema) -> Self {
        let mut made = match metadata.declares_anything() {
            true => Self::everything(schema),
            false => Self::tables_and_indexes(schema),
        };
        let tables = schema.tables.iter();
        for table in tables.filter(|table| !metadata.declares(&table.name)) {
            for index in table.indexes.iter().filter(|index| !is_plain(index)) {
                made.forget(ObjectKind::Index, &index.name);
            }
        }
        for table in schema.tables.iter().filter(|one| metadata.keeps(&one.name)) {
            made.forget(ObjectKind::Table, &table.name);
        }
        let triggers = schema.triggers.iter();
        for trigger in triggers.filter(|one| metadata.keeps(&one.table)) {
            made.forget(ObjectKind::Trigger, &trigger.name);
        }
        made
    }

    /// Counts an object as not made by the history.
    pub fn forget(&mut self, kind: ObjectKind, name: &str) {
        self.names.remove(&(kind, name.to_ascii_lowercase()));
    }

    /// Counts one more object as made by the history.
    pub fn add(&mut self, kind: ObjectKind, name: &str) {
        self.names.insert((kind, name.to_ascii_lowercase()));
    }

    /// Counts one more CHECK of a table as made by the history.
    pub fn add_check(&mut self, table: &str, check: &Check) {
        self.checks.insert(check_key(table, check));
    }

    /// Whether the history made the CHECK.
    pub fn contains_check(&self, table: &str, check: &Check) -> bool {
        self.checks.contains(&check_key(table, check))
    }

    /// Whether the history made the object.
    pub fn contains(&self, kind: ObjectKind, name: &str) -> bool {
        self.names.contains(&(kind, name.to_ascii_lowercase()))
    }
}

/// Whether an attribute of an entity could say it.
fn is_plain(index: &Index) -> bool {
    let mut terms = index.columns.iter();
    index.predicate.is_none()
        && terms.all(|term| term.name().is_some() && term.collation.is_none() && !term.descending)
}

fn check_key(table: &str, check: &Check) -> (String, String) {
    let says = check.expression.canonical().to_owned();
    (table.to_ascii_lowercase(), says)
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

    #[test]
    fn patterns_limit_what_takes_part() {
        let scope = Scope::exact()
            .including(["app_*"])
            .excluding(["*_Backup", "cache*"]);
        assert!(scope.concerns("App_posts"));
        assert!(!scope.concerns("posts"));
        assert!(!scope.concerns("app_posts_backup"));
        assert!(!scope.drops(ObjectKind::Index, "cache_by_key"));
        assert!(scope.drops(ObjectKind::Index, "app_by_key"));
        assert!(Scope::exact().including([""; 0]).concerns("posts"));
    }
}
