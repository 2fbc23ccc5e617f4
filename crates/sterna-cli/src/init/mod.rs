//! What `sterna init` writes: worked out whole before the first file is written, and never over
//! another one.

mod entities;
mod manifest;
mod templates;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::report::Initialised;
use manifest::ManifestError;
use templates::{CARGO_CONFIG, Dependencies};

/// Why nothing was written.
#[derive(Debug, Error)]
pub enum InitError {
    /// Files are there already.
    #[error("there already: {}", .0.join(", "))]
    Exists(Vec<String>),
    /// A package that is no workspace has no room for two more packages.
    #[error("{} has no [workspace]", .0.display())]
    NoWorkspace(PathBuf),
    /// The entities are not where they should be.
    #[error("there is no entity crate at {}", .0.display())]
    NoEntities(PathBuf),
    /// A manifest cannot be understood.
    #[error("{}: {error}", path.display())]
    Manifest {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        error: ManifestError,
    },
    /// The engine's crates are not where they should be.
    #[error("there is no crate `sterna` in {}", .0.display())]
    NoSterna(PathBuf),
    /// The file system says no.
    #[error("cannot read or write {}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

impl InitError {
    /// What to do about it.
    pub fn help(&self) -> Option<String> {
        Some(match self {
            Self::Exists(_) => {
                "nothing is written over what is there; move these away, or write the rest by hand"
            }
            Self::NoWorkspace(_) => {
                "add `[workspace]` with `members = [\".\", \"entity\"]` to it, and try again"
            }
            Self::NoEntities(_) => "name its folder with --entity",
            Self::NoSterna(_) => "name the folder that holds sterna, sterna-build and sterna-cli",
            Self::Manifest { .. } | Self::Io { .. } => return None,
        }
        .to_owned())
    }
}

/// What is asked for.
#[derive(Debug)]
pub struct Wish<'a> {
    /// The folder of the workspace, there or not.
    pub root: &'a Path,
    /// The folder of the entity crate, from the root.
    pub entity: &'a Path,
    /// The folder of the engine's crates, where they are not to come from the registry.
    pub sterna: Option<&'a Path>,
}

/// Files to write, by their path from the root.
#[derive(Debug, Default)]
struct Work {
    new: Vec<(PathBuf, String)>,
    edited: Vec<(PathBuf, String)>,
    notes: Vec<String>,
}

/// Writes what makes a workspace a project, or a whole new workspace; returns what it wrote, and
/// what is left to a person.
///
/// # Errors
///
/// A file is in the way, or the workspace is none.
pub fn init(wish: &Wish<'_>) -> Result<(Initialised, Vec<String>), InitError> {
    let dependencies = Dependencies::from(wish.sterna)?;
    let mut work = Work::default();
    if wish.root.join("Cargo.toml").exists() {
        join_workspace(wish, &dependencies, &mut work)?;
    } else {
        new_workspace(&dependencies, &mut work);
        let ignored = wish.root.join(".gitignore");
        if !ignored.exists() {
            work.add(".gitignore", templates::GITIGNORE);
        }
        work.add(".cargo/config.toml", CARGO_CONFIG);
    }
    refuse_existing(wish.root, &work)?;
    write(wish.root, work)
}

impl Work {
    fn add(&mut self, path: &str, text: impl Into<String>) {
        self.new.push((path.into(), text.into()));
    }
}

fn new_workspace(dependencies: &Dependencies, work: &mut Work) {
    work.add("Cargo.toml", templates::WORKSPACE);
    work.add("entity/Cargo.toml", dependencies.fill(templates::ENTITY));
    work.add("entity/src/lib.rs", templates::ENTITY_LIB);
    work.add("entity/src/post.rs", templates::ENTITY_POST);
    add_crates(dependencies, "{ path = \"../entity\" }", work);
}

/// The two crates of any project, and its settings.
fn add_crates(dependencies: &Dependencies, entity: &str, work: &mut Work) {
    let cli = dependencies
        .fill(templates::CLI)
        .replace("{entity}", entity);
    work.add(
        "migration/Cargo.toml",
        dependencies.fill(templates::MIGRATION),
    );
    work.add("migration/build.rs", templates::MIGRATION_BUILD);
    work.add("migration/src/lib.rs", templates::MIGRATION_LIB);
    // git keeps no empty folder.
    work.add("migration/src/versions/.gitkeep", "");
    work.add("cli/Cargo.toml", cli);
    work.add("cli/src/main.rs", templates::CLI_MAIN);
    work.add("sterna.toml", templates::SETTINGS);
}

fn join_workspace(
    wish: &Wish<'_>,
    dependencies: &Dependencies,
    work: &mut Work,
) -> Result<(), InitError> {
    let root = wish.root.join("Cargo.toml");
    let text = read(&root)?;
    let members = manifest::with_members(&text, &["migration", "cli"]);
    let members = members.map_err(|error| malformed(&root, error))?;
    let members = members.ok_or(InitError::NoWorkspace(root))?;
    if members != text {
        work.edited.push(("Cargo.toml".into(), members));
    }
    let folder = wish.entity;
    let path = wish.root.join(folder).join("Cargo.toml");
    if !path.is_file() {
        return Err(InitError::NoEntities(wish.root.join(folder)));
    }
    let text = read(&path)?;
    let name = manifest::package_name(&text).map_err(|error| malformed(&path, error))?;
    let shown = templates::slashes(folder);
    let entity = match name.as_str() {
        "entity" => format!("{{ path = \"../{shown}\" }}"),
        name => format!("{{ package = \"{name}\", path = \"../{shown}\" }}"),
    };
    add_crates(dependencies, &entity, work);
    let with_sterna = manifest::with_dependency(&text, "sterna", &dependencies.of("sterna"));
    let with_sterna = with_sterna.map_err(|error| malformed(&path, error))?;
    if with_sterna != text {
        work.edited.push((folder.join("Cargo.toml"), with_sterna));
    }
    list_entities(wish, work)?;
    add_alias(wish.root, work)
}

/// Lists the entities in `metadata()`, unless somebody did.
fn list_entities(wish: &Wish<'_>, work: &mut Work) -> Result<(), InitError> {
    let source = wish.entity.join("src/lib.rs");
    let path = wish.root.join(&source);
    let text = read(&path)?;
    let folder = path.parent().unwrap_or(wish.root);
    match entities::with_metadata(&text, folder) {
        Some(listed) if listed != text => work.edited.push((source, listed)),
        Some(_) => {}
        None => work.notes.push(format!(
            "no entity was found in {}: write `pub fn metadata() -> sterna::Metadata {{ \
             sterna::Metadata::new().entity(…) }}` there",
            source.display()
        )),
    }
    Ok(())
}

fn add_alias(root: &Path, work: &mut Work) -> Result<(), InitError> {
    let file = Path::new(".cargo/config.toml");
    let path = root.join(file);
    if !path.exists() {
        work.add(".cargo/config.toml", CARGO_CONFIG);
        return Ok(());
    }
    let text = read(&path)?;
    let has_alias = manifest::has_table(&text, "alias");
    if has_alias.map_err(|error| malformed(&path, error))? {
        let line = CARGO_CONFIG.lines().nth(1).unwrap_or_default();
        let words = format!("write `{line}` below [alias] in .cargo/config.toml");
        work.notes.push(words);
    } else {
        let text = format!("{}\n\n{CARGO_CONFIG}", text.trim_end());
        work.edited.push((file.to_owned(), text));
    }
    Ok(())
}

fn refuse_existing(root: &Path, work: &Work) -> Result<(), InitError> {
    let paths = work.new.iter().map(|(path, _)| path);
    let existing = paths.filter(|path| root.join(path).symlink_metadata().is_ok());
    let existing: Vec<_> = existing.map(|path| templates::slashes(path)).collect();
    match existing.is_empty() {
        true => Ok(()),
        false => Err(InitError::Exists(existing)),
    }
}

fn write(root: &Path, work: Work) -> Result<(Initialised, Vec<String>), InitError> {
    let names = |files: &[(PathBuf, String)]| {
        files
            .iter()
            .map(|(path, _)| templates::slashes(path))
            .collect()
    };
    let (written, edited) = (names(&work.new), names(&work.edited));
    for (path, text) in work.new.into_iter().chain(work.edited) {
        let path = root.join(path);
        let folder = path.parent().unwrap_or(root);
        let done = fs::create_dir_all(folder).and_then(|()| fs::write(&path, text));
        done.map_err(|source| InitError::Io { path, source })?;
    }
    Ok((Initialised { written, edited }, work.notes))
}

fn read(path: &Path) -> Result<String, InitError> {
    fs::read_to_string(path).map_err(|source| InitError::Io {
        path: path.to_owned(),
        source,
    })
}

fn malformed(path: &Path, error: ManifestError) -> InitError {
    let path = path.to_owned();
    InitError::Manifest { path, error }
}

#[cfg(test)]
mod tests;
