//! A database to nouns, in a handful of queries whatever its size.
//!
//! `sqlite_schema` holds the text of every object
//! (<https://www.sqlite.org/schematab.html>), so one query reads them all; a second one names
//! shadow tables, where there are virtual tables at all. What the texts say together (which
//! table an index is on, what `REFERENCES p` means) is put together here.
//!
//! An object that cannot be read does not stop the rest: it becomes one of
//! [`Schema::unmanaged`], with the reason as its kind, and is left in peace like the others
//! there: virtual tables, their shadow tables, tables of SQLite's own.
//!
//! What must stay absent: writing, and asking once per table.

mod assemble;
pub mod cross_check;
mod rows;

use std::collections::{BTreeMap, HashMap, HashSet};

use sea_orm::ConnectionTrait;
use sterna_schema::{Schema, Table, same_name};

use super::parse::{self, Head};
use super::{ReadError, Version};

/// A schema with the texts that it was read from.
#[derive(Clone, Debug, Default)]
pub struct Catalogue {
    schema: Schema,
    version: Version,
    objects: BTreeMap<i64, StoredObject>,
    /// Where the objects of that name are, in lower case.
    names: HashMap<String, Vec<i64>>,
    /// Where the objects of the table of that name are, in lower case.
    tables: HashMap<String, Vec<i64>>,
}

/// What an object is. Tables, indexes and views share one space of names; triggers have their
/// own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ObjectKind {
    /// A table that holds rows.
    Table,
    /// A virtual table (<https://www.sqlite.org/vtab.html>).
    VirtualTable,
    /// A table that keeps the contents of a virtual table, which makes and drops it.
    ShadowTable,
    /// An index, also of a constraint.
    Index,
    /// A view.
    View,
    /// A trigger.
    Trigger,
}

impl ObjectKind {
    /// What a person would call it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::VirtualTable => "virtual table",
            Self::ShadowTable => "shadow table of a virtual table",
            Self::Index => "index",
            Self::View => "view",
            Self::Trigger => "trigger",
        }
    }
}

/// One row of `sqlite_schema`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredObject {
    /// Where it stands among the others: later objects have higher numbers.
    pub rowid: i64,
    /// What it is.
    pub kind: ObjectKind,
    /// Its name.
    pub name: String,
    /// The table or view that it belongs to; a table's or view's own name.
    pub table: String,
    /// Its text; `None` for the index of a constraint, and for a text that is not UTF-8.
    pub sql: Option<String>,
}

impl StoredObject {
    /// Whether SQLite makes it by itself: a name that begins so is its own
    /// (<https://www.sqlite.org/fileformat2.html#intschema>).
    pub fn is_internal(&self) -> bool {
        let prefix = self.name.get(.."sqlite_".len());
        prefix.is_some_and(|prefix| same_name(prefix, "sqlite_"))
    }

    /// What a CREATE statement makes.
    fn defined(rowid: i64, definition: &str) -> Result<Self, ReadError> {
        let Head {
            kind,
            name,
            table,
            text,
        } = parse::head(definition)?;
        let sql = Some(text.of(definition).to_owned());
        Ok(Self {
            rowid,
            kind,
            name,
            table,
            sql,
        })
    }

    /// What the statements of a table make.
    fn of_table(table: &Table, statements: &[String]) -> impl Iterator<Item = Self> {
        let indexes = table.indexes.iter();
        let indexes = indexes.map(|index| (ObjectKind::Index, &index.name));
        let objects = std::iter::once((ObjectKind::Table, &table.name)).chain(indexes);
        objects.zip(statements).map(|((kind, name), sql)| Self {
            rowid: 0,
            kind,
            name: name.clone(),
            table: table.name.clone(),
            sql: Some(sql.clone()),
        })
    }

    /// Its name and its table's in lower case, to be found by.
    fn keys(&self) -> [String; 2] {
        [&self.name, &self.table].map(|name| name.to_ascii_lowercase())
    }

    /// Whether both are one row, whichever of them is known as a shadow table.
    fn is_same(&self, other: &Self) -> bool {
        (self.rowid, &self.name, &self.sql) == (other.rowid, &other.name, &other.sql)
    }
}

impl Catalogue {
    /// Reads the main database of a connection.
    ///
    /// # Errors
    ///
    /// The database does not answer.
    pub async fn read<C: ConnectionTrait>(db: &C) -> Result<Self, ReadError> {
        let mut objects = rows::all(db).await?;
        let virtual_tables = virtual_tables(&objects);
        rows::mark_shadows(db, &mut objects, &virtual_tables).await?;
        let (schema, _) = assemble::schema(&objects);
        Ok(Self::of(schema, objects).with_version(Version::read(db).await?))
    }

    /// The catalogue of a database that would be made by these CREATE statements, without making
    /// it. What only SQLite can tell (names that clash, functions that are missing) is not told.
    ///
    /// # Errors
    ///
    /// One of the statements makes nothing that could be read.
    pub fn of_definitions<S: AsRef<str>>(
        definitions: impl IntoIterator<Item = S>,
    ) -> Result<Self, ReadError> {
        let definitions = (1..).zip(definitions);
        let objects = definitions.map(|(rowid, sql)| StoredObject::defined(rowid, sql.as_ref()));
        let objects = objects.collect::<Result<Vec<_>, _>>()?;
        let (schema, unread) = assemble::schema(&objects);
        match unread.into_iter().next() {
            Some(error) => Err(error),
            None => Ok(Self::of(schema, objects)),
        }
    }

    /// The same of tables that were read already, each with the statements that it was read from,
    /// its own first and then those of its indexes, in their order.
    ///
    /// # Errors
    ///
    /// One of the other statements makes nothing that could be read.
    pub fn of_tables<'t, S: AsRef<str>>(
        tables: impl IntoIterator<Item = (&'t Table, &'t [String])>,
        others: impl IntoIterator<Item = S>,
    ) -> Result<Self, ReadError> {
        let mut catalogue = Self::of_definitions(others)?;
        let mut rowid = catalogue.objects.len() as i64;
        let mut nouns = Vec::new();
        for (table, statements) in tables {
            nouns.push(table.clone());
            for object in StoredObject::of_table(table, statements) {
                rowid += 1;
                catalogue.insert(StoredObject { rowid, ..object });
            }
        }
        assemble::add(&mut catalogue.schema, nouns);
        Ok(catalogue)
    }

    /// The same without some tables, whose names are in lower case, and what belongs to them.
    pub fn without(&self, tables: &HashSet<String>) -> Self {
        let stays = |table: &str| !tables.contains(&table.to_ascii_lowercase());
        let mut schema = Schema {
            tables: self
                .schema
                .tables
                .iter()
                .filter(|table| stays(&table.name))
                .cloned()
                .collect(),
            views: self.schema.views.clone(),
            triggers: self.schema.triggers.clone(),
            unmanaged: self.schema.unmanaged.clone(),
        };
        schema.triggers.retain(|trigger| stays(&trigger.table));
        let objects = self.objects().filter(|object| stays(&object.table));
        Self::of(schema, objects.cloned().collect()).with_version(self.version)
    }

    /// The same for another SQLite, which will carry out what is planned.
    #[must_use]
    pub fn with_version(self, version: Version) -> Self {
        Self { version, ..self }
    }

    /// The SQLite that it was read with.
    pub fn version(&self) -> Version {
        self.version
    }

    /// Reads one table or view again, with its indexes and triggers, in time that does not grow
    /// with the schema. What other tables say of it stays as it was read: after a rename,
    /// [`Catalogue::read`] is due. Where it shows that other objects came or went, everything is
    /// read.
    ///
    /// # Errors
    ///
    /// The database does not answer.
    pub async fn refresh<C: ConnectionTrait>(
        &mut self,
        db: &C,
        table: &str,
    ) -> Result<(), ReadError> {
        let Some(mut objects) = self.nearby(db, table).await? else {
            *self = Self::read(db).await?;
            return Ok(());
        };
        self.forget(table);
        let virtual_tables = virtual_tables(self.objects.values().chain(&objects));
        rows::mark_shadows(db, &mut objects, &virtual_tables).await?;
        let (fresh, _) = assemble::schema(&objects);
        assemble::merge(&mut self.schema, fresh);
        objects.into_iter().for_each(|object| self.insert(object));
        Ok(())
    }

    /// The schema.
    pub fn schema(&self) -> &Schema {
        &self.schema
    }

    /// The stored text of the table, index or view of that name, or else of the trigger.
    pub fn text(&self, name: &str) -> Option<&str> {
        let named = self.named(name);
        let first = named.min_by_key(|object| object.kind == ObjectKind::Trigger)?;
        first.sql.as_deref()
    }

    /// The object of that kind and name.
    pub fn object(&self, kind: ObjectKind, name: &str) -> Option<&StoredObject> {
        self.named(name).find(|object| object.kind == kind)
    }

    /// Whether there is anything of that name.
    pub fn has(&self, name: &str) -> bool {
        self.named(name).next().is_some()
    }

    /// Every object, in the order in which they were created.
    pub fn objects(&self) -> impl Iterator<Item = &StoredObject> {
        self.objects.values()
    }

    /// The indexes and triggers of a table or view, in the order in which they were created.
    pub fn belonging_to(&self, table: &str) -> impl Iterator<Item = &StoredObject> {
        let rowids = self.tables.get(&table.to_ascii_lowercase());
        let objects = rowids
            .into_iter()
            .flatten()
            .filter_map(|rowid| self.objects.get(rowid));
        objects.filter(|object| matches!(object.kind, ObjectKind::Index | ObjectKind::Trigger))
    }

    /// The objects of a table without a look at those of others, where that is safe.
    ///
    /// A new row gets the number after the highest (<https://www.sqlite.org/autoinc.html>). While
    /// the last object of another table is where it was, everything new stands behind it; what
    /// the table had is looked up where it was.
    async fn nearby<C: ConnectionTrait>(
        &self,
        db: &C,
        table: &str,
    ) -> Result<Option<Vec<StoredObject>>, ReadError> {
        let is_own = |object: &StoredObject| same_name(&object.table, table);
        let Some(last) = self.objects.values().rfind(|object| !is_own(object)) else {
            return Ok(None);
        };
        let own = self
            .tables
            .get(&table.to_ascii_lowercase())
            .into_iter()
            .flatten();
        let mut rowids: Vec<_> = own.copied().filter(|rowid| *rowid < last.rowid).collect();
        rowids.push(last.rowid);
        let objects = rows::at_and_after(db, &rowids, last.rowid).await?;
        let (own, others): (Vec<_>, Vec<_>) = objects.into_iter().partition(is_own);
        let is_alone = matches!(others.as_slice(), [other] if other.is_same(last));
        Ok(is_alone.then_some(own))
    }

    fn named(&self, name: &str) -> impl Iterator<Item = &StoredObject> {
        let rowids = self.names.get(&name.to_ascii_lowercase());
        rowids
            .into_iter()
            .flatten()
            .filter_map(|rowid| self.objects.get(rowid))
    }

    fn of(schema: Schema, objects: Vec<StoredObject>) -> Self {
        let mut catalogue = Self {
            schema,
            ..Self::default()
        };
        objects
            .into_iter()
            .for_each(|object| catalogue.insert(object));
        catalogue
    }

    fn insert(&mut self, object: StoredObject) {
        let [name, table] = object.keys();
        self.names.entry(name).or_default().push(object.rowid);
        self.tables.entry(table).or_default().push(object.rowid);
        self.objects.insert(object.rowid, object);
    }

    fn forget(&mut self, table: &str) {
        let rowids = self
            .tables
            .remove(&table.to_ascii_lowercase())
            .unwrap_or_default();
        for gone in rowids.iter().filter_map(|rowid| self.objects.remove(rowid)) {
            let [name, _] = gone.keys();
            if let Some(rowids) = self.names.get_mut(&name) {
                rowids.retain(|rowid| *rowid != gone.rowid);
            }
        }
        assemble::forget(&mut self.schema, table);
    }
}

fn virtual_tables<'o>(objects: impl IntoIterator<Item = &'o StoredObject>) -> Vec<StoredObject> {
    let is_virtual = |object: &&StoredObject| object.kind == ObjectKind::VirtualTable;
    objects.into_iter().filter(is_virtual).cloned().collect()
}
