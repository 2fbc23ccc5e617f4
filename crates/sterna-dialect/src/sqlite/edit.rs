//! Alterations applied to the stored text of a table, at the positions of its parts.
//!
//! Whatever is not concerned stays as its author wrote it, comments and blanks included: what
//! the nouns cannot say cannot get lost. Each result is parsed again and must say exactly what
//! [`Alteration::apply`] says, or there is no result.
//!
//! What must stay absent: any thought of how the text gets into a database, and of rows.

mod column;
mod layout;
#[cfg(test)]
mod tests;

use sterna_schema::{
    Alteration, Check, Dropped, ForeignKey, Named, PrimaryKey, Table, Unique, same_name,
};

use self::layout::{Splice, spliced};
use super::text::{ColumnText, ConstraintKind, ConstraintText, TableText};
use super::{create, parse, settle};
use crate::plan::PlanError;

/// The text and the noun of a table, once altered.
#[derive(Clone, Debug, PartialEq)]
pub struct Edited {
    /// The `CREATE TABLE` text.
    pub sql: String,
    /// What it says.
    pub table: Table,
}

/// Applies alterations to the text of a table. Indexes are no part of that text, so creating
/// and dropping them changes the noun alone.
///
/// # Errors
///
/// The text cannot be read, the alterations do not fit the table, SQLite has no place for what
/// they ask, or the result would not say what they say. A rename is no edit of this text alone,
/// since other texts follow it, and is refused.
pub fn edit(sql: &str, table: &Table, alterations: &[Alteration]) -> Result<Edited, PlanError> {
    let mut edited = Edited {
        sql: sql.to_owned(),
        table: table.clone(),
    };
    for alteration in alterations {
        let text = TableText::parse(&edited.sql)?;
        let splices = splices(&text, &edited.table, alteration)?;
        edited.sql = spliced(&edited.sql, splices);
        alteration.apply(&mut edited.table)?;
    }
    says(&edited.sql, &edited.table)?;
    Ok(edited)
}

/// The same text with another name for the table.
///
/// # Errors
///
/// The text cannot be read.
pub fn renamed(sql: &str, name: &str) -> Result<String, PlanError> {
    let text = TableText::parse(sql)?;
    let name = Splice::replace(text.name, super::quote::identifier(name));
    Ok(spliced(sql, vec![name]))
}

/// Makes sure that a text says what a noun says.
///
/// Names of constraints, order of columns and all else count. Three things do not: the indexes,
/// which have texts of their own; the order of constraints among themselves; and which key
/// `REFERENCES parent` means, which the text alone cannot tell.
///
/// # Errors
///
/// It cannot be read, or says something else.
pub fn says(sql: &str, table: &Table) -> Result<(), PlanError> {
    let read = parse::table(sql)?;
    let mut table = table.clone();
    respell_counter(&mut table);
    settle::table(&mut table);
    let misread = |difference: String| PlanError::Misread {
        name: table.name.clone(),
        difference,
    };
    if read.columns.len() != table.columns.len() {
        return Err(misread(format!("it has {} columns", read.columns.len())));
    }
    for (read, meant) in read.columns.iter().zip(&table.columns) {
        if !column::alike(read, meant) {
            return Err(misread(format!("column {:?} differs", meant.name)));
        }
    }
    let parts = [
        ("primary key", read.primary_key == table.primary_key),
        ("options", read.options == table.options),
        (
            "unique constraints",
            same_set(&read.uniques, &table.uniques, PartialEq::eq),
        ),
        (
            "checks",
            same_set(&read.checks, &table.checks, PartialEq::eq),
        ),
        (
            "foreign keys",
            same_set(&read.foreign_keys, &table.foreign_keys, same_foreign_key),
        ),
    ];
    match parts.iter().find(|(_, same)| !same) {
        Some((part, _)) => Err(misread(format!("{part} differ"))),
        None => Ok(()),
    }
}

fn same_set<T>(left: &[T], right: &[T], same: impl Fn(&T, &T) -> bool) -> bool {
    let mut rest: Vec<_> = right.iter().collect();
    left.len() == right.len()
        && left.iter().all(|item| {
            let found = rest.iter().position(|other| same(item, other));
            found.map(|at| rest.swap_remove(at)).is_some()
        })
}

fn same_foreign_key(read: &ForeignKey, meant: &ForeignKey) -> bool {
    if read.references.is_empty() {
        let references = meant.references.clone();
        return ForeignKey {
            references,
            ..read.clone()
        } == *meant;
    }
    read == meant
}

/// What changes in the text, for one alteration.
fn splices(
    text: &TableText,
    table: &Table,
    alteration: &Alteration,
) -> Result<Vec<Splice>, PlanError> {
    use Alteration as A;
    Ok(match alteration {
        A::AddColumn { column, .. } => {
            layout::insert_column(text, &create::column_definition(column))
        }
        A::DropColumn { column, .. } => {
            drop_column(text, table, column.name().unwrap_or_default())?
        }
        A::AlterColumn { to, .. } => match (text.column(&to.name), table.column(&to.name)) {
            (Some(place), Some(from)) => column::altered(text, place, from, to),
            _ => Vec::new(),
        },
        A::SetPrimaryKey { to, .. } => set_primary_key(text, to.as_ref())?,
        A::SetOptions { to, .. } => layout::set_options(text, &create::options(*to)),
        A::AddUnique(unique) => layout::append(text, &create::unique(unique)),
        A::AddCheck(check) => layout::append(text, &create::check(check)),
        A::AddForeignKey(key) => layout::append(text, &create::foreign_key(key)),
        A::DropUnique(unique) => {
            let at = table
                .uniques
                .iter()
                .position(|u| is_dropped_unique(u, unique));
            remove(text, at, |kind| {
                matches!(kind, ConstraintKind::Unique { .. })
            })
        }
        A::DropCheck(check) => {
            let at = table.checks.iter().position(|c| is_dropped_check(c, check));
            remove(text, at, |kind| {
                matches!(kind, ConstraintKind::Check { .. })
            })
        }
        A::DropForeignKey(key) => remove(text, table.position_of(key), |kind| {
            matches!(kind, ConstraintKind::ForeignKey { .. })
        }),
        A::CreateIndex(_) | A::DropIndex(_) => Vec::new(),
        A::RenameColumn { .. } => {
            return Err(PlanError::Impossible {
                table: table.name.clone(),
                reason: "a column is renamed by SQLite itself, not by an edit".to_owned(),
            });
        }
    })
}

// Which one is meant is decided as `Alteration::apply` decides it.

fn is_dropped_unique(unique: &Unique, dropped: &Dropped<Unique>) -> bool {
    match dropped {
        Dropped::Named(name) => is_named(unique, name),
        Dropped::Known(known) => unique.columns == known.columns,
    }
}

fn is_dropped_check(check: &Check, dropped: &Dropped<Check>) -> bool {
    match dropped {
        Dropped::Named(name) => is_named(check, name),
        Dropped::Known(known) => check == known,
    }
}

fn is_named(object: &impl Named, name: &str) -> bool {
    object.name().is_some_and(|own| same_name(own, name))
}

/// Removes the constraint that stands at that place among its kind, as the noun lists them.
fn remove(
    text: &TableText,
    at: Option<usize>,
    of_kind: impl Fn(&ConstraintKind) -> bool,
) -> Vec<Splice> {
    let mut of_kind = text
        .all_constraints()
        .filter(|(_, constraint)| of_kind(&constraint.kind));
    match at.and_then(|at| of_kind.nth(at)) {
        Some((Some(column), constraint)) => remove_from_column(text, column, constraint),
        Some((None, constraint)) => layout::remove_item(text, constraint.span),
        None => Vec::new(),
    }
}

/// Removes a constraint that is written at a column, with the `DEFERRABLE` that acts on it.
fn remove_from_column(
    text: &TableText,
    column: &ColumnText,
    constraint: &ConstraintText,
) -> Vec<Splice> {
    let mut splices = vec![layout::remove_clause(text, constraint.span)];
    if matches!(constraint.kind, ConstraintKind::ForeignKey { .. }) {
        let after = column
            .constraints
            .iter()
            .skip_while(|other| *other != constraint)
            .skip(1);
        let own =
            after.take_while(|other| !matches!(other.kind, ConstraintKind::ForeignKey { .. }));
        let deferrals = own.filter(|other| matches!(other.kind, ConstraintKind::Deferral(_)));
        splices.extend(deferrals.map(|other| layout::remove_clause(text, other.span)));
    }
    splices
}

/// Removes a column; a constraint that is written at it but is no business of it alone moves to
/// the end of the table.
fn drop_column(text: &TableText, table: &Table, name: &str) -> Result<Vec<Splice>, PlanError> {
    let Some(column) = text.column(name) else {
        return Ok(Vec::new());
    };
    if text.columns.len() == 1 {
        return Err(PlanError::Impossible {
            table: table.name.clone(),
            reason: "a table has at least one column".to_owned(),
        });
    }
    let stays =
        |constraint: &&ConstraintText| matches!(constraint.kind, ConstraintKind::Check { .. });
    let moved = column.constraints.iter().filter(stays);
    let moved = moved.flat_map(|constraint| layout::append(text, text.slice(constraint.span)));
    Ok(layout::remove_item(text, column.span)
        .into_iter()
        .chain(moved)
        .collect())
}

/// Takes the key out and writes the new one, at its column where it has one.
fn set_primary_key(text: &TableText, to: Option<&PrimaryKey>) -> Result<Vec<Splice>, PlanError> {
    let is_key = |kind: &ConstraintKind| matches!(kind, ConstraintKind::PrimaryKey { .. });
    let mut splices = remove(text, Some(0), is_key);
    let Some(key) = to else {
        return Ok(splices);
    };
    if !create::is_inline(key) {
        splices.extend(layout::append(text, &create::primary_key(key)));
        return Ok(splices);
    }
    let name = key.columns[0].label();
    let column = text.column(name).ok_or_else(|| no_column(text, name))?;
    let clause = create::inline_key(key);
    splices.push(match column.declared {
        // `CREATE TABLE … AS SELECT` calls every integer column INT, and only an INTEGER counts up
        // (<https://www.sqlite.org/autoinc.html>).
        Some(span) if key.autoincrement && is_int(text.slice(span)) => {
            layout::replace_clause(text, span, &format!("INTEGER {clause}"))
        }
        declared => layout::insert_clause(text, declared.unwrap_or(column.name).end, &clause),
    });
    Ok(splices)
}

/// The same for the noun.
fn respell_counter(table: &mut Table) {
    let key = table.primary_key.as_ref();
    let Some(key) = key.filter(|key| key.autoincrement && create::is_inline(key)) else {
        return;
    };
    let name = key.columns[0].label();
    let mut columns = table.columns.iter_mut();
    if let Some(column) = columns.find(|column| same_name(&column.name, name))
        && is_int(column.declared.text())
    {
        column.declared = "INTEGER".into();
    }
}

fn is_int(declared: &str) -> bool {
    declared.trim().eq_ignore_ascii_case("int")
}

fn no_column(text: &TableText, column: &str) -> PlanError {
    PlanError::DoesNotFit(sterna_schema::ApplyError::Missing {
        kind: "column",
        name: column.to_owned(),
        table: Some(text.name_at(text.name)),
    })
}
