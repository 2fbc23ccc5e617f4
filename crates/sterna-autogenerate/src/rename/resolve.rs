//! What was said about renames, held against the two schemas. Pure.

use sterna_schema::{Alteration, Operation, Schema, same_name};

use super::{Rename, RenameError, Renames};
use crate::pair::Pair;

/// The renames to carry out, tables before columns.
pub(super) fn pending(
    renames: &Renames,
    schemas: Pair<&Schema>,
) -> Result<Vec<Operation>, RenameError> {
    let mut pending = Pending::default();
    for table in &renames.tables {
        let done = schemas.from.table(&table.to).is_some();
        if !done && schemas.from.table(&table.from).is_some() {
            pending.tables.push((table.from.clone(), table.to.clone()));
        }
    }
    for asked in &renames.asked {
        pending.ask(asked, schemas)?;
    }
    for column in &renames.columns {
        let live = pending.live_name(&column.table);
        let Some(table) = schemas.from.table(&live) else {
            continue;
        };
        let done = table.column(&column.to).is_some();
        if !done && table.column(&column.from).is_some() {
            pending.add_column(&column.table, &column.from, &column.to);
        }
    }
    Ok(pending.into_operations())
}

/// Tables by old and new name; columns by the new name of their table, old and new name.
#[derive(Default)]
struct Pending {
    tables: Vec<(String, String)>,
    columns: Vec<(String, String, String)>,
}

impl Pending {
    fn ask(&mut self, asked: &Rename, schemas: Pair<&Schema>) -> Result<(), RenameError> {
        if schemas.from.table(&asked.what).is_some() {
            return self.ask_table(asked, schemas);
        }
        let splits = asked.what.match_indices('.');
        let mut splits = splits.map(|(at, _)| (&asked.what[..at], &asked.what[at + 1..]));
        let named = splits.find_map(|(table, column)| {
            let live = schemas.from.table(&self.live_name(table))?;
            Some((self.new_name(&live.name), live, live.column(column)?))
        });
        let (table, live, column) =
            named.ok_or_else(|| RenameError::Missing(asked.what.clone()))?;
        if live.column(&asked.to).is_some() {
            return Err(taken(asked));
        }
        let wanted = schemas.to.table(&table);
        if wanted.is_none_or(|wanted| wanted.column(&asked.to).is_none()) {
            return Err(unknown(asked));
        }
        self.add_column(&table, &column.name, &asked.to);
        Ok(())
    }

    fn ask_table(&mut self, asked: &Rename, schemas: Pair<&Schema>) -> Result<(), RenameError> {
        if schemas.from.table(&asked.to).is_some() || schemas.from.view(&asked.to).is_some() {
            return Err(taken(asked));
        }
        if schemas.to.table(&asked.to).is_none() {
            return Err(unknown(asked));
        }
        self.tables.push((asked.what.clone(), asked.to.clone()));
        Ok(())
    }

    fn add_column(&mut self, table: &str, from: &str, to: &str) {
        let known = self
            .columns
            .iter()
            .any(|(t, f, _)| same_name(t, table) && same_name(f, from));
        if !known {
            let column = (table.to_owned(), from.to_owned(), to.to_owned());
            self.columns.push(column);
        }
    }

    /// The name that a table has now, given the one it has or will have.
    fn live_name(&self, table: &str) -> String {
        let mut renamed = self.tables.iter();
        let renamed = renamed.find(|(_, to)| same_name(to, table));
        renamed.map_or(table, |(from, _)| from).to_owned()
    }

    /// The name that a table will have.
    fn new_name(&self, table: &str) -> String {
        let mut renamed = self.tables.iter();
        let renamed = renamed.find(|(from, _)| same_name(from, table));
        renamed.map_or(table, |(_, to)| to).to_owned()
    }

    fn into_operations(self) -> Vec<Operation> {
        let tables = self.tables.into_iter();
        let mut operations: Vec<_> = tables
            .map(|(from, to)| Operation::RenameTable { from, to })
            .collect();
        for (table, from, to) in self.columns {
            let rename = Alteration::RenameColumn { from, to };
            add_to_table(&mut operations, table, rename);
        }
        operations
    }
}

/// Adds an alteration to the one operation on its table.
fn add_to_table(operations: &mut Vec<Operation>, name: String, alteration: Alteration) {
    let of_table = operations.iter_mut().find_map(|operation| match operation {
        Operation::AlterTable { table, alterations } if same_name(table, &name) => {
            Some(alterations)
        }
        _ => None,
    });
    match of_table {
        Some(alterations) => alterations.push(alteration),
        None => operations.push(Operation::AlterTable {
            table: name,
            alterations: vec![alteration],
        }),
    }
}

fn taken(asked: &Rename) -> RenameError {
    RenameError::Taken {
        what: asked.what.clone(),
        to: asked.to.clone(),
    }
}

fn unknown(asked: &Rename) -> RenameError {
    RenameError::Unknown {
        what: asked.what.clone(),
        to: asked.to.clone(),
    }
}
