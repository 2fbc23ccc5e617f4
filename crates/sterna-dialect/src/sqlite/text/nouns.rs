//! What the parts of a text say together: its columns, and constraints that know each other.

use sterna_schema::{Column, Deferral, IndexColumn, TableOptions};

use super::{ColumnText, ConstraintKind, ConstraintText, TableText};
use crate::sqlite::settle;
use crate::sqlite::types::{declared_type, is_rowid_alias};

/// The columns that the text defines.
pub(super) fn columns(text: &TableText) -> Vec<Column> {
    text.columns
        .iter()
        .map(|column| self::column(text, column))
        .collect()
}

fn column(text: &TableText, column: &ColumnText) -> Column {
    let declared = column.declared.map_or("", |span| text.slice(span));
    let mut noun = Column::new(text.name_at(column.name), declared_type(declared));
    for constraint in &column.constraints {
        describe(&mut noun, &constraint.kind);
    }
    noun.collation.take_if(|collation| collation == "BINARY");
    noun
}

/// What one constraint adds to its column; where two say the same thing, the last counts.
fn describe(column: &mut Column, kind: &ConstraintKind) {
    match kind {
        ConstraintKind::NotNull { on_conflict } => {
            column.nullable = false;
            column.on_null = *on_conflict;
        }
        ConstraintKind::Default { default, .. } => column.default.clone_from(default),
        ConstraintKind::Collate { collation } => column.collation = Some(collation.clone()),
        ConstraintKind::Generated { generated, .. } => column.generated = Some(generated.clone()),
        ConstraintKind::PrimaryKey { .. }
        | ConstraintKind::Unique { .. }
        | ConstraintKind::Check { .. }
        | ConstraintKind::ForeignKey { .. }
        | ConstraintKind::Deferral(_)
        | ConstraintKind::Null
        | ConstraintKind::Nothing => {}
    }
}

/// Lets the parts know each other.
pub(super) fn settle(text: &mut TableText, columns: &mut [Column], options: TableOptions) {
    defer(text);
    let of_columns = text
        .columns
        .iter_mut()
        .flat_map(|column| &mut column.constraints);
    of_columns.for_each(|constraint| settle_one(constraint, columns, options));
    for constraint in &mut text.constraints {
        settle_one(constraint, columns, options);
        if let ConstraintKind::PrimaryKey { key, .. } = &mut constraint.kind {
            forget_order(&mut key.columns, columns, options);
        }
    }
}

fn settle_one(constraint: &mut ConstraintText, columns: &mut [Column], options: TableOptions) {
    let name = &constraint.name;
    match &mut constraint.kind {
        ConstraintKind::PrimaryKey { key, .. } => {
            key.name.clone_from(name);
            settle::terms(&mut key.columns, columns);
            settle::key_type(&key.columns, options.without_rowid, columns);
        }
        ConstraintKind::Unique { unique, .. } => {
            unique.name.clone_from(name);
            settle::terms(&mut unique.columns, columns);
        }
        ConstraintKind::Check { check, .. } => check.name.clone_from(name),
        ConstraintKind::ForeignKey { key, .. } => {
            key.name.clone_from(name);
            settle::spell_all(&mut key.columns, columns);
        }
        _ => {}
    }
}

/// `PRIMARY KEY (id DESC)` over an INTEGER column is the rowid all the same, and its order says
/// nothing (<https://www.sqlite.org/lang_createtable.html#rowid>).
fn forget_order(key: &mut [IndexColumn], columns: &[Column], options: TableOptions) {
    let ([term], false) = (key, options.without_rowid) else {
        return;
    };
    let column = columns
        .iter()
        .find(|column| term.name() == Some(column.name.as_str()));
    if column.is_some_and(is_rowid_alias) {
        term.descending = false;
    }
}

/// A deferral that stands alone acts on the last foreign key before it.
fn defer(text: &mut TableText) {
    let mut last: Option<&mut Deferral> = None;
    for constraint in text
        .columns
        .iter_mut()
        .flat_map(|column| &mut column.constraints)
    {
        match &mut constraint.kind {
            ConstraintKind::ForeignKey { key, .. } => last = Some(&mut key.deferral),
            ConstraintKind::Deferral(deferral) => {
                if let Some(slot) = &mut last {
                    **slot = *deferral;
                }
            }
            _ => {}
        }
    }
}
