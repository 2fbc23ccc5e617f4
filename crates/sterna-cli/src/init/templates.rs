//! The files as they are written. This repository's own are the same, and a test says so.

use std::path::Path;

use super::InitError;

pub const MIGRATION: &str = include_str!("../../templates/migration/manifest.toml");
pub const MIGRATION_BUILD: &str = include_str!("../../templates/migration/build.rs");
pub const MIGRATION_LIB: &str = include_str!("../../templates/migration/lib.rs");
pub const CLI: &str = include_str!("../../templates/cli/manifest.toml");
pub const CLI_MAIN: &str = include_str!("../../templates/cli/main.rs");
pub const CARGO_CONFIG: &str = include_str!("../../templates/cargo-config.toml");
pub const SETTINGS: &str = include_str!("../../templates/sterna.toml");
pub const WORKSPACE: &str = include_str!("../../templates/workspace.toml");
pub const GITIGNORE: &str = include_str!("../../templates/gitignore");
pub const ENTITY: &str = include_str!("../../templates/entity/manifest.toml");
pub const ENTITY_LIB: &str = include_str!("../../templates/entity/lib.rs");
pub const ENTITY_POST: &str = include_str!("../../templates/entity/post.rs");

/// Where the engine's crates come from: a folder, or the registry.
#[derive(Debug)]
pub struct Dependencies {
    folder: Option<String>,
}

impl Dependencies {
    /// From that folder, if there is one, as its absolute path.
    pub fn from(folder: Option<&Path>) -> Result<Self, InitError> {
        let Some(folder) = folder else {
            return Ok(Self { folder: None });
        };
        let missing = || InitError::NoSterna(folder.to_owned());
        let absolute = folder.canonicalize().map_err(|_| missing())?;
        if !absolute.join("sterna/Cargo.toml").is_file() {
            return Err(missing());
        }
        let folder = Some(slashes(&absolute));
        Ok(Self { folder })
    }

    /// A crate of the engine, as a manifest names it: in the version of this one.
    pub fn of(&self, name: &str) -> String {
        match &self.folder {
            Some(folder) => format!("{{ path = {} }}", quoted(&format!("{folder}/{name}"))),
            None => quoted(env!("CARGO_PKG_VERSION")),
        }
    }

    /// The text with the crates of the engine filled in.
    pub fn fill(&self, template: &str) -> String {
        ["sterna", "sterna-build", "sterna-cli"]
            .iter()
            .fold(template.to_owned(), |text, name| {
                text.replace(&format!("{{{name}}}"), &self.of(name))
            })
    }
}

/// A string as TOML reads it (<https://toml.io/en/v1.0.0#string>).
fn quoted(text: &str) -> String {
    let escaped = text.replace('\\', "\\\\").replace('"', "\\\"");
    format!("\"{escaped}\"")
}

/// A path as TOML takes it on every system.
pub fn slashes(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}
