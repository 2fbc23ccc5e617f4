//! Plans of whole tables: create, drop, rename.

use sterna_schema::{ApplyError, Table, same_name};

use super::left_alone;
use super::names::is_free;
use crate::plan::{Plan, PlanError, Planned, Statement, Touched, Way};
use crate::sqlite::inspect::ObjectKind;
use crate::sqlite::integrity::references;
use crate::sqlite::quote::identifier;
use crate::sqlite::{Catalogue, alter, create, edit, mention, stored};

/// Creates a table and its indexes.
pub(super) fn create(table: &Table, catalogue: &Catalogue) -> Result<Plan, PlanError> {
    is_free(&table.name, catalogue)?;
    let sql = create::create_table(table);
    edit::says(&sql, table)?;
    let mut statements = vec![Statement::change(
        sql,
        format!("create table {}", table.name),
    )];
    for index in &table.indexes {
        is_free(&index.name, catalogue)?;
        let sql = create::create_index(&table.name, index);
        statements.push(Statement::change(
            sql,
            format!("create index {}", index.name),
        ));
    }
    Ok(Plan {
        statements,
        touched: Touched::Tables(vec![table.name.clone()]),
        ..Plan::default()
    })
}

/// Drops a table, unless rows of other tables refer to it: with foreign keys off, SQLite would
/// let them.
pub(super) fn drop(name: &str, catalogue: &Catalogue) -> Result<Plan, PlanError> {
    let table = find(name, catalogue)?;
    let schema = catalogue.schema();
    let mut statements = vec![references::are_not_enforced()];
    let children = schema.referring_to(&table.name);
    for child in children.filter(|child| !same_name(&child.name, &table.name)) {
        let keys = child.foreign_keys.iter();
        let keys = keys.filter(|key| same_name(&key.table, &table.name));
        statements.extend(keys.filter_map(|key| references::no_referrers(child, key, table)));
    }
    statements.push(Statement::change(
        format!("DROP TABLE {}", identifier(&table.name)),
        format!("drop table {}", table.name),
    ));
    Ok(Plan {
        statements,
        notes: left_behind(table, catalogue),
        touched: Touched::Tables(vec![table.name.clone()]),
        ..Plan::default()
    })
}

/// Views, and triggers of other tables, that name a table which goes.
fn left_behind(table: &Table, catalogue: &Catalogue) -> Vec<String> {
    let objects = catalogue.objects().filter(|object| {
        let text = object.sql.as_deref().unwrap_or_default();
        matches!(object.kind, ObjectKind::View | ObjectKind::Trigger)
            && !same_name(&object.table, &table.name)
            && mention::mentions(text, &table.name)
    });
    let note = |kind: &str, name: &str| {
        format!(
            "{kind} {name} stays and still names {}, which is dropped",
            table.name
        )
    };
    objects
        .map(|object| match object.kind {
            ObjectKind::View => note("view", &object.name),
            _ => note("trigger", &object.name),
        })
        .collect()
}

/// Gives a table another name.
pub(super) fn rename(from: &str, to: &str, catalogue: &Catalogue) -> Result<Plan, PlanError> {
    let table = find(from, catalogue)?;
    if !same_name(from, to) {
        is_free(to, catalogue)?;
    }
    let free = stored::free_name(catalogue, to);
    Ok(Plan {
        ways: vec![Planned {
            table: table.name.clone(),
            change: format!("rename to {to}"),
            way: Way::Native,
            reason: "RENAME TO".to_owned(),
        }],
        statements: alter::rename_table(&table.name, to, &free),
        touched: Touched::Everything,
        ..Plan::default()
    })
}

/// The table of that name.
pub(super) fn find<'a>(name: &str, catalogue: &'a Catalogue) -> Result<&'a Table, PlanError> {
    let missing = || ApplyError::Missing {
        kind: "table",
        name: name.to_owned(),
        table: None,
    };
    let schema = catalogue.schema();
    schema
        .table(name)
        .ok_or_else(|| left_alone(missing(), schema))
}
