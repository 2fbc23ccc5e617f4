//! The differences of one column, as a declaration.

use sterna_dialect::sqlite::types::affinity;
use sterna_schema::Column;

use super::table::Declared;
use super::{TypeChoice, TypeDifference, Unsaid};
use crate::render::declaration::{ColumnPart, Said};

/// Declares what `live` has and `meant` has not.
pub(super) fn declare(
    table: &str,
    meant: &Column,
    live: &Column,
    types: TypeChoice,
    declared: &mut Declared,
) {
    let mut parts = Vec::new();
    if meant.declared != live.declared {
        declared.types.push(type_difference(table, meant, live));
        if types == TypeChoice::Keep {
            let text = live.declared.text().to_owned();
            parts.push(ColumnPart::Declared(text));
        }
    }
    parts.extend(changed_parts(meant, live));
    if !parts.is_empty() {
        declared.said.push(Said::Column(meant.name.clone(), parts));
    }
    let unsaid = unsaid(meant, live).into_iter().map(|what| Unsaid {
        table: table.to_owned(),
        what,
    });
    declared.unsaid.extend(unsaid);
}

fn type_difference(table: &str, meant: &Column, live: &Column) -> TypeDifference {
    let [database, entity] = [live, meant].map(|column| column.declared.text().to_owned());
    TypeDifference {
        table: table.to_owned(),
        column: meant.name.clone(),
        same_affinity: affinity(&database) == affinity(&entity),
        database,
        entity,
    }
}

fn changed_parts(meant: &Column, live: &Column) -> Vec<ColumnPart> {
    let mut parts = Vec::new();
    if meant.collation != live.collation {
        let own = live.collation.as_deref().unwrap_or("BINARY");
        parts.push(ColumnPart::Collation(own.to_owned()));
    }
    if let Some(value) = live
        .default
        .as_ref()
        .filter(|_| meant.default != live.default)
    {
        parts.push(ColumnPart::Default(value.clone()));
    }
    if let Some(generated) = live
        .generated
        .as_ref()
        .filter(|_| meant.generated != live.generated)
    {
        parts.push(ColumnPart::Generated(generated.clone()));
    }
    parts
}

/// What a declaration cannot take away from what the entity says.
fn unsaid(meant: &Column, live: &Column) -> Vec<String> {
    let name = &live.name;
    let mut unsaid = Vec::new();
    if meant.nullable != live.nullable {
        let (may, other) = match live.nullable {
            true => ("may be NULL in the database", "entity"),
            false => ("may be NULL in the entity", "database"),
        };
        unsaid.push(format!("column {name:?} {may}, not in the {other}"));
    }
    if meant.default.is_some() && live.default.is_none() {
        unsaid.push(format!("column {name:?} has no default in the database"));
    }
    if meant.generated.is_some() && live.generated.is_none() {
        unsaid.push(format!("column {name:?} is not generated in the database"));
    }
    if meant.on_null != live.on_null {
        unsaid.push(format!(
            "column {name:?} resolves NULL in another way in the database"
        ));
    }
    unsaid
}
