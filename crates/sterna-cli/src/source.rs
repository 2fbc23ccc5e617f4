//! A side of `diff`: the entities, a database, or a file of SQL.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use sea_orm::{ConnectionTrait, DbErr};
use sterna_autogenerate::{Desired, desired};
use sterna_dialect::sqlite::create::{create_index, create_table, create_trigger, create_view};
use sterna_dialect::sqlite::{Catalogue, shadow};
use sterna_schema::Schema;
use thiserror::Error;

use crate::address::{Address, AddressError};
use crate::database::{self, Opening, Patience};
use crate::error::Error;
use crate::project::Project;

/// Where a schema comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// The project's entities.
    Entities,
    /// A database.
    Database(Address),
    /// A file of SQL statements.
    Script(PathBuf),
}

/// Why a side cannot be read.
#[derive(Debug, Error)]
pub enum SourceError {
    /// The text is no address of a database.
    #[error(transparent)]
    Address(#[from] AddressError),
    /// The file cannot be read.
    #[error("cannot read {}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// SQLite does not run it.
    #[error("{} is not a script that SQLite runs", path.display())]
    NotAScript {
        /// The file.
        path: PathBuf,
        /// What SQLite says.
        source: DbErr,
    },
    /// A database in memory could not be made.
    #[error("no database in memory")]
    NoMemory(#[source] DbErr),
}

impl SourceError {
    /// What to do about it.
    pub fn help(&self) -> Option<String> {
        match self {
            Self::Address(_) => Some(
                "write `entities`, a database such as data/app.db, or a file that ends in .sql"
                    .to_owned(),
            ),
            Self::NotAScript { .. } => Some(
                "it takes SQL alone: leave out the sqlite3 shell's own commands, which begin \
                 with a dot"
                    .to_owned(),
            ),
            Self::Unreadable { .. } | Self::NoMemory(_) => None,
        }
    }
}

impl Source {
    /// Reads `entities`, a database URL, or a path that ends in `.sql`.
    ///
    /// # Errors
    ///
    /// It is none of these.
    pub fn parse(text: &str, project: &Project<'_>) -> Result<Self, SourceError> {
        let is_script = Path::new(text)
            .extension()
            .is_some_and(|end| end.eq_ignore_ascii_case("sql"));
        if text == "entities" {
            Ok(Self::Entities)
        } else if is_script {
            Ok(Self::Script(script_path(text, project)))
        } else {
            let address = Address::parse(text, project.settings.root.as_deref())?;
            Ok(Self::Database(address))
        }
    }

    /// Its schema with the texts that it is made of, so that changes of it can be planned.
    ///
    /// # Errors
    ///
    /// It cannot be read.
    pub async fn catalogue(&self, project: &Project<'_>) -> Result<Catalogue, Error> {
        match self {
            Self::Entities => {
                let desired = desired(&project.metadata).await?;
                Ok(in_memory(&statements(&desired.schema))
                    .await
                    .map_err(SourceError::NoMemory)?)
            }
            Self::Database(address) => {
                let db = database::open(address, Opening::Read, Patience::SHORT).await?;
                let catalogue = Catalogue::read(&db).await;
                drop(db.close().await);
                Ok(catalogue.map_err(sterna::Error::Unreadable)?)
            }
            Self::Script(path) => Ok(run(path).await?),
        }
    }

    /// Its schema as something to reach.
    ///
    /// # Errors
    ///
    /// It cannot be read.
    pub async fn desired(&self, project: &Project<'_>) -> Result<Desired, Error> {
        if *self == Self::Entities {
            return Ok(desired(&project.metadata).await?);
        }
        Ok(Desired {
            schema: self.catalogue(project).await?.schema().clone(),
            ..Desired::default()
        })
    }
}

/// A file is named as the shell names it; one that is not there is looked for at the root.
fn script_path(text: &str, project: &Project<'_>) -> PathBuf {
    let here = project.directory.join(text);
    match &project.settings.root {
        Some(root) if !here.exists() => root.join(text),
        _ => here,
    }
}

async fn run(path: &Path) -> Result<Catalogue, SourceError> {
    let sql = fs::read_to_string(path).map_err(|source| SourceError::Unreadable {
        path: path.to_owned(),
        source,
    })?;
    let sql = sql.trim_start_matches('\u{feff}');
    in_memory(sql)
        .await
        .map_err(|source| SourceError::NotAScript {
            path: path.to_owned(),
            source,
        })
}

/// Only the schema counts, so rows need not come in the order of their foreign keys.
async fn in_memory(sql: &str) -> Result<Catalogue, DbErr> {
    let db = shadow::empty().await?;
    db.execute_unprepared("PRAGMA foreign_keys = OFF").await?;
    db.execute_unprepared(sql).await?;
    let catalogue = Catalogue::read(&db).await;
    catalogue.map_err(|error| DbErr::Custom(error.to_string()))
}

fn statements(schema: &Schema) -> String {
    let mut statements: Vec<String> = Vec::new();
    for table in &schema.tables {
        statements.push(create_table(table));
        let indexes = table.indexes.iter();
        statements.extend(indexes.map(|index| create_index(&table.name, index)));
    }
    statements.extend(schema.views.iter().map(create_view));
    statements.extend(schema.triggers.iter().map(create_trigger));
    statements.join(";\n")
}
