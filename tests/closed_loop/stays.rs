//! What a revision has no business to change: the rows of tables and columns that both sides
//! have, under whichever name.

use sterna::operations::{Operations, Step};
use sterna::{Operation, Revision};
use sterna_schema::Alteration;

use super::facts::Facts;

/// The tables that are there before and after.
pub struct Stays(Vec<Table>);

/// The two names of one table.
struct Table {
    before: String,
    after: String,
    columns: Vec<Column>,
}

/// The two names of one column.
struct Column {
    before: String,
    after: String,
    /// Whether its declared type changes.
    converts: bool,
}

impl Stays {
    /// What both sides have, once the revision's own renames are followed.
    pub fn of(revision: &Revision, before: &Facts, after: &Facts) -> Self {
        let mut tables: Vec<_> = before
            .tables()
            .map(|name| Table::of(before, name))
            .collect();
        let mut operations = Operations::default();
        (revision.upgrade)(&mut operations);
        for step in operations.into_steps() {
            if let Step::Operation(operation) = step {
                tables.iter_mut().for_each(|table| table.follow(&operation));
            }
        }
        tables.retain_mut(|table| table.stays(before, after));
        Self(tables)
    }

    /// Insists that the upgrade left the values alone, and the numbers that AUTOINCREMENT gave.
    pub fn rows_are_kept(&self, before: &Facts, after: &Facts) {
        for table in &self.0 {
            let was = table.rows(before, &table.before, |column| &column.before);
            let is = table.rows(after, &table.after, |column| &column.after);
            assert_eq!(is, was, "rows of {} after the upgrade", table.after);
            let was = before.last_number(&table.before);
            let is = after.last_number(&table.after);
            if let (Some(was), Some(is)) = (was, is) {
                assert_eq!(is, was, "last number of {}", table.after);
            }
        }
    }

    /// Insists that the way back led to these very values.
    pub fn rows_are_back(&self, before: &Facts, back: &Facts) {
        for Table {
            before: name,
            columns,
            ..
        } in &self.0
        {
            let columns: Vec<_> = columns
                .iter()
                .map(|column| column.before.as_str())
                .collect();
            let (is, was) = (back.rows(name, &columns), before.rows(name, &columns));
            assert_eq!(is, was, "rows of {name} after the downgrade");
        }
    }
}

impl Table {
    fn of(facts: &Facts, name: &str) -> Self {
        let column = |name: &str| Column {
            before: name.to_owned(),
            after: name.to_owned(),
            converts: false,
        };
        Self {
            before: name.to_owned(),
            after: name.to_owned(),
            columns: facts.columns(name).map(column).collect(),
        }
    }

    fn follow(&mut self, operation: &Operation) {
        match operation {
            Operation::RenameTable { from, to } if *from == self.after => self.after.clone_from(to),
            Operation::AlterTable { table, alterations } if *table == self.after => {
                alterations
                    .iter()
                    .for_each(|change| self.follow_column(change));
            }
            _ => {}
        }
    }

    /// A column whose missing values are filled in is followed no further: its revision shows
    /// what becomes of them, and `said.txt` that they do not come back.
    fn follow_column(&mut self, change: &Alteration) {
        match change {
            Alteration::RenameColumn { from, to } => {
                let columns = self.columns.iter_mut();
                let renamed = columns.filter(|column| column.after == *from);
                renamed.for_each(|column| column.after.clone_from(to));
            }
            Alteration::AlterColumn { from, convert, .. } if convert.backfill.is_some() => {
                self.columns.retain(|column| column.after != from.name);
            }
            _ => {}
        }
    }

    /// Whether it is still there; columns that are not are forgotten.
    fn stays(&mut self, before: &Facts, after: &Facts) -> bool {
        let there: Vec<_> = after.columns(&self.after).collect();
        self.columns
            .retain(|column| there.contains(&column.after.as_str()));
        for column in &mut self.columns {
            let was = before.declared(&self.before, &column.before);
            column.converts = was != after.declared(&self.after, &column.after);
        }
        !there.is_empty()
    }

    /// The rows of one side. Where a column's type changes, `'12'`, `12` and `12.0` are one value.
    fn rows(&self, side: &Facts, name: &str, name_of: fn(&Column) -> &String) -> Vec<Vec<String>> {
        let names: Vec<_> = self.columns.iter().map(|c| name_of(c).as_str()).collect();
        let value = |(cell, column): (&str, &Column)| match column.converts {
            true => loosely(cell),
            false => cell.to_owned(),
        };
        let rows = side.rows(name, &names).into_iter();
        let mut rows: Vec<Vec<_>> = rows
            .map(|row| row.into_iter().zip(&self.columns).map(value).collect())
            .collect();
        rows.sort_unstable();
        rows
    }
}

fn loosely(cell: &str) -> String {
    let bare = cell.trim_matches('\'');
    bare.parse::<f64>()
        .map_or_else(|_| bare.to_owned(), |number| number.to_string())
}
