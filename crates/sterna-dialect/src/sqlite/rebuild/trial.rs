//! Whether views and triggers still work once a column is gone: SQLite looks into them only when
//! they are used.

use sterna_schema::{Alteration, Table};

use super::Rebuild;
use crate::plan::Statement;
use crate::sqlite::inspect::{ObjectKind, StoredObject};
use crate::sqlite::mention;
use crate::sqlite::quote::identifier;

/// Statements that SQLite has to look into those objects for, and that touch no row.
pub(super) fn all(rebuild: &Rebuild<'_>) -> Vec<Statement> {
    let dropped: Vec<_> = rebuild
        .alterations
        .iter()
        .filter_map(dropped_column)
        .collect();
    let is_concerned = |object: &&StoredObject| {
        let text = object.sql.as_deref().unwrap_or_default();
        let names_column = dropped.iter().any(|column| mention::mentions(text, column));
        let names_table = rebuild.is_self(&object.table) || mention::mentions(text, rebuild.name());
        names_column && names_table
    };
    let objects = rebuild.catalogue.objects().filter(is_concerned);
    objects.flat_map(|object| trial(rebuild, object)).collect()
}

fn dropped_column(alteration: &Alteration) -> Option<&str> {
    match alteration {
        Alteration::DropColumn { column, .. } => column.name(),
        _ => None,
    }
}

fn trial(rebuild: &Rebuild<'_>, object: &StoredObject) -> Vec<Statement> {
    let attempts = match (object.kind, rebuild.table_after(&object.table)) {
        (ObjectKind::View, _) => vec![format!(
            "SELECT 1 FROM {} WHERE 0",
            identifier(&object.name)
        )],
        (ObjectKind::Trigger, Some(table)) => vec![insert(table), update(table), delete(table)],
        _ => Vec::new(),
    };
    let purpose = format!("make sure that {} still works", object.name);
    let statement = |sql| Statement::change(sql, purpose.clone());
    attempts.into_iter().map(statement).collect()
}

fn insert(table: &Table) -> String {
    let (name, columns) = (identifier(&table.name), writable(table).join(", "));
    format!("INSERT INTO {name} ({columns}) SELECT {columns} FROM {name} WHERE 0")
}

fn update(table: &Table) -> String {
    let same = |column: String| format!("{column} = {column}");
    let assignments: Vec<_> = writable(table).into_iter().map(same).collect();
    let name = identifier(&table.name);
    format!("UPDATE {name} SET {} WHERE 0", assignments.join(", "))
}

fn delete(table: &Table) -> String {
    format!("DELETE FROM {} WHERE 0", identifier(&table.name))
}

fn writable(table: &Table) -> Vec<String> {
    let columns = table
        .columns
        .iter()
        .filter(|column| column.generated.is_none());
    columns.map(|column| identifier(&column.name)).collect()
}
