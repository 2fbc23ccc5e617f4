//! Which alterations are planned together, and which one is better done in two.

use sterna_schema::{Alteration, Column, Conversion, Expression, Table};

use crate::sqlite::mention;

/// How many of the alterations can be planned together.
///
/// These are the renames at the beginning, or all until the next rename, after which SQLite has
/// rewritten texts that only reading again can tell. And a value that is computed from a column
/// of the same operation waits until that column is there.
pub(super) fn together(alterations: &[Alteration], table: &Table) -> usize {
    let renames = alterations
        .iter()
        .take_while(|alteration| is_rename(alteration));
    match renames.count() {
        0 => until_rename(alterations, table),
        renames => renames,
    }
}

fn until_rename(alterations: &[Alteration], table: &Table) -> usize {
    let mut added: Vec<&str> = Vec::new();
    for (length, alteration) in alterations.iter().enumerate() {
        let mut values = values(alteration);
        let waits = values.any(|value| added.iter().any(|name| mention::mentions(value, name)));
        if is_rename(alteration) || waits {
            return length;
        }
        if let Alteration::AddColumn { column, .. } = alteration {
            let is_new = table.column(&column.name).is_none();
            added.extend(is_new.then_some(column.name.as_str()));
        }
    }
    alterations.len()
}

/// The expressions by which an alteration fills rows that are there.
fn values(alteration: &Alteration) -> impl Iterator<Item = &str> {
    let values = match alteration {
        Alteration::AddColumn { backfill, .. } => [backfill.as_ref(), None],
        Alteration::AlterColumn { convert, .. } => {
            [convert.backfill.as_ref(), convert.using.as_ref()]
        }
        _ => [None, None],
    };
    values.into_iter().flatten().map(Expression::sql)
}

pub(super) fn is_rename(alteration: &Alteration) -> bool {
    matches!(alteration, Alteration::RenameColumn { .. })
}

/// A column that ADD COLUMN does not take, but an empty one and an edit of it in place do: NOT
/// NULL with a value for the rows that are there, be it that of a default that is computed.
pub(super) fn in_two(alteration: &Alteration) -> Vec<Alteration> {
    let Alteration::AddColumn { column, backfill } = alteration else {
        return vec![alteration.clone()];
    };
    let value = backfill.as_ref().or(column.default.as_ref());
    let (Some(value), false, None) = (value, column.nullable, &column.generated) else {
        return vec![alteration.clone()];
    };
    let is_taken = column
        .default
        .as_ref()
        .is_some_and(|default| mention::is_constant(default.sql()));
    if is_taken {
        return vec![alteration.clone()];
    }
    let empty = Column {
        nullable: true,
        on_null: None,
        default: None,
        ..column.clone()
    };
    let add = Alteration::AddColumn {
        column: empty.clone(),
        backfill: Some(value.clone()),
    };
    let complete = Alteration::AlterColumn {
        from: Box::new(empty),
        to: Box::new(column.clone()),
        convert: Conversion::default(),
        restore: Conversion::default(),
    };
    vec![add, complete]
}
