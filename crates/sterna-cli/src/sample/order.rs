//! The order in which tables get rows: those that others refer to come first. Pure.

use std::collections::HashSet;

use sterna_schema::{Schema, Table};

/// The tables, each behind those that it refers to. Where these form a circle, the order of names
/// decides: such a row must do with NULL.
pub fn parents_first(schema: &Schema) -> Vec<&Table> {
    let mut waiting: Vec<&Table> = schema.tables.iter().collect();
    let mut placed = HashSet::new();
    let mut order = Vec::new();
    while !waiting.is_empty() {
        let is_ready = |table: &&Table| {
            let mut parents = table.foreign_keys.iter().map(|key| lower(&key.table));
            let own = lower(&table.name);
            parents
                .all(|name| name == own || placed.contains(&name) || schema.table(&name).is_none())
        };
        let next = waiting.iter().position(is_ready).unwrap_or(0);
        let table = waiting.remove(next);
        placed.insert(lower(&table.name));
        order.push(table);
    }
    order
}

fn lower(name: &str) -> String {
    name.to_ascii_lowercase()
}
