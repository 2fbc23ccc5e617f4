//! What must hold of any two schemas.

use proptest::prelude::*;
use sterna_autogenerate::{Scope, diff};
use sterna_schema::{Operation, Schema};

use crate::random::schema;

fn everything() -> Scope {
    Scope::exact_with_views_and_triggers()
}

fn applied(mut schema: Schema, operations: &[Operation]) -> Result<Schema, TestCaseError> {
    for operation in operations {
        let applied = schema.apply(operation);
        applied.map_err(|error| TestCaseError::fail(format!("{error}: {operation:#?}")))?;
    }
    Ok(schema)
}

fn reversed(operations: &[Operation]) -> Vec<Operation> {
    let back = operations.iter().rev().map(Operation::reverse);
    back.collect::<Result<_, _>>()
        .expect("the differ knows what it drops")
}

/// A schema without the order of what has no order: the way back adds a column at the end.
fn unordered(mut schema: Schema) -> Schema {
    fn sort<T: std::fmt::Debug>(objects: &mut [T]) {
        objects.sort_by_key(|object| format!("{object:?}"));
    }
    for table in &mut schema.tables {
        table.columns.sort_by(|a, b| a.name.cmp(&b.name));
        sort(&mut table.uniques);
        sort(&mut table.checks);
        sort(&mut table.foreign_keys);
        sort(&mut table.indexes);
    }
    schema.sort();
    schema
}

/// Index names are unique in a schema, at every moment between two operations.
fn names_never_clash(mut schema: Schema, operations: &[Operation]) -> Result<(), TestCaseError> {
    for operation in operations {
        schema = applied(schema, std::slice::from_ref(operation))?;
        let mut names: Vec<_> = schema
            .tables
            .iter()
            .flat_map(|table| &table.indexes)
            .map(|index| index.name.to_ascii_lowercase())
            .collect();
        names.sort();
        prop_assert!(
            names.windows(2).all(|pair| pair[0] != pair[1]),
            "{operation} clashes: {names:?}"
        );
    }
    Ok(())
}

proptest! {
    #[test]
    fn a_schema_does_not_differ_from_itself(a in schema()) {
        let difference = diff(&a, &a, &everything());
        prop_assert!(difference.is_empty(), "{:#?}", difference.operations);
        prop_assert!(difference.kept.is_empty() && difference.notes.is_empty());
    }

    #[test]
    fn a_difference_leads_there(a in schema(), b in schema()) {
        let there = applied(a.clone(), &diff(&a, &b, &everything()).operations)?;
        let rest = diff(&there, &b, &everything());
        prop_assert!(rest.is_empty(), "{:#?}", rest.operations);
    }

    #[test]
    fn reversing_twice_changes_nothing(a in schema(), b in schema()) {
        let operations = diff(&a, &b, &everything()).operations;
        let twice: Vec<_> = reversed(&reversed(&operations));
        prop_assert_eq!(operations, twice);
    }

    #[test]
    fn the_way_back_leads_back(a in schema(), b in schema()) {
        let operations = diff(&a, &b, &everything()).operations;
        let there = applied(a.clone(), &operations)?;
        let back = applied(there, &reversed(&operations))?;
        prop_assert_eq!(unordered(back), unordered(a));
    }

    #[test]
    fn names_are_free_when_they_are_needed(a in schema(), b in schema()) {
        let operations = diff(&a, &b, &everything()).operations;
        names_never_clash(a.clone(), &operations)?;
        let there = applied(a, &operations)?;
        names_never_clash(there, &reversed(&operations))?;
    }

    #[test]
    fn a_table_is_altered_once(a in schema(), b in schema()) {
        let operations = diff(&a, &b, &everything()).operations;
        let altered = |name: &str| operations.iter().filter(|operation| matches!(
            operation,
            Operation::AlterTable { table, alterations } if table == name && alterations.len() > 1
        )).count();
        for table in &a.tables {
            prop_assert!(altered(&table.name) <= 2);
        }
    }
}
