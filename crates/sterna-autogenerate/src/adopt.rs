//! Day one on a database that exists: what its entities do not say, written as declarations.
//!
//! In a project with hand-written migrations, indexes, defaults, CHECKs and triggers live in the
//! database alone. [`adopt`] compares from the entities to the database and turns each
//! difference into the declaration that says it; what no declaration can say is listed, for a
//! person to settle in the entity. Compiled, the declarations leave nothing to compare.
//!
//! What must stay absent: files, and a change of the database.

mod column;
mod table;

use std::collections::BTreeMap;

use sterna::Metadata;
use sterna_schema::{Alteration, Operation, Schema, same_name};

use crate::diff;
use crate::difference::Kept;
use crate::render::{declaration, formatted};
use crate::scope::Scope;

/// What a database holds that its entities do not say.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Adoption {
    /// The declarations, for each table that needs some.
    pub tables: Vec<AdoptedTable>,
    /// The list of entities with all declarations, views and triggers: the `metadata()` function,
    /// as source. Empty where nothing is to be declared.
    pub metadata: String,
    /// Columns whose declared types differ.
    pub types: Vec<TypeDifference>,
    /// What no declaration can say.
    pub unsaid: Vec<Unsaid>,
    /// What stays as it is without being declared: tables of others and what hangs on them.
    pub kept: Vec<Kept>,
}

/// What is to be declared beside one entity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AdoptedTable {
    /// The table.
    pub table: String,
    /// The module of its entity: `entity::post`.
    pub module: String,
    /// The function to put there, as rustfmt would have it.
    pub source: String,
}

/// A column that the database declares by another type than its entity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypeDifference {
    /// The table.
    pub table: String,
    /// The column.
    pub column: String,
    /// How the database declares it.
    pub database: String,
    /// How its entity would.
    pub entity: String,
    /// Whether SQLite treats both alike (<https://www.sqlite.org/datatype3.html>).
    pub same_affinity: bool,
}

/// A difference that has to be settled in the entity, or by a revision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsaid {
    /// The table.
    pub table: String,
    /// What differs, in words.
    pub what: String,
}

/// What becomes of declared types that differ.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TypeChoice {
    /// They are declared as they are, and stay.
    #[default]
    Keep,
    /// They are only listed: the first revision gives the columns their entities' types.
    Align,
}

/// What `live` holds that `desired`, the schema of these entities, does not say.
pub fn adopt(
    live: &Schema,
    desired: &Schema,
    metadata: &Metadata,
    scope: &Scope,
    types: TypeChoice,
) -> Adoption {
    let mut adoption = Adoption::default();
    let mut objects = declaration::Objects::default();
    let mut tables: BTreeMap<String, Vec<Alteration>> = BTreeMap::new();
    for operation in diff(desired, live, scope).operations {
        match operation {
            // The order in which operations run may part those of one table.
            Operation::AlterTable { table, alterations } => {
                tables.entry(table).or_default().extend(alterations);
            }
            Operation::CreateView(view) => objects.views.push(view),
            Operation::CreateTrigger(trigger) if is_known(metadata, live, &trigger.table) => {
                objects.triggers.push(trigger);
            }
            other => adoption.leave(&other),
        }
    }
    for (table, alterations) in &tables {
        let said = table::declared(table, alterations, types, live, desired);
        adoption.add_table(metadata, table, said);
    }
    let declared = adoption.tables.iter().map(|table| table.table.as_str());
    if !adoption.tables.is_empty() || !objects.is_empty() {
        let source = declaration::metadata(metadata, &declared.collect::<Vec<_>>(), &objects);
        adoption.metadata = formatted(&source);
    }
    adoption
}

/// Whether a trigger on that table or view can be declared: the entities know it, or a view.
fn is_known(metadata: &Metadata, live: &Schema, name: &str) -> bool {
    let mut entities = metadata.entities().iter();
    entities.any(|entity| same_name(&entity.table, name)) || live.view(name).is_some()
}

impl Adoption {
    fn add_table(&mut self, metadata: &Metadata, table: &str, said: table::Declared) {
        self.types.extend(said.types);
        self.unsaid.extend(said.unsaid);
        let mut entities = metadata.entities().iter();
        let entity = entities.find(|entity| same_name(&entity.table, table));
        let Some(entity) = entity.filter(|_| !said.said.is_empty()) else {
            return;
        };
        self.tables.push(AdoptedTable {
            table: entity.table.clone(),
            module: entity.module.clone(),
            source: formatted(&declaration::function(entity, &said.said)),
        });
    }

    /// Lists what is not declared.
    fn leave(&mut self, operation: &Operation) {
        let kept = |kind: &str, name: &str, table: Option<&String>| Kept {
            kind: kind.to_owned(),
            name: name.to_owned(),
            table: table.cloned(),
        };
        match operation {
            Operation::CreateTable(table) => self.kept.push(kept("table", &table.name, None)),
            Operation::CreateTrigger(trigger) => {
                let trigger = kept("trigger", &trigger.name, Some(&trigger.table));
                self.kept.push(trigger);
            }
            Operation::DropTable(table) => self.unsaid.push(Unsaid {
                table: table.name().unwrap_or_default().to_owned(),
                what: "the database does not have the table".to_owned(),
            }),
            other => self.unsaid.push(Unsaid {
                table: String::new(),
                what: format!("to reach the database: {}", other.summary()),
            }),
        }
    }
}
