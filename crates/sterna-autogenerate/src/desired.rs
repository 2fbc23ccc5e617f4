//! The schema that the entities mean.
//!
//! The entities are created in a database in memory and read from there by the reader that
//! reads the live one, so that two spellings of the same thing never differ. What SQL cannot
//! hold, SeaORM's own types and the former names of columns, is kept beside.

use sea_orm::sea_query::{IndexCreateStatement, SqliteQueryBuilder};
use sea_orm::{ConnectionTrait, DbErr};
use sterna::Metadata;
use sterna::metadata::{EntityInfo, EntitySchema, MetadataError};
use sterna::operations::{BuildError, IntoIndex, IntoTable};
use sterna_dialect::sqlite::{Catalogue, ReadError, shadow};
use sterna_schema::{Schema, Table};
use thiserror::Error;

use crate::rename::FormerName;

/// What the entities mean.
#[derive(Clone, Debug)]
pub struct Desired {
    /// The schema, with SeaORM's types beside the declared ones.
    pub schema: Schema,
    /// What columns were called before, as far as entities say so.
    pub former_names: Vec<FormerName>,
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
    #[error("SQLite refuses the table of entity {entity}")]
    Refused {
        /// The module that declares it.
        entity: String,
        /// Its words.
        source: DbErr,
    },
    /// The database in memory could not be opened or read.
    #[error("the entities could not be read back from a database in memory")]
    Shadow(#[from] ReadError),
}

/// The schema that the entities mean.
///
/// # Errors
///
/// The list of entities is empty or not complete, or an entity says what SQLite cannot have.
pub async fn desired(metadata: &Metadata) -> Result<Desired, DesiredError> {
    metadata.check()?;
    let database = shadow::empty().await.map_err(ReadError::from)?;
    let mut tables = Vec::new();
    let mut former_names = Vec::new();
    for entity in metadata.entities() {
        let said = entity.schema();
        former_names.extend(former_names_of(entity, &said));
        tables.push(table_of(entity, &said)?);
        for statement in statements(&said) {
            let ran = database.execute_unprepared(&statement).await;
            ran.map_err(|source| refused(entity, source))?;
        }
    }
    let mut schema = Catalogue::read(&database).await?.schema().clone();
    for table in &tables {
        know_types(&mut schema, table);
    }
    Ok(Desired {
        schema,
        former_names,
    })
}

/// The table with SeaORM's types, which also shows that its statements can be written.
fn table_of(entity: &EntityInfo, said: &EntitySchema) -> Result<Table, DesiredError> {
    let failed = |source| DesiredError::Entity {
        entity: entity.module.clone(),
        source,
    };
    for index in &said.indexes {
        index.into_index().map_err(failed)?;
    }
    (&said.table).into_table().map_err(failed)
}

fn statements(said: &EntitySchema) -> Vec<String> {
    let index = |index: &IndexCreateStatement| index.to_string(SqliteQueryBuilder);
    let table = said.table.to_string(SqliteQueryBuilder);
    std::iter::once(table)
        .chain(said.indexes.iter().map(index))
        .collect()
}

fn refused(entity: &EntityInfo, source: DbErr) -> DesiredError {
    DesiredError::Refused {
        entity: entity.module.clone(),
        source,
    }
}

fn former_names_of(entity: &EntityInfo, said: &EntitySchema) -> Vec<FormerName> {
    let columns = said.columns();
    let former = columns.filter_map(|column| {
        Some(FormerName {
            table: entity.table.clone(),
            from: column.renamed_from?,
            to: column.name,
        })
    });
    former.collect()
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
