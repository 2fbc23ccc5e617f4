//! The schema that the entities mean.
//!
//! The statements that would create the entities are read by the reader that reads the live
//! database, so that two spellings of the same thing never differ. SQLite has its say on them in
//! a database in memory, as far as it has not said it yet. What SQL cannot hold, SeaORM's own
//! types and former names, is kept beside.

mod accepted;
mod objects;

use sea_orm::DbErr;
use sterna::Metadata;
use sterna::declare::{DeclarationError, DeclaredTable};
use sterna::metadata::{EntityInfo, EntitySchema, MetadataError};
use sterna::operations::BuildError;
use sterna_dialect::sqlite::{Catalogue, ReadError, create, parse};
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

/// An entity's table, with the statements that it was read from: its own, then those of its
/// indexes.
struct EntityTable<'a> {
    entity: &'a EntityInfo,
    table: Table,
    statements: Vec<String>,
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
        let (table, declared) = read(entity, &said)?;
        desired.remember(entity, &said, &declared);
        tables.push(table);
    }
    let nouns = tables
        .iter()
        .map(|table| (&table.table, &table.statements[..]));
    let views = metadata.views().iter().map(create::create_view);
    let triggers = metadata.triggers().iter().map(create::create_trigger);
    let meant = Catalogue::of_tables(nouns, views.chain(triggers))?;
    accepted::require(&meant, &tables, metadata, there).await?;
    desired.schema = meant.schema().clone();
    Ok(desired)
}

/// The table of an entity: what the entity itself says in its own words, and read again where
/// something is declared beside it.
fn read<'a>(
    entity: &'a EntityInfo,
    said: &EntitySchema,
) -> Result<(EntityTable<'a>, DeclaredTable), DesiredError> {
    let noun = said.noun_and_statements();
    let (noun, own) = noun.map_err(|source| DesiredError::Entity {
        entity: entity.module.clone(),
        source,
    })?;
    let declared = entity.declared(noun)?;
    let (table, statements) = match entity.declares() {
        true => read_again(&declared.table)?,
        false => (declared.table.clone(), own),
    };
    let table = EntityTable {
        entity,
        table,
        statements,
    };
    Ok((table, declared))
}

/// What a declared table reads as, with what SeaORM calls its types.
fn read_again(declared: &Table) -> Result<(Table, Vec<String>), ReadError> {
    let sql = create::create_table(declared);
    let mut table = parse::table(&sql)?;
    for (column, known) in table.columns.iter_mut().zip(&declared.columns) {
        column.declared.sea.clone_from(&known.declared.sea);
    }
    let mut statements = vec![sql];
    for index in &declared.indexes {
        let sql = create::create_index(&declared.name, index);
        table.indexes.push(parse::index(&sql)?.1);
        statements.push(sql);
    }
    Ok((table, statements))
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
