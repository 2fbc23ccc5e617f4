//! The entities of a project, listed once: the source of truth.
//!
//! The list says what belongs to the schema; [`Metadata::check`] holds it against the registry
//! that SeaORM fills by itself, so that a forgotten entity is an error and not a dropped table.
//! Nothing here compares anything: that is the work of the differ.

use std::any;
use std::collections::BTreeMap;

use sea_orm::sea_query::{ColumnType, IndexCreateStatement, TableCreateStatement};
use sea_orm::{DbBackend, EntityRegistry, EntityTrait, Schema};
use thiserror::Error;

/// The entities of a project.
///
/// ```ignore
/// pub fn metadata() -> Metadata {
///     Metadata::new().entity(user::Entity).entity(post::Entity)
/// }
/// ```
#[derive(Clone, Debug, Default)]
pub struct Metadata {
    entities: Vec<EntityInfo>,
    /// Modules of entities that are known and left alone.
    excepted: Vec<String>,
}

/// What is known of one entity.
#[derive(Clone, Debug)]
pub struct EntityInfo {
    /// Its table.
    pub table: String,
    /// The module that declares it: `entity::post`.
    pub module: String,
    declare: fn() -> EntitySchema,
}

/// What an entity says of its table, in `sea_query`'s words for SQLite.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct EntitySchema {
    /// The table with its columns, primary key and foreign keys.
    pub table: TableCreateStatement,
    /// Its indexes.
    pub indexes: Vec<IndexCreateStatement>,
}

/// What an entity says of one column, beyond what its declaration in SQL can hold.
#[derive(Clone, Debug, PartialEq)]
pub struct ColumnFacts {
    /// The column's name.
    pub name: String,
    /// What SeaORM calls its type.
    pub kind: Option<ColumnType>,
    /// The name that it had before: `#[sea_orm(renamed_from = "…")]`.
    pub renamed_from: Option<String>,
}

/// Why the list of entities cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum MetadataError {
    /// There is no entity in it.
    #[error("no entity is listed: every table would be dropped")]
    Empty,
    /// SeaORM knows entities of the same crates that the list lacks.
    #[error("{} not listed: {}", if .modules.len() == 1 { "this entity is" } else { "these entities are" }, .modules.join(", "))]
    Forgotten {
        /// The modules that declare them.
        modules: Vec<String>,
    },
    /// Several entities have the same table.
    #[error("table {table:?} belongs to several entities: {}", .modules.join(", "))]
    SharedTable {
        /// The table.
        table: String,
        /// The modules that declare them.
        modules: Vec<String>,
    },
}

impl MetadataError {
    /// What to do about it.
    pub fn help(&self) -> String {
        match self {
            Self::Empty => "list the entities: `Metadata::new().entity(post::Entity)`".to_owned(),
            Self::Forgotten { modules } => {
                let last =
                    |module: &String| module.rsplit("::").next().unwrap_or_default().to_owned();
                let calls: Vec<_> = modules
                    .iter()
                    .map(|module| format!(".entity({}::Entity)", last(module)))
                    .collect();
                format!(
                    "add {}, or `.except(…)` for what is not a table of this schema",
                    calls.join("")
                )
            }
            Self::SharedTable { .. } => {
                "list the one that describes the whole table, and `.except(…)` the others"
                    .to_owned()
            }
        }
    }
}

impl Metadata {
    /// No entities.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an entity.
    #[must_use]
    pub fn entity<E: EntityTrait>(mut self, entity: E) -> Self {
        self.entities.push(EntityInfo {
            table: entity.table_name().to_owned(),
            module: module_of::<E>(),
            declare: declare::<E>,
        });
        self
    }

    /// Says that an entity is none of this schema's tables: a view, a table of another program,
    /// a second look at a table that another entity describes.
    #[must_use]
    pub fn except<E: EntityTrait>(mut self, _: E) -> Self {
        self.excepted.push(module_of::<E>());
        self
    }

    /// The entities, as they were listed.
    pub fn entities(&self) -> &[EntityInfo] {
        &self.entities
    }

    /// Holds the list against itself and against SeaORM's registry.
    ///
    /// # Errors
    ///
    /// It is empty, lacks an entity of the same crates, or has two for one table.
    pub fn check(&self) -> Result<(), MetadataError> {
        let registered = inventory::iter::<EntityRegistry>().map(|entry| entry.module_path);
        self.check_against(registered)
    }

    fn check_against<'a>(
        &self,
        registered: impl Iterator<Item = &'a str>,
    ) -> Result<(), MetadataError> {
        if self.entities.is_empty() {
            return Err(MetadataError::Empty);
        }
        self.refuse_shared_tables()?;
        let mut modules: Vec<String> = registered
            .filter(|module| self.is_near(module) && !self.knows(module))
            .map(str::to_owned)
            .collect();
        modules.sort();
        match modules.is_empty() {
            true => Ok(()),
            false => Err(MetadataError::Forgotten { modules }),
        }
    }

    fn refuse_shared_tables(&self) -> Result<(), MetadataError> {
        let mut by_table: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for entity in &self.entities {
            let table = entity.table.to_ascii_lowercase();
            by_table
                .entry(table)
                .or_default()
                .push(entity.module.clone());
        }
        match by_table.into_iter().find(|(_, modules)| modules.len() > 1) {
            Some((table, modules)) => Err(MetadataError::SharedTable { table, modules }),
            None => Ok(()),
        }
    }

    /// Whether the module lies in a crate of which an entity is listed.
    fn is_near(&self, module: &str) -> bool {
        let listed = self.entities.iter().map(|entity| &entity.module);
        listed
            .chain(&self.excepted)
            .any(|other| crate_of(other) == crate_of(module))
    }

    fn knows(&self, module: &str) -> bool {
        let listed = self.entities.iter().map(|entity| &entity.module);
        listed.chain(&self.excepted).any(|other| other == module)
    }
}

impl EntityInfo {
    /// What the entity says of its table.
    pub fn schema(&self) -> EntitySchema {
        (self.declare)()
    }
}

impl EntitySchema {
    /// What it says of its columns, beyond what their declarations in SQL hold.
    pub fn columns(&self) -> impl Iterator<Item = ColumnFacts> {
        self.table.get_columns().iter().map(|column| ColumnFacts {
            name: column.get_column_name(),
            kind: column.get_column_type().cloned(),
            renamed_from: column
                .get_column_spec()
                .comment
                .as_deref()
                .and_then(renamed_from),
        })
    }
}

fn declare<E: EntityTrait>() -> EntitySchema {
    let schema = Schema::new(DbBackend::Sqlite);
    EntitySchema {
        table: schema.create_table_from_entity(E::default()),
        indexes: schema.create_index_from_entity(E::default()),
    }
}

/// SeaORM hands the attribute on at the end of the column's comment and nowhere else.
fn renamed_from(comment: &str) -> Option<String> {
    let (before, mark) = comment.rsplit_once("renamed_from \"")?;
    let is_whole = before.is_empty() || before.ends_with("; ");
    let name = mark.strip_suffix('"')?;
    is_whole.then(|| name.to_owned())
}

/// `entity::post` of the type `entity::post::Entity`.
fn module_of<E>() -> String {
    let name = any::type_name::<E>();
    name.rsplit_once("::")
        .map_or(name, |(module, _)| module)
        .to_owned()
}

fn crate_of(module: &str) -> &str {
    module.split("::").next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    mod post {
        use sea_orm::entity::prelude::*;

        #[sea_orm::model]
        #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
        #[sea_orm(table_name = "posts")]
        pub struct Model {
            #[sea_orm(primary_key)]
            pub id: i32,
            #[sea_orm(indexed)]
            pub slug: String,
            #[sea_orm(renamed_from = "title")]
            pub subject: Option<String>,
            #[sea_orm(comment = "in words; renamed_from \"x", renamed_from = "body")]
            pub content: String,
        }

        impl ActiveModelBehavior for ActiveModel {}
    }

    mod post_view {
        use sea_orm::entity::prelude::*;

        #[sea_orm::model]
        #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
        #[sea_orm(table_name = "Posts")]
        pub struct Model {
            #[sea_orm(primary_key)]
            pub id: i32,
        }

        impl ActiveModelBehavior for ActiveModel {}
    }

    const HERE: &str = "sterna::metadata::tests";

    #[test]
    fn an_entity_says_its_table_columns_and_former_names() {
        let metadata = Metadata::new().entity(post::Entity);
        let entity = &metadata.entities()[0];
        assert_eq!(
            (entity.table.as_str(), entity.module.as_str()),
            ("posts", "sterna::metadata::tests::post")
        );
        let schema = entity.schema();
        assert_eq!(schema.indexes.len(), 1);
        let names: Vec<_> = schema.columns().map(|column| column.renamed_from).collect();
        let wanted = [
            None,
            None,
            Some("title".to_owned()),
            Some("body".to_owned()),
        ];
        assert_eq!(names, wanted);
        assert_eq!(
            schema.columns().next().unwrap().kind,
            Some(ColumnType::Integer)
        );
    }

    #[test]
    fn a_comment_that_only_speaks_of_a_rename_is_none() {
        assert_eq!(renamed_from("was not renamed_from \"x\""), None);
        assert_eq!(renamed_from("renamed_from \"x"), None);
    }

    #[test]
    fn a_forgotten_entity_is_named_by_the_real_registry() {
        let error = Metadata::new().entity(post::Entity).check().unwrap_err();
        let modules = vec![format!("{HERE}::post_view")];
        assert_eq!(error, MetadataError::Forgotten { modules });
        assert!(
            error.help().contains(".entity(post_view::Entity)"),
            "{}",
            error.help()
        );
    }

    #[test]
    fn a_complete_list_is_fine() {
        let metadata = Metadata::new()
            .entity(post::Entity)
            .except(post_view::Entity);
        assert_eq!(metadata.check(), Ok(()));
    }

    #[test]
    fn entities_of_other_crates_are_not_missed() {
        let metadata = Metadata::new().entity(post::Entity);
        assert_eq!(
            metadata.check_against(["elsewhere::user"].into_iter()),
            Ok(())
        );
    }

    #[test]
    fn an_empty_list_is_refused() {
        assert_eq!(Metadata::new().check(), Err(MetadataError::Empty));
        assert_eq!(
            Metadata::new().except(post::Entity).check(),
            Err(MetadataError::Empty)
        );
    }

    #[test]
    fn one_table_belongs_to_one_entity() {
        let metadata = Metadata::new()
            .entity(post::Entity)
            .entity(post_view::Entity);
        let modules = vec![format!("{HERE}::post"), format!("{HERE}::post_view")];
        let table = "posts".to_owned();
        assert_eq!(
            metadata.check(),
            Err(MetadataError::SharedTable { table, modules })
        );
    }
}
