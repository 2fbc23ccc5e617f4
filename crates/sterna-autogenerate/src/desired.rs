//! The schema that the entities mean.
//!
//! The statements that would create the entities are read by the reader that reads the live
//! database, so that two spellings of the same thing never differ. SQLite has its say on them in
//! a database in memory, as far as it has not said it yet. What SQL cannot hold, SeaORM's own
//! types and former names, is kept beside.

mod accepted;
mod objects;

use std::collections::HashMap;

use sea_orm::DbErr;
use sea_orm::sea_query::{IndexCreateStatement, SqliteQueryBuilder};
use sterna::Metadata;
use sterna::declare::{DeclarationError, DeclaredTable};
use sterna::metadata::{EntityInfo, EntitySchema, MetadataError};
use sterna::operations::BuildError;
use sterna_dialect::sqlite::{Catalogue, ReadError, create};
use sterna_schema::{Schema, Table};
use thiserror::Error;

use crate::rename::{FormerName, FormerTable};

/// What the entities mean.
#[derive(Clone, Debug, Default)]
pub struct Desired {
    /// The schema, with SeaORM's types beside the declared ones.
    pub schema: Schema,
    /// What columns were called before, as far as entities say so.
    pub former_names: Vec<FormerName>,
    /// What tables were called before, as far as declarations say so.
    pub former_tables: Vec<FormerTable>,
}

/// Why the entities have no schema.
#[derive(Debug, Error)]
pub enum DesiredError {
    /// The list of entities cannot be used.
    #[error(transparent)]
    Metadata(#[from] MetadataError),
    /// What an entity says makes no table that SQLite can have.
    #[error("entity {entity} makes no table")]
    Entity {
        /// The module that declares it.
        entity: String,
        /// Why not.
        source: BuildError,
    },
    /// SQLite refuses what an entity says.
    #[error("SQLite refuses {what} of entity {entity}")]
    Refused {
        /// What it refuses: `the table "posts"`, `index "idx-posts-slug"`.
        what: String,
        /// The module that declares it.
        entity: String,
        /// Its words.
        source: DbErr,
    },
    /// SQLite refuses a view or trigger, or something that one of them names is not there.
    #[error("SQLite refuses {what}")]
    RefusedObject {
        /// What it refuses: `view "recent_posts"`.
        what: String,
        /// Its words.
        source: DbErr,
    },
    /// The database in memory could not be opened or read.
    #[error("the entities could not be read back from a database in memory")]
    Shadow(#[from] ReadError),
}

impl From<DeclarationError> for DesiredError {
    fn from(error: DeclarationError) -> Self {
        Self::Metadata(error.into())
    }
}

/// An entity's table, and the statements that create it.
struct EntityTable<'a> {
    entity: &'a EntityInfo,
    table: Table,
    statements: Vec<Definition>,
}

/// A statement, and what a person calls what it creates.
struct Definition {
    what: String,
    sql: String,
}

/// The schema that the entities mean.
///
/// # Errors
///
/// The list of entities is empty or not complete, or an entity says what SQLite cannot have.
pub async fn desired(metadata: &Metadata) -> Result<Desired, DesiredError> {
    desired_beside(metadata, &Schema::default()).await
}

/// The schema that the entities mean, where a database has this one. SQLite took a table that is
/// the same there already, and is not asked again.
///
/// # Errors
///
/// As [`desired`].
pub async fn desired_beside(metadata: &Metadata, there: &Schema) -> Result<Desired, DesiredError> {
    metadata.check()?;
    let mut desired = Desired::default();
    let mut tables = Vec::new();
    for entity in metadata.entities() {
        let said = entity.schema();
        let declared = declared(entity, &said)?;
        desired.remember(entity, &said, &declared);
        tables.push(EntityTable {
            entity,
            statements: statements(entity, &said, &declared.table),
            table: declared.table,
        });
    }
    let meant = read(&tables, metadata)?;
    accepted::require(&meant, &tables, metadata, there).await?;
    desired.schema = meant.schema().clone();
    know_types(&mut desired.schema, &tables);
    Ok(desired)
}

/// What the statements say, without a database.
fn read(tables: &[EntityTable<'_>], metadata: &Metadata) -> Result<Catalogue, ReadError> {
    let statements = tables.iter().flat_map(|table| &table.statements);
    let statements = statements.map(|statement| statement.sql.clone());
    let views = metadata.views().iter().map(create::create_view);
    let triggers = metadata.triggers().iter().map(create::create_trigger);
    Catalogue::of_definitions(statements.chain(views).chain(triggers))
}

impl Desired {
    /// Keeps what the table and its columns were called before.
    fn remember(&mut self, entity: &EntityInfo, said: &EntitySchema, declared: &DeclaredTable) {
        let by_attribute = said
            .columns()
            .filter_map(|column| Some((column.renamed_from?, column.name)));
        let by_declaration = declared.former_columns.iter().cloned();
        let columns = by_attribute.chain(by_declaration);
        self.former_names
            .extend(columns.map(|(from, to)| FormerName {
                table: entity.table.clone(),
                from,
                to,
            }));
        let former = declared.former_name.iter().cloned();
        self.former_tables.extend(former.map(|from| FormerTable {
            from,
            to: entity.table.clone(),
        }));
    }
}

/// The table with SeaORM's types and all that is declared, which also shows that its statements
/// can be written.
fn declared(entity: &EntityInfo, said: &EntitySchema) -> Result<DeclaredTable, DesiredError> {
    let noun = said.noun().map_err(|source| DesiredError::Entity {
        entity: entity.module.clone(),
        source,
    })?;
    Ok(entity.declared(noun)?)
}

fn statements(entity: &EntityInfo, said: &EntitySchema, table: &Table) -> Vec<Definition> {
    if entity.declares() {
        declared_statements(table)
    } else {
        own_statements(entity, said)
    }
}

/// What the entity itself says, in its own words.
fn own_statements(entity: &EntityInfo, said: &EntitySchema) -> Vec<Definition> {
    let index = |index: &IndexCreateStatement| {
        let name = index.get_index_spec().get_name().unwrap_or_default();
        Definition {
            what: index_named(name),
            sql: index.to_string(SqliteQueryBuilder),
        }
    };
    let table = Definition {
        what: table_named(&entity.table),
        sql: said.table.to_string(SqliteQueryBuilder),
    };
    let indexes = said.indexes.iter().map(index);
    std::iter::once(table).chain(indexes).collect()
}

fn declared_statements(table: &Table) -> Vec<Definition> {
    let indexes = table.indexes.iter().map(|index| Definition {
        what: index_named(&index.name),
        sql: create::create_index(&table.name, index),
    });
    let table = Definition {
        what: table_named(&table.name),
        sql: create::create_table(table),
    };
    std::iter::once(table).chain(indexes).collect()
}

fn table_named(name: &str) -> String {
    format!("the table {name:?}")
}

fn index_named(name: &str) -> String {
    format!("index {name:?}")
}

/// Keeps what SeaORM calls the types beside what SQLite calls them.
fn know_types(schema: &mut Schema, known: &[EntityTable<'_>]) {
    let known = known.iter().map(|entity| &entity.table);
    let known: HashMap<_, _> = known
        .map(|table| (table.name.to_ascii_lowercase(), table))
        .collect();
    for table in &mut schema.tables {
        let known = known.get(&table.name.to_ascii_lowercase());
        for column in &mut table.columns {
            let known = known.and_then(|known| known.column(&column.name));
            column.declared.sea = known.and_then(|known| known.declared.sea.clone());
        }
    }
}
