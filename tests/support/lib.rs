//! What the scenarios share: a project on disk, its `db` command, a look into its database; a
//! system in which shell lines run and are told.

mod database;
mod outcome;
mod project;
mod reference;
mod system;
pub mod tour;
mod transcript;

pub use database::Database;
pub use outcome::Outcome;
pub use project::Project;
pub use reference::Reference;
pub use system::System;

use std::path::{Path, PathBuf};

/// The folder of this repository.
pub fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("tests/ lies in the repository")
}

/// A file of this folder, by its path in it.
pub fn file(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// Insists that a generated text is the one in that file of this folder, whose content as it was
/// compiled is `expected`. With `BLESS=1` the file is written instead.
///
/// # Panics
///
/// They differ.
#[track_caller]
pub fn expect_file(path: &str, generated: &str, expected: &str) {
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(file(path), generated).expect("the expected file can be written");
        return;
    }
    assert_eq!(generated, expected, "{path} (BLESS=1 accepts the new text)");
}
