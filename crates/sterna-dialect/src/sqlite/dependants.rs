//! What hangs on a column that is dropped.
//!
//! What is made of that column alone goes with it, as in PostgreSQL, and becomes an alteration of
//! its own, so that nothing is dropped unsaid. What it shares with other columns is the business
//! of whoever wrote the revision, and refused.

use sterna_schema::{
    Alteration, Dropped, ForeignKey, Index, IndexColumn, IndexKey, Named, Schema, Table, same_name,
};

use super::mention;
use crate::plan::PlanError;

/// The same alterations, with those in front of each dropped column that its going implies.
///
/// # Errors
///
/// The alterations do not fit the table, or a dropped column is shared.
pub fn with_dependants(
    alterations: &[Alteration],
    table: &Table,
    schema: &Schema,
) -> Result<Vec<Alteration>, PlanError> {
    let mut state = table.clone();
    let mut all = Vec::with_capacity(alterations.len());
    let mut gone = Vec::new();
    for alteration in alterations {
        if gone.contains(alteration) {
            continue;
        }
        let mut step = Vec::new();
        if let Alteration::DropColumn { column, .. } = alteration {
            step = implied(&state, column.name().unwrap_or_default(), schema)?;
            gone.extend(step.iter().cloned());
        }
        step.push(alteration.clone());
        for alteration in &step {
            alteration.apply(&mut state)?;
        }
        all.extend(step);
    }
    Ok(all)
}

/// Whether a CHECK or a generated column of the table is computed with the column.
pub fn is_computed_with(table: &Table, column: &str) -> bool {
    let checks = table.checks.iter().map(|check| &check.expression);
    let generated = table.columns.iter().flat_map(|column| &column.generated);
    let mut expressions = checks.chain(generated.map(|generated| &generated.expression));
    expressions.any(|expression| mention::mentions(expression.sql(), column))
}

/// Whether an index or a UNIQUE constraint of the table is made of the column.
pub fn has_index(table: &Table, column: &str) -> bool {
    let mut indexes = table.indexes.iter();
    let mut uniques = table.uniques.iter();
    indexes.any(|index| is_made_of(table, index, column))
        || uniques.any(|unique| terms_share(&unique.columns, column).is_some())
}

/// Whether an index of the table is made of the column, be it in an expression or in its predicate.
pub fn is_made_of(table: &Table, index: &Index, column: &str) -> bool {
    index_shares(table, index, column).is_some()
}

/// Whether the column is part of a foreign key of the table.
pub fn has_foreign_key(table: &Table, column: &str) -> bool {
    let mut keys = table.foreign_keys.iter();
    keys.any(|key| key_shares(table, key, column).is_some())
}

fn implied(table: &Table, column: &str, schema: &Schema) -> Result<Vec<Alteration>, PlanError> {
    let dependants = dependants(table, column);
    let shared = dependants.iter().find(|dependant| dependant.drop.is_none());
    if let Some(shared) = shared {
        return Err(in_use(table, column, shared.label.clone()));
    }
    if let Some(child) = referring(schema, table, column) {
        return Err(in_use(
            table,
            column,
            format!("key that {child:?} refers to"),
        ));
    }
    Ok(dependants
        .into_iter()
        .filter_map(|dependant| dependant.drop)
        .collect())
}

fn in_use(table: &Table, column: &str, dependant: String) -> PlanError {
    PlanError::ColumnInUse {
        table: table.name.clone(),
        column: column.to_owned(),
        dependant,
    }
}

/// Something that is made of a column.
struct Dependant {
    label: String,
    /// How it goes; `None` where other columns have a part in it.
    drop: Option<Alteration>,
}

fn dependants(table: &Table, column: &str) -> Vec<Dependant> {
    let indexes = table.indexes.iter().filter_map(|index| {
        let shared = index_shares(table, index, column)?;
        let drop = Alteration::DropIndex(Dropped::Known(index.clone()));
        Some(dependant(format!("index {:?}", index.name), shared, drop))
    });
    let uniques = table.uniques.iter().filter_map(|unique| {
        let shared = terms_share(&unique.columns, column)?;
        let drop = Alteration::DropUnique(Dropped::Known(unique.clone()));
        Some(dependant(label("unique constraint", unique), shared, drop))
    });
    let keys = table.foreign_keys.iter().filter_map(|key| {
        let shared = key_shares(table, key, column)?;
        let drop = Alteration::DropForeignKey(Dropped::Known(key.clone()));
        Some(dependant(label("foreign key", key), shared, drop))
    });
    let checks = table.checks.iter().filter_map(|check| {
        let shared = text_shares(table, check.expression.sql(), column)?;
        let drop = Alteration::DropCheck(Dropped::Known(check.clone()));
        Some(dependant(
            format!("check ({})", check.expression),
            shared,
            drop,
        ))
    });
    let fixed = fixed(table, column).map(|label| Dependant { label, drop: None });
    indexes
        .chain(uniques)
        .chain(keys)
        .chain(checks)
        .chain(fixed)
        .collect()
}

fn dependant(label: String, shared: bool, drop: Alteration) -> Dependant {
    Dependant {
        label,
        drop: (!shared).then_some(drop),
    }
}

fn label(kind: &str, object: &impl Named) -> String {
    match object.name() {
        Some(name) => format!("{kind} {name:?}"),
        None => kind.to_owned(),
    }
}

/// What never goes with a column: the primary key, and other columns that are computed from it.
fn fixed(table: &Table, column: &str) -> Option<String> {
    if table.is_key(column) {
        return Some("primary key".to_owned());
    }
    let computed = table.columns.iter().find(|other| {
        let expression = other
            .generated
            .as_ref()
            .map(|generated| &generated.expression);
        !same_name(&other.name, column)
            && expression.is_some_and(|expression| mention::mentions(expression.sql(), column))
    });
    computed.map(|other| format!("generated column {:?}", other.name))
}

// Each of these answers `None` where the column has no part in it, else whether others have.

fn terms_share(terms: &[IndexColumn], column: &str) -> Option<bool> {
    let own = |term: &IndexColumn| term.name().is_some_and(|name| same_name(name, column));
    terms.iter().any(own).then(|| !terms.iter().all(own))
}

fn text_shares(table: &Table, sql: &str, column: &str) -> Option<bool> {
    let mentioned = mention::columns(sql, table);
    let own = |name: &&str| same_name(name, column);
    mentioned
        .iter()
        .any(own)
        .then(|| !mentioned.iter().all(own))
}

fn index_shares(table: &Table, index: &Index, column: &str) -> Option<bool> {
    let part = |term: &IndexColumn| match &term.key {
        IndexKey::Column(name) => same_name(name, column).then_some(false),
        IndexKey::Expression(expression) => text_shares(table, expression.sql(), column),
    };
    // A predicate over other columns only says which rows are in it.
    let predicate = index.predicate.as_ref();
    let condition = predicate.and_then(|p| text_shares(table, p.sql(), column));
    let parts: Vec<_> = index.columns.iter().map(part).collect();
    let has_part = condition.is_some() || parts.iter().any(Option::is_some);
    has_part.then(|| condition == Some(true) || parts.iter().any(|part| *part != Some(false)))
}

fn key_shares(table: &Table, key: &ForeignKey, column: &str) -> Option<bool> {
    let own = |name: &String| same_name(name, column);
    let referred = same_name(&key.table, &table.name) && key.references.iter().any(own);
    let referring = key.columns.iter().any(own);
    (referred || referring).then(|| !key.columns.iter().all(own))
}

/// Another table with a foreign key to the column.
fn referring<'a>(schema: &'a Schema, table: &'a Table, column: &str) -> Option<&'a str> {
    let refers = |key: &ForeignKey| {
        same_name(&key.table, &table.name)
            && key.references.iter().any(|name| same_name(name, column))
    };
    let children = schema.referring_to(&table.name);
    let mut others = children.filter(|child| !same_name(&child.name, &table.name));
    others
        .find(|child| child.foreign_keys.iter().any(refers))
        .map(|child| child.name.as_str())
}
