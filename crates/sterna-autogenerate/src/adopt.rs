//! Day one on a database that exists: what its entities do not say, written as declarations.
//!
//! In a project with hand-written migrations, indexes, defaults, CHECKs and triggers live in the
//! database alone. [`adopt`] compares from the entities to the database and turns each
//! difference into the declaration that says it; what no declaration can say is listed, for a
//! person to settle in the entity. Compiled, the declarations leave nothing to compare.
//!
//! What must stay absent: files, and a change of the database.

pub mod baseline;
mod column;
mod table;

use std::collections::BTreeMap;
use std::iter;

use sterna::Metadata;
use sterna::metadata::EntityInfo;
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
    /// The module that lists them all, with the views and triggers, as source: a function `all`
    /// that `Metadata::with` takes. Empty where nothing is to be declared.
    pub list: String,
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
    /// The name of the module that declares it: `post`. Its file lies beside the list's.
    pub name: String,
    /// That module, as rustfmt would have it.
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
            Operation::CreateTable(table) if metadata.keeps(&table.name) => {}
            Operation::CreateTrigger(trigger) if metadata.keeps(&trigger.table) => {}
            Operation::CreateTable(table) => {
                adoption.keep("table", &table.name, None);
                objects.kept.push(table.name);
            }
            other => adoption.leave(&other),
        }
    }
    for (table, alterations) in &tables {
        let said = table::declared(table, alterations, types, live, desired);
        adoption.add_table(metadata, table, said);
    }
    adoption.list = adoption.listed(metadata, &objects);
    adoption
}

/// Whether a trigger on that table or view can be declared: the entities know it, or a view.
fn is_known(metadata: &Metadata, live: &Schema, name: &str) -> bool {
    entity_of(metadata, name).is_some() || live.view(name).is_some()
}

fn entity_of<'a>(metadata: &'a Metadata, table: &str) -> Option<&'a EntityInfo> {
    let mut entities = metadata.entities().iter();
    entities.find(|entity| same_name(&entity.table, table))
}

/// The crate of the entities, in which declarations are put.
pub fn home(metadata: &Metadata) -> &str {
    let first = metadata.entities().first();
    let module = first.map_or("", |entity| entity.module.as_str());
    module.split("::").next().unwrap_or_default()
}

impl Adoption {
    fn add_table(&mut self, metadata: &Metadata, table: &str, said: table::Declared) {
        self.types.extend(said.types);
        self.unsaid.extend(said.unsaid);
        let Some(entity) = entity_of(metadata, table).filter(|_| !said.said.is_empty()) else {
            return;
        };
        let source = declaration::module(home(metadata), entity, &said.said);
        self.tables.push(AdoptedTable {
            table: entity.table.clone(),
            module: entity.module.clone(),
            name: self.free_name(&entity.module),
            source: formatted(&source),
        });
    }

    /// The last part of the entity's module, with a number where another one has it.
    fn free_name(&self, module: &str) -> String {
        let name = module.rsplit("::").next().unwrap_or_default();
        let is_free = |name: &String| self.tables.iter().all(|table| table.name != *name);
        let numbered = (2..).map(|number| format!("{name}_{number}"));
        let mut names = iter::once(name.to_owned()).chain(numbered);
        names.find(is_free).unwrap_or_default()
    }

    fn listed(&self, metadata: &Metadata, objects: &declaration::Objects) -> String {
        if self.tables.is_empty() && objects.is_empty() {
            return String::new();
        }
        let tables = self.tables.iter();
        let modules: Vec<_> = tables
            .filter_map(|table| {
                let entity = entity_of(metadata, &table.table)?;
                Some((entity, declaration::identifier(&table.name)))
            })
            .collect();
        formatted(&declaration::list(home(metadata), &modules, objects))
    }

    fn keep(&mut self, kind: &str, name: &str, table: Option<&String>) {
        self.kept.push(Kept {
            kind: kind.to_owned(),
            name: name.to_owned(),
            table: table.cloned(),
        });
    }

    /// Lists what is not declared.
    fn leave(&mut self, operation: &Operation) {
        match operation {
            Operation::CreateTrigger(trigger) => {
                self.keep("trigger", &trigger.name, Some(&trigger.table));
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
