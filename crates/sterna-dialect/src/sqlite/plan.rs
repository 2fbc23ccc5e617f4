//! Operations to plans: the entry of the planning half.
//!
//! What a runner does around plans, on the one connection that it holds:
//!
//! 1. Before the transaction begins: `PRAGMA foreign_keys = OFF` where
//!    [`needs_foreign_keys_off`] says so of any operation (inside a transaction it is silently
//!    ignored), and `PRAGMA legacy_alter_table = OFF`.
//! 2. For each operation: [`plan`], the statements in order, then read again what
//!    [`Touched`] says; as long as the plan has a [`Plan::rest`], plan that.
//! 3. After the transaction, however it ended: both settings as they were, and
//!    `PRAGMA writable_schema = RESET`. A rollback restores no setting.
//!
//! What must stay absent: a database. A plan is made from a catalogue alone.

mod alter;
mod names;
mod rows;
mod steps;
mod table;

use sterna_schema::{
    Alteration, ApplyError, Dropped, Named, Operation, Schema, Trigger, View, same_name,
};

use self::names::is_free;
use super::integrity::{self, Compared};
use super::quote::identifier;
use super::{Catalogue, create, expression, parse};
use crate::plan::{Plan, PlanError, Statement, Touched};

/// Plans an operation, or as much of it as can be planned from this catalogue.
///
/// Drops by name are resolved and expressions are brought into their canonical form here, so an
/// operation may come straight from a revision file. Where [`Plan::rest`] is set, a rename or an
/// alteration that goes another way comes next: execute, refresh the catalogue, plan the rest.
///
/// # Errors
///
/// The operation does not fit the schema, or SQLite cannot do it.
pub fn plan(operation: &Operation, catalogue: &Catalogue) -> Result<Plan, PlanError> {
    let plan = planned(operation, catalogue)?;
    let cut = plan.statements.iter().find(|one| one.sql.contains('\0'));
    match cut {
        Some(Statement { purpose, .. }) => Err(PlanError::Nul {
            purpose: purpose.clone(),
        }),
        None => Ok(plan),
    }
}

fn planned(operation: &Operation, catalogue: &Catalogue) -> Result<Plan, PlanError> {
    let mut operation = operation.clone();
    expression::normalise(&mut operation)?;
    if let Operation::AlterTable { table, alterations } = &operation
        && let Some(table) = catalogue.schema().table(table)
    {
        names::mean_one(alterations, table)?;
    }
    let resolved = operation.resolve(catalogue.schema());
    match resolved.map_err(|error| left_alone(error, catalogue.schema()))? {
        Operation::CreateTable(new) => table::create(&new, catalogue),
        Operation::DropTable(old) => table::drop(old.name().unwrap_or_default(), catalogue),
        Operation::RenameTable { from, to } => table::rename(&from, &to, catalogue),
        Operation::AlterTable { table, alterations } => {
            alter::alter(&table, &alterations, catalogue)
        }
        Operation::CreateView(view) => create_view(&view, catalogue),
        Operation::DropView(view) => Ok(drop_object("VIEW", &view, &operation)),
        Operation::CreateTrigger(trigger) => create_trigger(&trigger),
        Operation::DropTrigger(trigger) => Ok(drop_object("TRIGGER", &trigger, &operation)),
        Operation::Execute(raw) => Ok(rows::execute(&raw)),
        Operation::BulkInsert(insert) => rows::bulk_insert(&insert),
    }
}

/// The same plan, with SQLite's own check of an altered table around it: for those who would
/// rather read each such table twice more than trust the planner.
///
/// # Errors
///
/// Those of [`plan`].
pub fn plan_with_quick_check(
    operation: &Operation,
    catalogue: &Catalogue,
) -> Result<Plan, PlanError> {
    let mut plan = plan(operation, catalogue)?;
    let Operation::AlterTable { table, .. } = operation else {
        return Ok(plan);
    };
    let Compared { measure, verify } = integrity::defects(table);
    plan.statements.insert(0, measure);
    plan.statements.push(verify);
    plan.waiting = 0;
    Ok(plan)
}

/// Whether the operation might drop or rebuild a table, whatever the schema: then
/// `PRAGMA foreign_keys` must be off before the transaction begins.
pub fn needs_foreign_keys_off(operation: &Operation) -> bool {
    match operation {
        Operation::DropTable(_) => true,
        Operation::AlterTable { alterations, .. } => !alterations.iter().all(never_rebuilds),
        _ => false,
    }
}

fn never_rebuilds(alteration: &Alteration) -> bool {
    use Alteration as A;
    match alteration {
        A::RenameColumn { .. } | A::CreateIndex(_) | A::DropIndex(_) => true,
        A::AddCheck(_) | A::DropCheck(_) | A::AddForeignKey(_) | A::DropForeignKey(_) => true,
        A::AddColumn { column, backfill } => {
            let plain = column.default.is_none() && column.generated.is_none();
            plain && column.nullable && backfill.is_none()
        }
        _ => false,
    }
}

/// What is missing among the tables may be there, and none of ours.
fn left_alone(error: ApplyError, schema: &Schema) -> PlanError {
    let ApplyError::Missing {
        name,
        kind: "table",
        ..
    } = &error
    else {
        return error.into();
    };
    let unmanaged = schema
        .unmanaged
        .iter()
        .find(|object| same_name(&object.name, name));
    match unmanaged {
        Some(object) => PlanError::Unmanaged {
            name: object.name.clone(),
            kind: object.kind.clone(),
        },
        None => error.into(),
    }
}

fn create_view(view: &View, catalogue: &Catalogue) -> Result<Plan, PlanError> {
    is_free(&view.name, catalogue)?;
    let sql = create::create_view(view);
    is_called(&parse::view(&sql)?, &view.name)?;
    Ok(one(Statement::change(
        sql,
        format!("create view {}", view.name),
    )))
}

fn create_trigger(trigger: &Trigger) -> Result<Plan, PlanError> {
    let sql = create::create_trigger(trigger);
    is_called(&parse::trigger(&sql)?, &trigger.name)?;
    Ok(one(Statement::change(
        sql,
        format!("create trigger {}", trigger.name),
    )))
}

fn is_called(read: &impl Named, name: &str) -> Result<(), PlanError> {
    match read.name() {
        Some(other) if !same_name(other, name) => Err(PlanError::Misread {
            name: name.to_owned(),
            difference: format!("it is called {other:?}"),
        }),
        _ => Ok(()),
    }
}

fn drop_object<T: Named>(kind: &str, object: &Dropped<T>, operation: &Operation) -> Plan {
    let name = identifier(object.name().unwrap_or_default());
    one(Statement::change(
        format!("DROP {kind} {name}"),
        operation.summary(),
    ))
}

fn one(statement: Statement) -> Plan {
    Plan {
        statements: vec![statement],
        touched: Touched::Everything,
        ..Plan::default()
    }
}
