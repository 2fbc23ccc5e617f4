//! Migrations that were written for sea-orm-migration, as the root of the history.
//!
//! A project's `MigratorTrait` is taken over as it is:
//!
//! ```ignore
//! migration::revisions().after::<old::Migrator>()
//! ```
//!
//! Each of its migrations becomes a revision of the same name, one on top of the other. The table
//! in which that crate keeps its names (`seaql_migrations`) stays the only record of them, so that
//! its own command and older builds of the application go on to work.
//!
//! Only facts are here. How they run is the business of `run::migrations`.

use std::any::TypeId;
use std::fmt;
use std::sync::{Mutex, PoisonError};

use sea_orm_migration::{MigrationTrait, MigratorTrait};

use crate::operations::Operations;
use crate::revision::{Revision, Source, Transaction};

/// A migrator of sea-orm-migration.
#[derive(Clone, Copy)]
pub struct TakenOver {
    /// The table of the names that are applied.
    pub(crate) table: &'static str,
    /// The names of its migrations, in the order in which they run.
    pub(crate) names: &'static [&'static str],
    migrations: fn() -> Vec<Box<dyn MigrationTrait>>,
}

impl TakenOver {
    /// The table in which its applied migrations are recorded: `seaql_migrations`, or what the
    /// migrator calls it.
    pub fn table(&self) -> &'static str {
        self.table
    }

    /// The names of its migrations, in the order in which they run.
    pub fn names(&self) -> &'static [&'static str] {
        self.names
    }

    /// Whether it has a migration of that name.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.names.contains(&name)
    }

    /// The migration of that name.
    pub(crate) fn migration(&self, name: &str) -> Option<Box<dyn MigrationTrait>> {
        let mut migrations = (self.migrations)().into_iter();
        migrations.find(|migration| migration.name() == name)
    }
}

impl fmt::Debug for TakenOver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TakenOver")
            .field("table", &self.table)
            .field("names", &self.names)
            .finish_non_exhaustive()
    }
}

/// What has been made so far: of which migrator, below which revisions, the sources.
static MADE: Mutex<Vec<(TypeId, usize, &'static [Source])>> = Mutex::new(Vec::new());

/// The sources with those of the migrator before them. Revisions live as long as the program, so
/// they are made once for each migrator.
pub(crate) fn sources<M: MigratorTrait + 'static>(above: &'static [Source]) -> &'static [Source] {
    let key = (TypeId::of::<M>(), above.as_ptr() as usize);
    let mut made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, _, sources)) = made.iter().find(|(of, at, _)| (*of, *at) == key) {
        return sources;
    }
    let below = migrations::<M>();
    let sources = below.into_iter().chain(above.iter().copied());
    let sources: &'static [Source] = sources.collect::<Vec<_>>().leak();
    made.push((key.0, key.1, sources));
    sources
}

fn migrations<M: MigratorTrait>() -> Vec<Source> {
    let migrations = M::migrations();
    let names: Vec<&'static str> = migrations
        .iter()
        .map(|migration| &*migration.name().to_owned().leak())
        .collect();
    let names: &'static [&'static str] = names.leak();
    let taken_over = TakenOver {
        table: M::migration_table_name().to_string().leak(),
        names,
        migrations: M::migrations,
    };
    let below = |at: usize| &names[at.saturating_sub(1)..at];
    let numbered = migrations.iter().enumerate();
    numbered
        .map(|(at, migration)| source(taken_over, names[at], below(at), migration.as_ref()))
        .collect()
}

fn source(
    taken_over: TakenOver,
    name: &'static str,
    below: &'static [&'static str],
    migration: &dyn MigrationTrait,
) -> Source {
    let outside = migration.use_transaction() == Some(false);
    let revision = Revision {
        id: name,
        revises: below,
        message: message(name).leak(),
        transaction: match outside {
            true => Transaction::Outside,
            false => Transaction::Inside,
        },
        taken_over: Some(taken_over),
        downgrade: |_: &mut Operations| {},
        ..Revision::EMPTY
    };
    Source {
        revision: Box::leak(Box::new(revision)),
        path: "",
        checksum: "",
    }
}

/// `create table` of `m20220101_000001_create_table`.
fn message(name: &str) -> String {
    let is_time = |c: char| c.is_ascii_digit() || c == '_';
    let time = name.strip_prefix('m').unwrap_or(name);
    let words = time.trim_start_matches(is_time);
    let words = if words.len() < time.len() {
        words
    } else {
        name
    };
    words.replace('_', " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_the_name_without_the_time() {
        assert_eq!(message("m20220101_000001_create_table"), "create table");
        assert_eq!(message("m1_users"), "users");
        assert_eq!(message("make_users"), "make users");
        assert_eq!(message("m20220101_000001"), "");
    }
}
