//! The entities of a project, listed once: the source of truth.
//!
//! The list says what belongs to the schema; [`Metadata::check`] holds it against the registry
//! that SeaORM fills by itself, so that a forgotten entity is an error and not a dropped table.
//! Nothing here compares anything: that is the work of the differ.

mod error;

use std::any;
use std::collections::{BTreeMap, HashSet};

use sea_orm::sea_query::{ColumnType, IndexCreateStatement, TableCreateStatement};
use sea_orm::{DbBackend, EntityRegistry, EntityTrait, IdenStatic, Iterable, Schema};
use sterna_dialect::sqlite::{parse, quote};
use sterna_schema::{ForeignKey, Table, Trigger, View, same_name};

use crate::declare::{DeclarationError, DeclaredTable, TableDeclaration};
use crate::operations::{BuildError, index_and_text, table_and_text};

pub use error::MetadataError;

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
    /// Tables without an entity that stay.
    kept: Vec<String>,
    views: Vec<View>,
    triggers: Vec<Trigger>,
    /// The first statement that makes no view or trigger.
    problem: Option<DeclarationError>,
}

/// What is known of one entity.
#[derive(Clone, Debug)]
pub struct EntityInfo {
    /// Its table.
    pub table: String,
    /// The module that declares it: `entity::post`.
    pub module: String,
    declare: fn() -> EntitySchema,
    variants: fn() -> Vec<(String, String)>,
    beside: Vec<fn(&mut TableDeclaration)>,
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

impl Metadata {
    /// No entities.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an entity.
    #[must_use]
    pub fn entity<E: EntityTrait>(mut self, entity: E) -> Self {
        self.entities.push(info(entity, Vec::new()));
        self
    }

    /// Adds an entity and the function that says what its attributes cannot: see
    /// [`crate::declare`].
    #[must_use]
    pub fn entity_with<E: EntityTrait>(
        mut self,
        entity: E,
        table: fn(&mut TableDeclaration),
    ) -> Self {
        self.entities.push(info(entity, vec![table]));
        self
    }

    /// Says more of the table of an entity that is listed already: where declarations are kept
    /// apart from the list.
    #[must_use]
    pub fn declare<E: EntityTrait>(mut self, _: E, table: fn(&mut TableDeclaration)) -> Self {
        let module = module_of::<E>();
        let mut entities = self.entities.iter_mut();
        match entities.find(|entity| entity.module == module) {
            Some(entity) => entity.beside.push(table),
            None => {
                let problem = DeclarationError::NotListed { entity: module };
                self.problem.get_or_insert(problem);
            }
        }
        self
    }

    /// Hands the list on: `.with(declarations::all)`.
    #[must_use]
    pub fn with(self, more: impl FnOnce(Self) -> Self) -> Self {
        more(self)
    }

    /// Adds a view by its name and its query: `.view("drafts", "SELECT id FROM posts WHERE …")`.
    #[must_use]
    pub fn view(self, name: &str, query: &str) -> Self {
        let name = quote::identifier(name);
        self.view_statement(&format!("CREATE VIEW {name} AS {query}"))
    }

    /// Adds a view by its whole `CREATE VIEW` statement.
    #[must_use]
    pub fn view_statement(mut self, statement: &str) -> Self {
        match parse::view(statement) {
            Ok(view) => self.views.push(view),
            Err(error) => self.refuse("view", statement, error.into()),
        }
        self
    }

    /// Adds a trigger by its whole `CREATE TRIGGER` statement.
    #[must_use]
    pub fn trigger(mut self, statement: &str) -> Self {
        match parse::trigger(statement) {
            Ok(trigger) => self.triggers.push(trigger),
            Err(error) => self.refuse("trigger", statement, error.into()),
        }
        self
    }

    /// Says that a table which no entity describes stays, though a revision made it: one that only
    /// SQL speaks of, or another program's.
    #[must_use]
    pub fn keep(mut self, table: &str) -> Self {
        self.kept.push(table.to_owned());
        self
    }

    /// Says that an entity is none of this schema's tables: a view, a table of another program,
    /// a second look at a table that another entity describes.
    #[must_use]
    pub fn except<E: EntityTrait>(mut self, _: E) -> Self {
        self.excepted.push(module_of::<E>());
        self
    }

    /// Says that the entities of another list belong to another schema: a second database of the
    /// same crate.
    #[must_use]
    pub fn except_all(mut self, other: &Self) -> Self {
        let modules = other.entities.iter().map(|entity| entity.module.clone());
        self.excepted.extend(modules);
        self
    }

    /// The entities, as they were listed.
    pub fn entities(&self) -> &[EntityInfo] {
        &self.entities
    }

    /// The modules of entities that are known and left alone.
    pub fn excepted(&self) -> &[String] {
        &self.excepted
    }

    /// The views, as they were listed.
    pub fn views(&self) -> &[View] {
        &self.views
    }

    /// The triggers, as they were listed.
    pub fn triggers(&self) -> &[Trigger] {
        &self.triggers
    }

    /// Whether this table stays although no entity describes it.
    pub fn keeps(&self, table: &str) -> bool {
        self.kept.iter().any(|kept| same_name(kept, table))
    }

    /// Whether something is declared beside the entity of this table.
    pub fn declares(&self, table: &str) -> bool {
        let mut entities = self.entities.iter();
        entities.any(|entity| entity.declares() && same_name(&entity.table, table))
    }

    /// Whether anything is declared that no attribute of an entity can say. Then what is not
    /// declared is not wanted: an index over an expression, a view, a trigger.
    pub fn declares_anything(&self) -> bool {
        let in_tables = self.entities.iter().any(EntityInfo::declares);
        in_tables || !self.views.is_empty() || !self.triggers.is_empty()
    }

    /// Holds the list against itself, its declarations, and SeaORM's registry.
    ///
    /// # Errors
    ///
    /// It is empty, lacks an entity of the same crates, has two for one table, or a declaration
    /// makes no sense.
    pub fn check(&self) -> Result<(), MetadataError> {
        let registered = inventory::iter::<EntityRegistry>().map(|entry| entry.module_path);
        self.check_against(registered)?;
        Ok(self.check_declarations()?)
    }

    fn check_declarations(&self) -> Result<(), DeclarationError> {
        if let Some(problem) = &self.problem {
            return Err(problem.clone());
        }
        for entity in self.entities.iter().filter(|entity| entity.declares()) {
            // An entity that makes no table at all is told where its table is needed.
            if let Ok(table) = entity.schema().noun() {
                let declared = entity.declared(table)?.table;
                self.refuse_unknown_references(&declared)?;
            }
        }
        Ok(())
    }

    /// A foreign key to the table of another entity names columns of that entity.
    fn refuse_unknown_references(&self, table: &Table) -> Result<(), DeclarationError> {
        for key in &table.foreign_keys {
            let mut entities = self.entities.iter();
            let target = entities.find(|entity| same_name(&entity.table, &key.table));
            let missing = target.and_then(|target| Some((target, target.lacks(key)?)));
            if let Some((target, column)) = missing {
                return Err(DeclarationError::NoColumn {
                    what: format!("the foreign key to {:?}", key.table),
                    table: table.name.clone(),
                    entity: target.module.clone(),
                    column,
                });
            }
        }
        Ok(())
    }

    fn refuse(&mut self, kind: &'static str, statement: &str, source: BuildError) {
        self.problem.get_or_insert(DeclarationError::Unreadable {
            kind,
            statement: statement.to_owned(),
            source,
        });
    }

    fn check_against<'a>(
        &self,
        registered: impl Iterator<Item = &'a str>,
    ) -> Result<(), MetadataError> {
        if self.entities.is_empty() {
            return Err(MetadataError::Empty);
        }
        self.refuse_shared_tables()?;
        // The modules of the list, and the crates of which an entity is listed.
        let listed = self.entities.iter().map(|entity| &entity.module);
        let listed: HashSet<_> = listed.chain(&self.excepted).map(String::as_str).collect();
        let near: HashSet<_> = listed.iter().map(|module| crate_of(module)).collect();
        let mut modules: Vec<String> = registered
            .filter(|module| near.contains(crate_of(module)) && !listed.contains(module))
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
}

impl EntityInfo {
    /// What the entity says of its table.
    pub fn schema(&self) -> EntitySchema {
        (self.declare)()
    }

    /// Whether something is declared beside it.
    pub fn declares(&self) -> bool {
        !self.beside.is_empty()
    }

    /// Its table, as [`EntitySchema::noun`] gives it, with what is declared beside it.
    ///
    /// # Errors
    ///
    /// The declaration makes no sense.
    pub fn declared(&self, table: Table) -> Result<DeclaredTable, DeclarationError> {
        if !self.declares() {
            return Ok(table.into());
        }
        let mut declaration = TableDeclaration::new(&self.module, table);
        for declare in &self.beside {
            declare(&mut declaration);
        }
        declaration.finish()
    }

    /// The names of its columns, and the variants of `Column` that stand for them.
    pub fn columns(&self) -> Vec<(String, String)> {
        (self.variants)()
    }

    /// The first column that a foreign key to its table refers to in vain.
    fn lacks(&self, key: &ForeignKey) -> Option<String> {
        let columns = self.columns();
        let has = |name: &String| columns.iter().any(|(column, _)| same_name(column, name));
        key.references.iter().find(|name| !has(name)).cloned()
    }
}

impl EntitySchema {
    /// The table with its indexes, as the engine speaks of it.
    ///
    /// # Errors
    ///
    /// It is not a table that SQLite can have.
    pub fn noun(&self) -> Result<Table, BuildError> {
        Ok(self.noun_and_statements()?.0)
    }

    /// The same with the statements that it was read from: its own, then those of its indexes.
    ///
    /// # Errors
    ///
    /// It is not a table that SQLite can have.
    pub fn noun_and_statements(&self) -> Result<(Table, Vec<String>), BuildError> {
        let (mut table, sql) = table_and_text(&self.table)?;
        let mut statements = vec![sql];
        for index in &self.indexes {
            let (_, index, sql) = index_and_text(index)?;
            table.indexes.push(index);
            statements.push(sql);
        }
        Ok((table, statements))
    }

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

fn info<E: EntityTrait>(entity: E, beside: Vec<fn(&mut TableDeclaration)>) -> EntityInfo {
    EntityInfo {
        table: entity.table_name().to_owned(),
        module: module_of::<E>(),
        declare: declare::<E>,
        variants: variants::<E>,
        beside,
    }
}

/// The names of the columns, and the variants that stand for them.
fn variants<E: EntityTrait>() -> Vec<(String, String)> {
    let columns = <E::Column as Iterable>::iter();
    columns
        .map(|column| (column.as_str().to_owned(), format!("{column:?}")))
        .collect()
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
mod tests;
