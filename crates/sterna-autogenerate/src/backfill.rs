//! Values for rows that exist, where a column comes or becomes NOT NULL.
//!
//! A revision that works on an empty database must work on a full one, so that the values are
//! asked for when it is written. Pure.

use std::str::FromStr;

use sterna_dialect::sqlite::ReadError;
use sterna_dialect::sqlite::expression::expression;
use sterna_dialect::sqlite::key;
use sterna_dialect::sqlite::types::{self, Affinity};
use sterna_schema::{Alteration, Column, Expression, Operation, Schema, Table, same_name};
use thiserror::Error;

/// A value for the rows that exist, as a person gives it: `posts.slug=''`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backfill {
    /// The column: `table.column`.
    pub column: String,
    /// The SQL expression.
    pub value: Expression,
}

/// A column whose rows may need a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BackfillNeed {
    /// The table.
    pub table: String,
    /// The column.
    pub column: String,
    /// Whether every row needs it. Else only rows that hold NULL do, if there are any.
    pub required: bool,
    /// An SQL expression that the column's type would take, as an example of one.
    pub example: &'static str,
}

/// Why a value cannot be used.
#[derive(Debug, Error)]
pub enum BackfillError {
    /// The words do not say which column gets what.
    #[error("{0:?} does not read as `table.column=expression`")]
    Unreadable(String),
    /// The value is no SQL expression.
    #[error("the value for {column:?} is not an SQL expression: {value:?}")]
    NoExpression {
        /// The column.
        column: String,
        /// The value.
        value: String,
        /// Why not.
        source: ReadError,
    },
    /// No column of that name needs a value.
    #[error("{column:?} takes no backfill; {}", those(.needs))]
    NotNeeded {
        /// The column.
        column: String,
        /// The columns that take one.
        needs: Vec<String>,
    },
}

fn those(needs: &[String]) -> String {
    if needs.is_empty() {
        return "no column does".to_owned();
    }
    format!("these do: {}", needs.join(", "))
}

impl FromStr for Backfill {
    type Err = BackfillError;

    fn from_str(text: &str) -> Result<Self, BackfillError> {
        let unreadable = || BackfillError::Unreadable(text.to_owned());
        let (column, value) = text.split_once('=').ok_or_else(unreadable)?;
        let (column, value) = (column.trim(), value.trim());
        if !column.contains('.') || value.is_empty() {
            return Err(unreadable());
        }
        let read = expression(value).map_err(|source| BackfillError::NoExpression {
            column: column.to_owned(),
            value: value.to_owned(),
            source,
        })?;
        Ok(Self {
            column: column.to_owned(),
            value: read,
        })
    }
}

impl BackfillNeed {
    /// The column as a [`Backfill`] names it.
    pub fn name(&self) -> String {
        format!("{}.{}", self.table, self.column)
    }
}

/// Puts the values where they are needed on the way to that schema, and tells what is still
/// missing.
///
/// # Errors
///
/// A value is given for a column that takes none.
pub(crate) fn fill(
    operations: &mut [Operation],
    desired: &Schema,
    backfills: &[Backfill],
) -> Result<Vec<BackfillNeed>, BackfillError> {
    let needs = needs(operations, desired);
    let of = |need: &BackfillNeed| {
        let mut given = backfills.iter().rev();
        given.find(|given| same_name(&given.column, &need.name()))
    };
    for given in backfills {
        if !needs
            .iter()
            .any(|need| same_name(&given.column, &need.name()))
        {
            return Err(BackfillError::NotNeeded {
                column: given.column.clone(),
                needs: needs.iter().map(BackfillNeed::name).collect(),
            });
        }
    }
    let (filled, missing): (Vec<_>, Vec<_>) =
        needs.into_iter().partition(|need| of(need).is_some());
    for need in &filled {
        if let Some(given) = of(need) {
            put(operations, need, &given.value);
        }
    }
    Ok(missing)
}

/// The columns whose rows may need a value.
fn needs(operations: &[Operation], desired: &Schema) -> Vec<BackfillNeed> {
    let altered = operations.iter().filter_map(|operation| match operation {
        Operation::AlterTable { table, alterations } => Some((desired.table(table)?, alterations)),
        _ => None,
    });
    let needs = altered.flat_map(|(table, alterations)| {
        let of = |alteration| need(table, alteration);
        alterations.iter().filter_map(of)
    });
    needs.collect()
}

fn need(table: &Table, alteration: &Alteration) -> Option<BackfillNeed> {
    let (column, required) = match alteration {
        Alteration::AddColumn { column, .. } => (column, true),
        Alteration::AlterColumn { from, to, .. } if from.nullable && !to.nullable => (&**to, false),
        _ => return None,
    };
    let is_computed = column.generated.is_some();
    // Where a column that is there becomes NOT NULL, its rows may hold NULL whatever its default.
    let has_value = required && (column.default.is_some() || key::is_rowid(table, column));
    (key::refuses_null(table, column) && !is_computed && !has_value).then(|| BackfillNeed {
        table: table.name.clone(),
        column: column.name.clone(),
        required,
        example: example(column),
    })
}

/// The plainest value of a type, in the form in which SeaORM writes and reads it.
fn example(column: &Column) -> &'static str {
    let declared = column.declared.canonical();
    let says = |word| declared.contains(word);
    match types::affinity(declared) {
        _ if says("bool") => "FALSE",
        _ if says("timestamp") || says("datetime") => "CURRENT_TIMESTAMP",
        _ if says("date") => "CURRENT_DATE",
        _ if says("time") => "CURRENT_TIME",
        _ if says("json") => "'{}'",
        _ if says("uuid") => "randomblob(16)",
        _ if says("blob") => "x''",
        Affinity::Integer | Affinity::Numeric => "0",
        Affinity::Real => "0.0",
        Affinity::Text | Affinity::Blob => "''",
    }
}

fn put(operations: &mut [Operation], need: &BackfillNeed, value: &Expression) {
    for operation in operations {
        let Operation::AlterTable { table, alterations } = operation else {
            continue;
        };
        if !same_name(table, &need.table) {
            continue;
        }
        for alteration in alterations {
            match alteration {
                Alteration::AddColumn { column, backfill } if column.name == need.column => {
                    *backfill = Some(value.clone());
                }
                Alteration::AlterColumn { to, convert, .. } if to.name == need.column => {
                    convert.backfill = Some(value.clone());
                }
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use sterna_schema::Column;

    use super::*;

    fn adds(column: Column) -> Vec<Operation> {
        vec![Operation::AlterTable {
            table: "posts".to_owned(),
            alterations: vec![Alteration::AddColumn {
                column,
                backfill: None,
            }],
        }]
    }

    fn posts() -> Schema {
        Schema {
            tables: vec![Table::new("posts")],
            ..Schema::default()
        }
    }

    #[test]
    fn a_value_goes_where_it_is_needed() {
        let mut operations = adds(Column::new("slug", "text").not_null());
        assert_eq!(
            fill(&mut operations, &posts(), &[]).unwrap()[0].name(),
            "posts.slug"
        );
        let given = "Posts.slug = lower(title)".parse().unwrap();
        assert_eq!(fill(&mut operations, &posts(), &[given]).unwrap(), []);
        let Operation::AlterTable { alterations, .. } = &operations[0] else {
            unreachable!("it is the operation from above")
        };
        let Alteration::AddColumn { backfill, .. } = &alterations[0] else {
            unreachable!("it is the alteration from above")
        };
        assert_eq!(backfill.as_ref().unwrap().sql(), "lower(title)");
    }

    #[test]
    fn a_value_that_nobody_needs_is_an_error() {
        let mut operations = adds(Column::new("slug", "text"));
        let given = "posts.slug=''".parse().unwrap();
        let error = fill(&mut operations, &posts(), &[given]).unwrap_err();
        assert_eq!(
            error.to_string(),
            "\"posts.slug\" takes no backfill; no column does"
        );
    }

    #[test]
    fn only_an_expression_is_a_value() {
        for text in [
            "posts.slug",
            "slug=1",
            "posts.slug=",
            "posts.slug=1; DROP TABLE posts",
            "posts.slug=1, 2",
        ] {
            assert!(text.parse::<Backfill>().is_err(), "{text}");
        }
    }
}
