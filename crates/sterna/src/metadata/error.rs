//! Why the list of entities cannot be used.

use thiserror::Error;

use crate::declare::DeclarationError;

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
    /// What is declared beside an entity cannot be used.
    #[error(transparent)]
    Declaration(#[from] DeclarationError),
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
            Self::Declaration(error) => error.help().to_owned(),
        }
    }
}
