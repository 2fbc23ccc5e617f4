//! CHECKs that hold a column to the values of an enum.

use sea_orm::ActiveEnum;
use sea_orm::sea_query::{QueryBuilder, SqliteQueryBuilder, Value};
use sterna_dialect::sqlite::quote;
use sterna_schema::{Check, Column, ColumnType, Expression};

/// The CHECK of a column whose type is an enum of strings.
pub(super) fn of_type(column: &Column) -> Option<Check> {
    let Some(ColumnType::Enum { variants, .. }) = &column.declared.sea else {
        return None;
    };
    let variants = variants.iter();
    let values = variants.map(|variant| quote::literal(&variant.to_string()));
    Some(one_of(&column.name, values.collect()))
}

/// The CHECK that holds a column to the values of this enum.
pub(super) fn of_enum<E: ActiveEnum>(column: &str) -> Check {
    let values = E::values().into_iter().map(|value| spelled(value.into()));
    one_of(column, values.collect())
}

fn spelled(value: Value) -> String {
    match value {
        Value::String(Some(text)) => quote::literal(&text),
        other => SqliteQueryBuilder.value_to_string(&other),
    }
}

fn one_of(column: &str, values: Vec<String>) -> Check {
    let column = quote::identifier(column);
    Check {
        name: None,
        expression: Expression::new(format!("{column} IN ({})", values.join(", "))),
    }
}
