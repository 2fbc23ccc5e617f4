//! Alterations that SQLite has a statement for.
//!
//! Each function gives the statements of one alteration, the guard that refuses in our words
//! what SQLite would refuse in its own before it. Whether an alteration may go this way is
//! decided in `choose`.

use sterna_schema::{
    Alteration, Check, Column, Expression, ForeignKey, Index, Named, Table, same_name,
};

use super::quote::identifier;
use super::{create, integrity};
use crate::plan::Statement;

/// The statements of an alteration that goes the native way, for the table as it meets it, with
/// those that go this way after it: a foreign key that is added is part of the column before it.
pub fn statements(table: &Table, alteration: &Alteration, after: &[Alteration]) -> Vec<Statement> {
    let name = &table.name;
    match alteration {
        Alteration::AddColumn { column, backfill } => {
            let keys: Vec<_> = after.iter().map_while(added_key).collect();
            add_column(table, column, backfill.as_ref(), &keys)
        }
        Alteration::DropColumn { column, .. } => {
            let column = identifier(column.name().unwrap_or_default());
            vec![alter(table, alteration, &format!("DROP COLUMN {column}"))]
        }
        Alteration::RenameColumn { from, to } => {
            let change = format!("RENAME COLUMN {} TO {}", identifier(from), identifier(to));
            vec![alter(table, alteration, &change)]
        }
        Alteration::CreateIndex(index) => create_index(name, index),
        Alteration::DropIndex(index) => vec![Statement::change(
            format!(
                "DROP INDEX {}",
                identifier(index.name().unwrap_or_default())
            ),
            alteration.summary(),
        )],
        Alteration::AlterColumn { to, .. } => alter_null(table, to, alteration),
        Alteration::AddCheck(check) => add_check(table, check, alteration),
        Alteration::DropCheck(check) => {
            let name = check.known().and_then(Named::name).unwrap_or_default();
            let change = format!("DROP CONSTRAINT {}", identifier(name));
            vec![alter(table, alteration, &change)]
        }
        _ => Vec::new(),
    }
}

/// Gives a table another name; foreign keys, triggers and views follow it, whatever
/// `PRAGMA foreign_keys` says, as long as `legacy_alter_table` is off
/// (<https://www.sqlite.org/lang_altertable.html#alter_table_rename>).
pub fn rename_table(from: &str, to: &str, free: &str) -> Vec<Statement> {
    let rename = |from: &str, to: &str| {
        Statement::change(
            format!(
                "ALTER TABLE {} RENAME TO {}",
                identifier(from),
                identifier(to)
            ),
            format!("rename table {from} to {to}"),
        )
    };
    // To SQLite a name that differs in case alone is taken already.
    if same_name(from, to) {
        return vec![rename(from, free), rename(free, to)];
    }
    vec![rename(from, to)]
}

/// Creates an index; a unique one after a look for rows that are equal.
pub fn create_index(table: &str, index: &Index) -> Vec<Statement> {
    let create = Statement::change(
        create::create_index(table, index),
        format!("create index {}", index.name),
    );
    let guard = index.unique.then(|| no_equal_rows(table, index));
    guard.into_iter().chain([create]).collect()
}

/// Refuses where a unique index would hold equal rows.
pub fn no_equal_rows(table: &str, index: &Index) -> Statement {
    let what = format!("{} of {table} cannot be unique", labels(index));
    integrity::no_duplicates(table, what, &index.columns, index.predicate.as_ref())
}

/// Lets a column hold NULL, or refuses it, after a look for rows that hold it: SQLite's own look
/// says neither how many there are nor which.
fn alter_null(table: &Table, to: &Column, alteration: &Alteration) -> Vec<Statement> {
    let column = identifier(&to.name);
    if to.nullable {
        let change = format!("ALTER COLUMN {column} DROP NOT NULL");
        return vec![alter(table, alteration, &change)];
    }
    let change = format!("ALTER COLUMN {column} SET NOT NULL");
    vec![
        integrity::no_nulls(table, &to.name, &column),
        alter(table, alteration, &change),
    ]
}

fn add_check(table: &Table, check: &Check, alteration: &Alteration) -> Vec<Statement> {
    let change = format!("ADD {}", create::check(check));
    vec![
        integrity::no_offenders(table, check),
        alter(table, alteration, &change),
    ]
}

fn labels(index: &Index) -> String {
    let labels: Vec<_> = index.columns.iter().map(|term| term.label()).collect();
    format!("({})", labels.join(", "))
}

fn added_key(alteration: &Alteration) -> Option<&ForeignKey> {
    match alteration {
        Alteration::AddForeignKey(key) => Some(key),
        _ => None,
    }
}

fn add_column(
    table: &Table,
    column: &Column,
    backfill: Option<&Expression>,
    keys: &[&ForeignKey],
) -> Vec<Statement> {
    let name = &table.name;
    let purpose = format!("add column {} to {name}", column.name);
    let mut statements = Vec::new();
    if column.needs_backfill() {
        statements.push(integrity::no_rows(name, &column.name));
    }
    let keys = keys.iter().map(|key| create::inline_foreign_key(key));
    let clauses: Vec<_> = std::iter::once(create::column_definition(column))
        .chain(keys)
        .collect();
    let sql = format!(
        "ALTER TABLE {} ADD COLUMN {}",
        identifier(name),
        clauses.join(" ")
    );
    statements.push(Statement::change(sql, purpose));
    if let Some(backfill) = backfill.filter(|_| column.generated.is_none()) {
        statements.push(Statement::change(
            format!(
                "UPDATE {} SET {} = ({})",
                identifier(name),
                identifier(&column.name),
                backfill.sql().trim()
            ),
            format!("fill {name}.{} of the rows that are there", column.name),
        ));
    }
    statements
}

fn alter(table: &Table, alteration: &Alteration, change: &str) -> Statement {
    Statement::change(
        format!("ALTER TABLE {} {change}", identifier(&table.name)),
        format!("{} of {}", alteration.summary(), table.name),
    )
}
