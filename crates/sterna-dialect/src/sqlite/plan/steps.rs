//! Which alterations are planned together, and which one is better done in two.

use sterna_schema::{Alteration, Column, Conversion, Expression, Table, same_name};

use crate::sqlite::choose::is_empty_column;
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

/// The same alterations, with each foreign key directly behind the column that it can be added
/// with in one statement. What it refers to is not looked at before rows do, so its place among
/// the others means nothing, as long as the column stays what it is.
pub(super) fn keys_beside_columns(alterations: &[Alteration]) -> Vec<Alteration> {
    let mut rest = alterations.to_vec();
    let mut ordered = Vec::with_capacity(rest.len());
    while !rest.is_empty() {
        let first = rest.remove(0);
        let until = rest.iter().position(|other| changes(other, &first));
        let until = until.unwrap_or(rest.len());
        let keys = rest.extract_if(..until, |other| is_key_of(other, &first));
        let keys: Vec<_> = keys.collect();
        ordered.push(first);
        ordered.extend(keys);
    }
    ordered
}

/// Whether it changes a column that is added, or drops a foreign key, which may be of that column.
fn changes(alteration: &Alteration, added: &Alteration) -> bool {
    use Alteration as A;
    let A::AddColumn { column, .. } = added else {
        return true;
    };
    let is = |name: &str| same_name(name, &column.name);
    match alteration {
        A::AlterColumn { to, .. } => is(&to.name),
        A::DropColumn { column, .. } => column.name().is_some_and(is),
        A::DropForeignKey(_) => true,
        _ => false,
    }
}

fn is_key_of(alteration: &Alteration, column: &Alteration) -> bool {
    let Alteration::AddForeignKey(key) = alteration else {
        return false;
    };
    matches!(key.columns.as_slice(), [name] if is_empty_column(column, name))
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
