//! What a revision file keeps of an operation: the form in which the operations that were
//! rendered and those that the compiled file makes are compared.
//!
//! A file drops by name, says nothing of how a change is reversed, and may spell an expression
//! as SeaORM does. Types keep their text to the letter.

use sterna_dialect::sqlite::expression::normalise;
use sterna_schema::{
    Alteration, Column, Conversion, DeclaredType, Dropped, Expression, Index, IndexKey, Named,
    Operation, Table,
};

/// The operation as a file keeps it.
pub fn as_loaded(mut operation: Operation) -> Operation {
    normalise(&mut operation).expect("the operation reads as SQL");
    match operation {
        Operation::CreateTable(table) => Operation::CreateTable(of_table(table)),
        Operation::DropTable(table) => Operation::DropTable(named(&table)),
        Operation::DropView(view) => Operation::DropView(named(&view)),
        Operation::DropTrigger(trigger) => Operation::DropTrigger(named(&trigger)),
        Operation::CreateView(mut view) => {
            spell(&mut view.definition);
            Operation::CreateView(view)
        }
        Operation::CreateTrigger(mut trigger) => {
            spell(&mut trigger.definition);
            Operation::CreateTrigger(trigger)
        }
        Operation::AlterTable { table, alterations } => Operation::AlterTable {
            table,
            alterations: alterations.into_iter().map(of_alteration).collect(),
        },
        other => other,
    }
}

fn named<T: Named>(dropped: &Dropped<T>) -> Dropped<T> {
    Dropped::Named(dropped.name().unwrap_or_default().to_owned())
}

fn of_alteration(alteration: Alteration) -> Alteration {
    match alteration {
        Alteration::AddColumn {
            column,
            mut backfill,
        } => {
            backfill.iter_mut().for_each(spell);
            Alteration::AddColumn {
                column: of_column(column),
                backfill,
            }
        }
        Alteration::DropColumn { column, .. } => Alteration::DropColumn {
            column: named(&column),
            backfill: None,
        },
        Alteration::AlterColumn {
            from,
            to,
            mut convert,
            ..
        } => {
            convert.backfill.iter_mut().for_each(spell);
            convert.using.iter_mut().for_each(spell);
            Alteration::AlterColumn {
                from: Box::new(of_column(*from)),
                to: Box::new(of_column(*to)),
                convert,
                restore: Conversion::default(),
            }
        }
        Alteration::AddCheck(mut check) => {
            spell(&mut check.expression);
            Alteration::AddCheck(check)
        }
        Alteration::DropCheck(Dropped::Known(mut check)) => {
            spell(&mut check.expression);
            Alteration::DropCheck(Dropped::Known(check))
        }
        Alteration::CreateIndex(index) => Alteration::CreateIndex(of_index(index)),
        Alteration::DropIndex(index) => Alteration::DropIndex(named(&index)),
        other => other,
    }
}

fn of_table(mut table: Table) -> Table {
    table.columns = table.columns.into_iter().map(of_column).collect();
    table.indexes = table.indexes.into_iter().map(of_index).collect();
    table
        .checks
        .iter_mut()
        .for_each(|check| spell(&mut check.expression));
    table.uniques.sort_by_key(|unique| format!("{unique:?}"));
    table
}

fn of_column(mut column: Column) -> Column {
    let text = column.declared.text().to_owned();
    column.declared = DeclaredType::with_canonical(text, column.declared.canonical());
    column.default.iter_mut().for_each(spell);
    column
        .generated
        .iter_mut()
        .for_each(|generated| spell(&mut generated.expression));
    column
}

fn of_index(mut index: Index) -> Index {
    index.predicate.iter_mut().for_each(spell);
    for term in &mut index.columns {
        if let IndexKey::Expression(expression) = &mut term.key {
            spell(expression);
        }
    }
    index
}

/// Only what the expression means.
fn spell(expression: &mut Expression) {
    let canonical = expression.canonical().to_owned();
    *expression = Expression::with_canonical(canonical.clone(), canonical);
}
