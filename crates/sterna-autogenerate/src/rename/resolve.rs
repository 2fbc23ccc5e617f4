//! What was said about renames, held against the two schemas. Pure.

use sterna_schema::{Alteration, Operation, Schema, same_name};

use super::order::in_order;
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
    // A column may be asked for by the new name of its table: tables come first.
    let (tables, columns): (Vec<_>, Vec<_>) = renames
        .asked
        .iter()
        .partition(|asked| schemas.from.table(&asked.what).is_some());
    for asked in &tables {
        require_free(asked, &tables, schemas.from)?;
        pending.ask_table(asked, schemas)?;
    }
    for asked in columns {
        pending.ask(asked, &renames.asked, schemas)?;
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
    Ok(pending.into_operations(schemas))
}

/// Tables by old and new name; columns by the new name of their table, old and new name.
#[derive(Default)]
struct Pending {
    tables: Vec<(String, String)>,
    columns: Vec<(String, String, String)>,
}

impl Pending {
    fn ask(
        &mut self,
        asked: &Rename,
        all: &[Rename],
        schemas: Pair<&Schema>,
    ) -> Result<(), RenameError> {
        let splits = asked.what.match_indices('.');
        let mut splits = splits.map(|(at, _)| (&asked.what[..at], &asked.what[at + 1..]));
        let named = splits.find_map(|(table, column)| {
            let live = schemas.from.table(&self.live_name(table))?;
            Some((self.new_name(&live.name), live, live.column(column)?))
        });
        let (table, live, column) =
            named.ok_or_else(|| RenameError::Missing(asked.what.clone()))?;
        let goes = |column: &str| {
            let names = [&live.name, &table].map(|table| format!("{table}.{column}"));
            all.iter()
                .any(|other| names.iter().any(|name| same_name(&other.what, name)))
        };
        if live.column(&asked.to).is_some_and(|held| !goes(&held.name)) {
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

    fn into_operations(mut self, schemas: Pair<&Schema>) -> Vec<Operation> {
        let is_free = |name: &str| {
            let mut sides = [schemas.from, schemas.to].into_iter();
            sides.all(|side| side.table(name).is_none() && side.view(name).is_none())
        };
        let tables = in_order(std::mem::take(&mut self.tables), is_free).into_iter();
        let mut operations: Vec<_> = tables
            .map(|(from, to)| Operation::RenameTable { from, to })
            .collect();
        while let Some((table, ..)) = self.columns.first() {
            let table = table.clone();
            operations.push(self.take_columns_of(table, schemas));
        }
        operations
    }

    /// The one operation on a table, which may have got its name just now.
    fn take_columns_of(&mut self, table: String, schemas: Pair<&Schema>) -> Operation {
        let columns = self
            .columns
            .extract_if(.., |(of, ..)| same_name(of, &table));
        let renames = columns.map(|(_, from, to)| (from, to)).collect();
        let sides = schemas.from.tables.iter().chain(&schemas.to.tables);
        let is_free = |name: &str| sides.clone().all(|table| table.column(name).is_none());
        let renames = in_order(renames, is_free).into_iter();
        let alterations = renames.map(|(from, to)| Alteration::RenameColumn { from, to });
        Operation::AlterTable {
            table,
            alterations: alterations.collect(),
        }
    }
}

/// The new name of a table must be free, or given up in the same breath.
fn require_free(asked: &Rename, all: &[&Rename], live: &Schema) -> Result<(), RenameError> {
    let goes = |name: &str| all.iter().any(|other| same_name(&other.what, name));
    let held = live.table(&asked.to).is_some_and(|held| !goes(&held.name));
    match held || live.view(&asked.to).is_some() {
        true => Err(taken(asked)),
        false => Ok(()),
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
