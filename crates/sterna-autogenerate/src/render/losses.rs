//! What an operation destroys, said in a comment at its line.

use std::collections::BTreeMap;

use sterna_schema::{Alteration, Column, Dropped, Expression, Operation};

use crate::text::one_line;

/// How many rows and values there were when the revision was made, where that is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RowCounts {
    rows: BTreeMap<String, u64>,
    values: BTreeMap<(String, String), u64>,
}

impl RowCounts {
    /// Remembers the rows of a table.
    pub fn insert(&mut self, table: &str, rows: u64) {
        self.rows.insert(table.to_ascii_lowercase(), rows);
    }

    /// The rows of a table, where that is known.
    pub fn of(&self, table: &str) -> Option<u64> {
        self.rows.get(&table.to_ascii_lowercase()).copied()
    }

    /// Remembers the rows that hold a value in a column.
    pub fn insert_values(&mut self, table: &str, column: &str, rows: u64) {
        self.values.insert(key(table, column), rows);
    }

    /// The rows that hold a value in a column, where that is known.
    pub fn values_of(&self, table: &str, column: &str) -> Option<u64> {
        self.values.get(&key(table, column)).copied()
    }
}

fn key(table: &str, column: &str) -> (String, String) {
    (table.to_ascii_lowercase(), column.to_ascii_lowercase())
}

/// Which of the two functions a statement is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    Upgrade,
    Downgrade,
}

/// What the operation destroys or cannot bring back, in one line without the slashes.
pub(super) fn of_operation(
    operation: &Operation,
    direction: Direction,
    rows: &RowCounts,
) -> Option<String> {
    match (operation, direction) {
        (Operation::DropTable(table), Direction::Upgrade) => {
            let rows = table.name().and_then(|name| rows.of(name));
            Some(match rows {
                Some(rows) => format!("drops the table with {}", counted(rows)),
                None => "drops the table with its rows".to_owned(),
            })
        }
        (Operation::CreateTable(_), Direction::Downgrade) => {
            Some("the rows of the dropped table are lost".to_owned())
        }
        _ => None,
    }
}

/// The same for one change of a table.
pub(super) fn of_alteration(
    alteration: &Alteration,
    table: &str,
    direction: Direction,
    rows: &RowCounts,
) -> Option<String> {
    match (alteration, direction) {
        (Alteration::DropColumn { column, .. }, Direction::Upgrade) if holds_values(column) => {
            let name = column.name().unwrap_or_default();
            Some(match rows.values_of(table, name) {
                Some(0) => "drops the column, in which no row held a value".to_owned(),
                Some(rows) => format!("drops the values of {}", counted(rows)),
                None => "drops the values of the column".to_owned(),
            })
        }
        (Alteration::AddColumn { column, backfill }, Direction::Downgrade)
            if column.generated.is_none() =>
        {
            Some(restored(backfill.as_ref()))
        }
        (Alteration::AlterColumn { from, to, .. }, _) => {
            converted(from, to, rows.values_of(table, &to.name))
        }
        _ => None,
    }
}

fn holds_values(column: &Dropped<Column>) -> bool {
    let known = column.known();
    known.is_none_or(|column| column.generated.is_none())
}

fn restored(backfill: Option<&Expression>) -> String {
    match backfill {
        Some(value) => format!(
            "the dropped values are lost; rows get {}",
            one_line(value.sql())
        ),
        None => "the dropped values are lost".to_owned(),
    }
}

fn converted(from: &Column, to: &Column, values: Option<u64>) -> Option<String> {
    let is_lost = from.generated.is_none() && to.generated.is_some();
    is_lost.then(|| {
        let lost = values.map_or_else(|| "the column".to_owned(), counted);
        format!("drops the values of {lost}: the column is computed from now on")
    })
}

fn counted(rows: u64) -> String {
    match rows {
        0 => "its rows (there were none)".to_owned(),
        1 => "1 row".to_owned(),
        rows => format!("{rows} rows"),
    }
}
