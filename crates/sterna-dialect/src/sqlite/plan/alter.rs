//! The plan of an alteration: as far as one way goes, the rest afterwards.

use sterna_schema::{Alteration, Operation, Table, same_name};

use super::table::find;
use super::{names, steps};
use crate::plan::{Plan, PlanError, Planned, Statement, Touched, Way};
use crate::sqlite::choose::{Choice, Surroundings, choose_all};
use crate::sqlite::text::TableText;
use crate::sqlite::{Catalogue, alter, dependants, edit, in_place, rebuild, stored};

/// Alters a table: as far as one way goes, the rest afterwards.
pub(super) fn alter(
    name: &str,
    alterations: &[Alteration],
    catalogue: &Catalogue,
) -> Result<Plan, PlanError> {
    let table = find(name, catalogue)?;
    let all = dependants::with_dependants(alterations, table, catalogue.schema())?;
    names::are_free(&all, catalogue)?;
    let (part, after) = all.split_at(steps::together(&all, table));
    let (part, choices) = chosen(part, table, catalogue)?;
    let Some(first) = choices.first() else {
        return Ok(Plan::default());
    };
    let length = choices
        .iter()
        .take_while(|choice| choice.way == first.way)
        .count();
    let (now, before_rename) = part.split_at(length);
    let later = [before_rename, after].concat();
    let statements = match first.way {
        Way::Native => native(table, now, &choices, catalogue)?,
        Way::InPlace => in_place::statements(table, now, catalogue)?,
        Way::Rebuild => rebuild::statements(table, now, catalogue)?,
    };
    Ok(Plan {
        ways: planned(table, now, &choices),
        waiting: in_place::waiting(&statements, now),
        statements,
        notes: Vec::new(),
        touched: touched(table, now),
        rest: rest(table, &later),
    })
}

/// The alterations with their ways: in two steps where that saves the rebuild.
fn chosen(
    part: &[Alteration],
    table: &Table,
    catalogue: &Catalogue,
) -> Result<(Vec<Alteration>, Vec<Choice>), PlanError> {
    let text = TableText::parse(stored::text(catalogue, table)?)?;
    let surroundings = surroundings(table, catalogue);
    let choose = |alterations: &[Alteration]| choose_all(alterations, table, &text, &surroundings);
    let part = &steps::keys_beside_columns(part);
    let stepwise: Vec<_> = part.iter().flat_map(steps::in_two).collect();
    let choices = choose(&stepwise)?;
    if choices.iter().all(|choice| choice.way != Way::Rebuild) {
        return Ok((stepwise, choices));
    }
    Ok((part.to_vec(), choose(part)?))
}

fn native(
    table: &Table,
    alterations: &[Alteration],
    choices: &[Choice],
    catalogue: &Catalogue,
) -> Result<Vec<Statement>, PlanError> {
    if !alterations.iter().any(steps::is_rename) {
        // What SQLite is to do to the text, done here first: a type that reaches out of its
        // place is found out.
        edit::edit(stored::text(catalogue, table)?, table, alterations)?;
    }
    let mut state = table.clone();
    let mut statements = Vec::new();
    for (at, (alteration, choice)) in alterations.iter().zip(choices).enumerate() {
        if !choice.is_implied {
            let after = &alterations[at + 1..];
            statements.extend(alter::statements(&state, alteration, after));
        }
        alteration.apply(&mut state)?;
    }
    Ok(statements)
}

fn planned(table: &Table, alterations: &[Alteration], choices: &[Choice]) -> Vec<Planned> {
    let pairs = alterations.iter().zip(choices);
    pairs
        .map(|(alteration, choice)| Planned {
            table: table.name.clone(),
            change: alteration.summary(),
            way: choice.way,
            reason: choice.reason.clone(),
        })
        .collect()
}

fn touched(table: &Table, alterations: &[Alteration]) -> Touched {
    if alterations.iter().any(steps::is_rename) {
        return Touched::Everything;
    }
    Touched::Tables(vec![table.name.clone()])
}

fn rest(table: &Table, alterations: &[Alteration]) -> Option<Operation> {
    (!alterations.is_empty()).then(|| Operation::AlterTable {
        table: table.name.clone(),
        alterations: alterations.to_vec(),
    })
}

fn surroundings(table: &Table, catalogue: &Catalogue) -> Surroundings {
    let schema = catalogue.schema();
    let mut triggers = schema.triggers.iter();
    let children = schema.referring_to(&table.name);
    let keys = children.flat_map(|child| &child.foreign_keys);
    let keys = keys.filter(|key| same_name(&key.table, &table.name));
    Surroundings {
        has_triggers: triggers.any(|trigger| same_name(&trigger.table, &table.name)),
        referred: keys.flat_map(|key| key.references.clone()).collect(),
        version: catalogue.version(),
    }
}
