//! What `adopt` writes: declarations beside the entities, and the baseline revision.
//!
//! All of it is worked out first and written afterwards: a file that is in the way is found before
//! the first one is written, and where one cannot be written, those before it are taken away.
//!
//! | file | what it is about |
//! |---|---|
//! | `home` | where the crate of the entities is |
//! | `join` | the line that joins the declarations with the list of entities |
//! | `stamp` | recording a revision that this program was built without |

mod home;
mod join;
mod stamp;

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use sterna_autogenerate::Adoption;
use sterna_autogenerate::adopt::home;
use thiserror::Error;

use crate::error::Error as CommandError;
use crate::project::Project;
use crate::revision_file;

pub use stamp::stamp;

/// The module, beside the entities, that holds what they cannot say.
pub const MODULE: &str = "declarations";

/// Why the declarations cannot be written.
#[derive(Debug, Error)]
pub enum AdoptionError {
    /// The crate of the entities is not found.
    #[error("the folder of the crate {name}, which has the entities, is not found")]
    NoHome {
        /// The crate.
        name: String,
    },
    /// Entities of several crates, and the declarations would lie in one that cannot name them all.
    #[error(
        "the entities are of several crates, and {home}, the first in their list, does not depend on {other}"
    )]
    OutOfReach {
        /// The crate of the entity that is listed first.
        home: String,
        /// One that it does not depend on.
        other: String,
    },
    /// There is something where the declarations would be put.
    #[error("{} is there already", .0.display())]
    InTheWay(PathBuf),
    /// The file system says no.
    #[error("cannot write {}", path.display())]
    Unwritable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The files are there, and the database does not know of it.
    #[error("the files are written, but the database could not be stamped")]
    NotStamped {
        /// The baseline revision.
        id: String,
        /// Why.
        source: Box<sterna::Error>,
    },
}

impl AdoptionError {
    /// What to do about it.
    pub fn help(&self) -> String {
        match self {
            Self::NoHome { .. } => {
                "name the folder of their sources: `cargo db adopt --entities entity/src`"
                    .to_owned()
            }
            Self::OutOfReach { .. } => "in `metadata()`, list an entity of the crate first that \
                                        depends on the others; nothing was written"
                .to_owned(),
            Self::InTheWay(path) => format!(
                "move {} away, or see with `cargo db adopt --print` what is to be added to it; \
                 nothing was written",
                path.display()
            ),
            Self::Unwritable { .. } => "nothing was written".to_owned(),
            Self::NotStamped { id, .. } => format!("`cargo db stamp {id}` does it"),
        }
    }
}

/// Declarations as files, and how they are joined with the entities.
#[derive(Debug, Default)]
pub struct Declarations {
    /// New files: their paths and texts.
    pub files: Vec<(PathBuf, String)>,
    /// The root of the entities' crate as it becomes; `None` where a person has to join.
    pub joined: Option<(PathBuf, String)>,
    /// What a person has to add, and where.
    pub by_hand: Vec<String>,
}

impl Declarations {
    /// The files that hold what was found; none where nothing is to be declared.
    ///
    /// # Errors
    ///
    /// The crate of the entities is not found, or a file is in the way.
    pub fn of(
        adoption: &Adoption,
        project: &Project<'_>,
        entities: Option<&Path>,
    ) -> Result<Self, CommandError> {
        if adoption.list.is_empty() {
            return Ok(Self::default());
        }
        let name = home(&project.metadata);
        require_reach(project, name)?;
        let root = match entities {
            Some(folder) => home::in_folder(&project.directory.join(folder)),
            None => home::of_crate(project.settings.project()?, name),
        };
        let root = root.ok_or_else(|| AdoptionError::NoHome {
            name: name.to_owned(),
        })?;
        let declarations = Self {
            files: files(adoption, &root.with_file_name(MODULE)),
            ..join::join(&root, name)?
        };
        Ok(declarations)
    }

    /// Refuses what is there already.
    ///
    /// # Errors
    ///
    /// The folder of the declarations, or a file of that name, is there.
    fn require_free(&self) -> Result<(), AdoptionError> {
        let Some(folder) = self.files.first().and_then(|(path, _)| path.parent()) else {
            return Ok(());
        };
        let places = [folder.to_owned(), folder.with_extension("rs")];
        match places.into_iter().find(|path| path.exists()) {
            Some(path) => Err(AdoptionError::InTheWay(path)),
            None => Ok(()),
        }
    }

    /// Writes the files, then what `other` writes, and joins them at last.
    ///
    /// # Errors
    ///
    /// One cannot be written; then no declaration is there.
    pub fn write_with<T>(
        &self,
        other: impl FnOnce() -> Result<T, CommandError>,
    ) -> Result<T, CommandError> {
        self.require_free()?;
        let written = self.try_write(other);
        if written.is_err() {
            self.take_away();
        }
        written
    }

    fn try_write<T>(
        &self,
        other: impl FnOnce() -> Result<T, CommandError>,
    ) -> Result<T, CommandError> {
        for (path, text) in &self.files {
            create(path, text).map_err(|source| AdoptionError::Unwritable {
                path: path.clone(),
                source,
            })?;
        }
        let written = other()?;
        if let Some((path, text)) = &self.joined {
            revision_file::replace(path, text)?;
        }
        Ok(written)
    }

    /// Removes the files again: nothing was there before them. The first error is the one to
    /// report.
    fn take_away(&self) {
        for (path, _) in &self.files {
            drop(fs::remove_file(path));
        }
        if let Some(folder) = self.files.first().and_then(|(path, _)| path.parent()) {
            drop(fs::remove_dir(folder));
        }
    }
}

/// Refuses to put declarations where entities of other crates cannot be named.
fn require_reach(project: &Project<'_>, name: &str) -> Result<(), CommandError> {
    let entities = project.metadata.entities().iter();
    let crates = entities.filter_map(|entity| entity.module.split("::").next());
    let others: Vec<_> = crates.filter(|other| *other != name).collect();
    if others.is_empty() {
        return Ok(());
    }
    match home::out_of_reach(project.settings.project()?, name, &others) {
        Some(other) => {
            let (home, other) = (name.to_owned(), other.to_owned());
            Err(AdoptionError::OutOfReach { home, other }.into())
        }
        None => Ok(()),
    }
}

fn files(adoption: &Adoption, folder: &Path) -> Vec<(PathBuf, String)> {
    let list = (folder.join("mod.rs"), adoption.list.clone());
    let tables = adoption.tables.iter();
    let tables = tables.map(|table| {
        let file = folder.join(format!("{}.rs", table.name));
        (file, table.source.clone())
    });
    [list].into_iter().chain(tables).collect()
}

/// Writes a file that must not be there.
fn create(path: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}
