//! The differ: two schemas in, the operations between them out.
//!
//! [`diff`] is a table of contents. Each question (columns, primary key, uniques, …) is one file
//! with one entry; the order in which everything runs is decided in `order` alone. Both sides
//! were normalised when they were read, so that questions compare and never interpret.
//!
//! What must stay absent: a database, SQL, guesses about renames (see [`crate::rename`]).

mod checks;
mod columns;
mod foreign_keys;
mod indexes;
mod left_alone;
mod names;
mod options;
mod order;
mod primary_key;
mod same;
mod table;
mod tables;
mod triggers;
mod uniques;
mod values;
mod views;

use sterna_schema::Schema;

use crate::difference::Difference;
use crate::pair::Pair;
use crate::scope::Scope;

/// What takes `from` to `to`, as far as `scope` lets it.
pub fn diff(from: &Schema, to: &Schema, scope: &Scope) -> Difference {
    let schemas = Pair::new(from, to);
    let tables = tables::compare(schemas, scope);
    let views = views::compare(schemas, scope);
    let triggers = triggers::compare(schemas, scope, &tables, &views);
    let mut left_alone = left_alone::compare(schemas, scope, &tables);
    left_alone
        .kept
        .extend(views.kept.iter().chain(&triggers.kept).cloned());
    Difference {
        kept: left_alone.kept,
        notes: left_alone.notes,
        operations: order::arrange(tables, views, triggers),
    }
}
