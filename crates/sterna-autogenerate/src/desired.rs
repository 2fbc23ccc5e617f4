//! The schema that the entities mean.
//!
//! The entities are created in a database in memory and read from there by the reader that
//! reads the live one, so that two spellings of the same thing never differ. What is declared
//! beside an entity is created there too, so that SQLite has its say on every expression. What
//! SQL cannot hold, SeaORM's own types and former names, is kept beside.

mod objects;

use sea_orm::sea_query::{IndexCreateStatement, SqliteQueryBuilder};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr};
use sterna::Metadata;
use sterna::declare::{DeclarationError, DeclaredTable};
use sterna::metadata::{EntityInfo, EntitySchema, MetadataError};
use sterna::operations::BuildError;
use sterna_dialect::sqlite::{Catalogue, ReadError, create, shadow};
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

/// The schema that the entities mean.
///
/// # Errors
///
/// The list of entities is empty or not complete, or an entity says what SQLite cannot have.
pub async fn desired(metadata: &Metadata) -> Result<Desired, DesiredError> {
    metadata.check()?;
    let database = shadow::empty().await.map_err(ReadError::from)?;
    let mut desired = Desired::default();
    let mut tables = Vec::new();
    for entity in metadata.entities() {
        let said = entity.schema();
        let declared = declared(entity, &said)?;
        desired.remember(entity, &said, &declared);
        create_table(&database, entity, &said, &declared.table).await?;
        tables.push(declared.table);
    }
    objects::create(&database, metadata).await?;
    desired.schema = Catalogue::read(&database).await?.schema().clone();
    for table in &tables {
        know_types(&mut desired.schema, table);
    }
    Ok(desired)
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

async fn create_table(
    database: &DatabaseConnection,
    entity: &EntityInfo,
    said: &EntitySchema,
    table: &Table,
) -> Result<(), DesiredError> {
    let statements = if entity.declares() {
        declared_statements(table)
    } else {
        statements(entity, said)
    };
    for (what, statement) in statements {
        let ran = database.execute_unprepared(&statement).await;
        ran.map_err(|source| DesiredError::Refused {
            what,
            entity: entity.module.clone(),
            source,
        })?;
    }
    Ok(())
}

/// What the entity itself says, in its own words.
fn statements(entity: &EntityInfo, said: &EntitySchema) -> Vec<(String, String)> {
    let index = |index: &IndexCreateStatement| {
        let name = index.get_index_spec().get_name().unwrap_or_default();
        (index_named(name), index.to_string(SqliteQueryBuilder))
    };
    let table = said.table.to_string(SqliteQueryBuilder);
    std::iter::once((table_named(&entity.table), table))
        .chain(said.indexes.iter().map(index))
        .collect()
}

fn declared_statements(table: &Table) -> Vec<(String, String)> {
    let indexes = table.indexes.iter().map(|index| {
        let statement = create::create_index(&table.name, index);
        (index_named(&index.name), statement)
    });
    std::iter::once((table_named(&table.name), create::create_table(table)))
        .chain(indexes)
        .collect()
}

fn table_named(name: &str) -> String {
    format!("the table {name:?}")
}

fn index_named(name: &str) -> String {
    format!("index {name:?}")
}

/// Keeps what SeaORM calls the types beside what SQLite calls them.
fn know_types(schema: &mut Schema, known: &Table) {
    let Some(table) = schema.table_mut(&known.name) else {
        return;
    };
    for column in &mut table.columns {
        let known = known.column(&column.name);
        column.declared.sea = known.and_then(|known| known.declared.sea.clone());
    }
}
