//! Operations in words: one line each, for logs, errors and comments.

use std::fmt;

use crate::{
    Alteration, Column, Dropped, ForeignKey, Index, IndexColumn, Named, Operation, PrimaryKey,
};

impl Operation {
    /// What the operation does, in one line: `create table posts`.
    pub fn summary(&self) -> String {
        match self {
            Self::CreateTable(table) => format!("create table {}", table.name),
            Self::DropTable(table) => format!("drop table {}", label(table)),
            Self::RenameTable { from, to } => format!("rename table {from} to {to}"),
            Self::AlterTable { table, alterations } => {
                let parts: Vec<_> = alterations.iter().map(Alteration::summary).collect();
                format!("alter table {table}: {}", parts.join(", "))
            }
            Self::CreateView(view) => format!("create view {}", view.name),
            Self::DropView(view) => format!("drop view {}", label(view)),
            Self::CreateTrigger(trigger) => format!("create trigger {}", trigger.name),
            Self::DropTrigger(trigger) => format!("drop trigger {}", label(trigger)),
            Self::Execute(raw) => format!("execute {}", first_line(&raw.sql)),
            Self::BulkInsert(insert) => {
                format!("insert {} rows into {}", insert.rows.len(), insert.table)
            }
        }
    }
}

impl Alteration {
    /// What the alteration does, in a few words: `add column headline`.
    pub fn summary(&self) -> String {
        match self {
            Self::AddColumn { column, .. } => format!("add column {}", column.name),
            Self::DropColumn { column, .. } => format!("drop column {}", label(column)),
            Self::RenameColumn { from, to } => format!("rename column {from} to {to}"),
            Self::AlterColumn { from, to, .. } => {
                format!("alter column {}: {}", from.name, column_change(from, to))
            }
            Self::SetPrimaryKey { from, to } => {
                format!(
                    "change primary key {} to {}",
                    key_columns(from),
                    key_columns(to)
                )
            }
            Self::SetOptions { .. } => "change table options".to_owned(),
            Self::AddUnique(unique) => format!("add unique {}", columns(&unique.columns)),
            Self::DropUnique(unique) => match unique.known() {
                Some(known) => format!("drop unique {}", columns(&known.columns)),
                None => format!("drop unique {}", label(unique)),
            },
            Self::AddCheck(check) => format!("add check ({})", check.expression),
            Self::DropCheck(check) => match check.known() {
                Some(known) => format!("drop check ({})", known.expression),
                None => format!("drop check {}", label(check)),
            },
            Self::AddForeignKey(key) => format!("add foreign key {}", foreign_key(key)),
            Self::DropForeignKey(key) => match key.known() {
                Some(known) => format!("drop foreign key {}", foreign_key(known)),
                None => format!("drop foreign key {}", label(key)),
            },
            Self::CreateIndex(index) => format!("create {} {}", index_kind(index), index.name),
            Self::DropIndex(index) => format!("drop index {}", label(index)),
        }
    }
}

/// What differs between two states of a column, each aspect once.
fn column_change(from: &Column, to: &Column) -> String {
    let mut parts = Vec::new();
    if from.declared != to.declared {
        parts.push(format!(
            "{} becomes {}",
            from.declared.text(),
            to.declared.text()
        ));
    }
    match (from.nullable, to.nullable) {
        (true, false) => parts.push("set NOT NULL".to_owned()),
        (false, true) => parts.push("drop NOT NULL".to_owned()),
        _ => {}
    }
    if from.default != to.default {
        parts.push(match &to.default {
            Some(default) => format!("default {default}"),
            None => "drop default".to_owned(),
        });
    }
    if from.collation != to.collation {
        parts.push(format!(
            "collate {}",
            to.collation.as_deref().unwrap_or("BINARY")
        ));
    }
    if from.generated != to.generated {
        parts.push("change generated expression".to_owned());
    }
    if parts.is_empty() {
        parts.push("no change of meaning".to_owned());
    }
    parts.join(", ")
}

fn label<T: Named>(dropped: &Dropped<T>) -> &str {
    dropped.name().unwrap_or("without a name")
}

fn columns(terms: &[IndexColumn]) -> String {
    let labels: Vec<_> = terms.iter().map(IndexColumn::label).collect();
    format!("({})", labels.join(", "))
}

fn key_columns(key: &Option<PrimaryKey>) -> String {
    key.as_ref()
        .map_or_else(|| "none".to_owned(), |key| columns(&key.columns))
}

fn foreign_key(key: &ForeignKey) -> String {
    format!(
        "({}) -> {}({})",
        key.columns.join(", "),
        key.table,
        key.references.join(", ")
    )
}

fn index_kind(index: &Index) -> &'static str {
    if index.unique {
        "unique index"
    } else {
        "index"
    }
}

fn first_line(sql: &str) -> &str {
    sql.trim().lines().next().unwrap_or_default()
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.summary())
    }
}
