//! Values that a change of type left as they were.

use sterna_schema::{Column, Table};

use super::{no_row_where, rows_of};
use crate::plan::{Refusal, Statement};
use crate::sqlite::quote::identifier;
use crate::sqlite::types::{Affinity, affinity};

/// Refuses where a number was to come out of values that are none: SQLite keeps a value as it is
/// where the conversion would lose something
/// (<https://www.sqlite.org/datatype3.html#type_affinity>). Asked of the table once its column
/// has the new type; `None` where the types promise no number, or promised one before.
pub fn are_converted(table: &Table, from: &Column, to: &Column) -> Option<Statement> {
    let (old, new) = (affinity(from.declared.text()), affinity(to.declared.text()));
    let expected = match new {
        Affinity::Integer => "'integer', 'null'",
        Affinity::Real => "'real', 'integer', 'null'",
        Affinity::Text | Affinity::Blob | Affinity::Numeric => return None,
    };
    if old == new || to.generated.is_some() {
        return None;
    }
    let (name, column, kind) = (&table.name, &to.name, to.declared.text());
    let refusal = Refusal {
        what: format!("{name}.{column} cannot become {kind}"),
        counted: rows_of(
            name,
            &format!("holds what is no {kind}"),
            &format!("hold what is no {kind}"),
        ),
        help: format!(
            "say what becomes of it, `.using(\"CAST({column} AS {kind})\")`, \
             or correct it in a data step before it"
        ),
        examples: None,
    };
    let condition = format!("typeof({}) NOT IN ({expected})", identifier(column));
    let purpose = format!("look for values of {name}.{column} that are no {kind}");
    Some(no_row_where(table, &condition, purpose, refusal))
}
