//! The order in which everything runs, both ways: the way back is the same list reversed.
//!
//! What hangs on a thing goes before it, what needs a thing comes after it.

mod circles;
mod ranking;
mod shared_names;
mod sorting;
mod step;
mod wishes;

use sterna_schema::{Alteration, Dropped, Operation};

use super::tables::Tables;
use super::triggers::Triggers;
use super::views::Views;

/// All operations, in the order in which they run.
pub(super) fn arrange(mut tables: Tables, views: Views, triggers: Triggers) -> Vec<Operation> {
    let mut operations = Vec::new();
    operations.extend(each(&triggers.dropped, |t| {
        Operation::DropTrigger(Dropped::Known(t))
    }));
    operations.extend(each(&views.dropped, |v| {
        Operation::DropView(Dropped::Known(v))
    }));
    let freed = shared_names::free(&mut tables);
    let arranged = ranking::arranged(&mut tables.altered, &freed.created, &freed.dropped);
    operations.extend(freed.first);
    operations.extend(circles::broken(arranged));
    operations.extend(freed.last);
    operations.extend(each(&views.created, Operation::CreateView));
    operations.extend(each(&triggers.created, Operation::CreateTrigger));
    operations
}

fn each<T: Clone>(objects: &[&T], operation: impl Fn(T) -> Operation) -> Vec<Operation> {
    objects
        .iter()
        .map(|&object| operation(object.clone()))
        .collect()
}

/// Sorts the alterations of one table into an order that runs.
pub(super) fn sort_alterations(alterations: &mut [Alteration]) {
    alterations.sort_by_key(rank);
}

/// A table is altered from the outside in, then from the inside out.
fn rank(alteration: &Alteration) -> u8 {
    match alteration {
        Alteration::RenameColumn { .. } => 0,
        Alteration::DropIndex(_) => 1,
        Alteration::DropForeignKey(_) => 2,
        Alteration::DropCheck(_) => 3,
        Alteration::DropUnique(_) => 4,
        Alteration::AddColumn { .. } => 5,
        Alteration::AlterColumn { .. } => 6,
        Alteration::SetPrimaryKey { .. } => 7,
        Alteration::SetOptions { .. } => 8,
        Alteration::DropColumn { .. } => 9,
        Alteration::AddUnique(_) => 10,
        Alteration::AddCheck(_) => 11,
        Alteration::AddForeignKey(_) => 12,
        Alteration::CreateIndex(_) => 13,
    }
}

/// The alterations of a table as one operation; none where there are none.
fn alter_table(table: &str, alterations: Vec<Alteration>) -> Option<Operation> {
    (!alterations.is_empty()).then(|| Operation::AlterTable {
        table: table.to_owned(),
        alterations,
    })
}
