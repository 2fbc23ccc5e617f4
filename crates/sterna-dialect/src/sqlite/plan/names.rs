//! Names that mean nothing, or more than one thing.

use sterna_schema::{Alteration, Dropped, Named, Table, same_name};

use crate::plan::PlanError;
use crate::sqlite::Catalogue;
use crate::sqlite::inspect::ObjectKind;

/// Refuses to drop a constraint by a name that several of its kind have, which SQLite allows.
///
/// # Errors
///
/// [`PlanError::Ambiguous`].
pub(super) fn mean_one(alterations: &[Alteration], table: &Table) -> Result<(), PlanError> {
    alterations.iter().try_for_each(|alteration| {
        use Alteration as A;
        match alteration {
            A::DropCheck(Dropped::Named(name)) => is_sole("CHECK", name, &table.checks, table),
            A::DropUnique(Dropped::Named(name)) => is_sole("UNIQUE", name, &table.uniques, table),
            A::DropForeignKey(Dropped::Named(name)) => {
                is_sole("FOREIGN KEY", name, &table.foreign_keys, table)
            }
            _ => Ok(()),
        }
    })
}

fn is_sole(
    kind: &'static str,
    name: &str,
    constraints: &[impl Named],
    table: &Table,
) -> Result<(), PlanError> {
    let names = constraints.iter().filter_map(Named::name);
    if names.filter(|other| same_name(other, name)).count() < 2 {
        return Ok(());
    }
    Err(PlanError::Ambiguous {
        table: table.name.clone(),
        kind,
        name: name.to_owned(),
    })
}

/// Refuses a name that a table, a view or an index has: they share one space of names.
///
/// # Errors
///
/// [`PlanError::NameTaken`].
pub(super) fn is_free(name: &str, catalogue: &Catalogue) -> Result<(), PlanError> {
    let kinds = [
        (ObjectKind::Table, "table"),
        (ObjectKind::View, "view"),
        (ObjectKind::Index, "index"),
    ];
    let taken = kinds
        .iter()
        .find(|(kind, _)| catalogue.object(*kind, name).is_some());
    match taken {
        Some((_, kind)) => Err(PlanError::NameTaken {
            name: name.to_owned(),
            kind: (*kind).to_owned(),
        }),
        None => Ok(()),
    }
}

/// Refuses an index whose name is taken, unless by one that the same alterations drop before.
///
/// # Errors
///
/// [`PlanError::NameTaken`].
pub(super) fn are_free(alterations: &[Alteration], catalogue: &Catalogue) -> Result<(), PlanError> {
    let mut dropped: Vec<&str> = Vec::new();
    for alteration in alterations {
        match alteration {
            Alteration::DropIndex(index) => dropped.extend(index.name()),
            Alteration::CreateIndex(index) => {
                let is_dropped = dropped.iter().any(|name| same_name(name, &index.name));
                if !is_dropped {
                    is_free(&index.name, catalogue)?;
                }
            }
            _ => {}
        }
    }
    Ok(())
}
