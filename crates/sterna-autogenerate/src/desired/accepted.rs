//! Whether SQLite takes what the entities say.
//!
//! What the reader reads, SQLite may still refuse: a name that is taken, a function that it does
//! not know, a key that AUTOINCREMENT does not fit. So the statements are run in a database in
//! memory. Where the database already holds a table that reads the same, SQLite took it when it
//! was made: what it looks at is what is read. Only the rest is tried, which for most comparisons
//! is nothing, and spares creating 1,000 tables to learn that one more column is wanted.

use std::collections::{HashMap, HashSet};

use sea_orm::{ConnectionTrait, DatabaseConnection};
use sterna::Metadata;
use sterna_dialect::sqlite::{Catalogue, ReadError, shadow};
use sterna_schema::{Schema, Table};

use super::{DesiredError, EntityTable, objects};

/// Has SQLite try what `there` does not show to be accepted.
pub(super) async fn require(
    meant: &Catalogue,
    tables: &[EntityTable<'_>],
    metadata: &Metadata,
    there: &Schema,
) -> Result<(), DesiredError> {
    let tried = meant.without(&accepted(meant, there));
    if tried.objects().next().is_none() {
        return Ok(());
    }
    let (database, refused) = shadow::replicate(&tried).await?;
    if refused.is_empty() {
        return objects::try_out(&database, metadata).await;
    }
    // Something is refused: which entity says it, and in what words, is found one by one.
    let database = shadow::empty().await.map_err(ReadError::from)?;
    for table in tables {
        if tried.schema().table(&table.table.name).is_some() {
            create(&database, table).await?;
        }
    }
    objects::create(&database, metadata).await?;
    objects::try_out(&database, metadata).await
}

async fn create(
    database: &DatabaseConnection,
    table: &EntityTable<'_>,
) -> Result<(), DesiredError> {
    let what = format!("the table {:?}", table.table.name);
    let indexes = table.table.indexes.iter();
    let indexes = indexes.map(|index| format!("index {:?}", index.name));
    let what = std::iter::once(what).chain(indexes);
    for (what, statement) in what.zip(&table.statements) {
        let ran = database.execute_unprepared(statement).await;
        ran.map_err(|source| DesiredError::Refused {
            what,
            entity: table.entity.module.clone(),
            source,
        })?;
    }
    Ok(())
}

/// The tables that are the same there, in lower case, but for those that a view or trigger
/// needs to be tried. None where two things bear one name, which only SQLite can tell.
fn accepted(meant: &Catalogue, there: &Schema) -> HashSet<String> {
    if !has_distinct_names(meant.schema()) {
        return HashSet::new();
    }
    let there: HashMap<_, _> = there.tables.iter().map(keyed).collect();
    let of_objects = shadow::part(meant, &[]);
    let needed: HashMap<_, _> = of_objects.schema().tables.iter().map(keyed).collect();
    let tables = meant.schema().tables.iter().map(keyed);
    let accepted = tables.filter(|(name, table)| {
        there.get(name).is_some_and(|same| same == table) && !needed.contains_key(name)
    });
    accepted.map(|(name, _)| name).collect()
}

fn keyed(table: &Table) -> (String, &Table) {
    (table.name.to_ascii_lowercase(), table)
}

/// Tables, indexes and views share one space of names
/// (<https://www.sqlite.org/schematab.html>).
fn has_distinct_names(schema: &Schema) -> bool {
    let mut seen = HashSet::new();
    let indexes = schema.tables.iter().flat_map(|table| &table.indexes);
    let names = schema.tables.iter().map(|table| &table.name);
    let names = names.chain(indexes.map(|index| &index.name));
    let mut names = names.chain(schema.views.iter().map(|view| &view.name));
    names.all(|name| seen.insert(name.to_ascii_lowercase()))
}
