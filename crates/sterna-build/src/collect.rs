//! The build script's side: reads the environment that cargo sets, writes the list, and speaks
//! cargo's language on standard output.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use crate::error::CollectError;
use crate::generate::source_list;
use crate::module::{Module, modules};

/// Collects the revision modules of `folder`, which is relative to the crate's root, for
/// `sterna::include_revisions!()`.
///
/// Every `*.rs` file of the folder is a revision; a missing or empty folder has none. Whatever
/// else looks like one (a subfolder, a file whose name is no module's, a file without
/// `pub const REVISION`) ends the build with an error that names it.
pub fn collect(folder: &str) {
    collect_all(&[folder]);
}

/// The same for several folders, whose revisions form one graph: `versions` of `sterna.toml` is a
/// list then. A file may have the name of one in another folder.
///
/// ```no_run
/// // All that `main` of build.rs does:
/// sterna_build::collect_all(&["src/versions", "src/billing"]);
/// ```
pub fn collect_all(folders: &[&str]) {
    if let Err(error) = run(folders) {
        fail(&error);
    }
}

fn run(folders: &[&str]) -> Result<(), CollectError> {
    let root = directory("CARGO_MANIFEST_DIR")?;
    let found: Result<Vec<_>, _> = folders.iter().map(|folder| look(&root, folder)).collect();
    let target = directory("OUT_DIR")?.join("revisions.rs");
    let text = source_list(&found?)?;
    fs::write(&target, text).map_err(|source| CollectError::io(&target, source))
}

fn look(root: &Path, folder: &str) -> Result<Vec<Module>, CollectError> {
    let versions = root.join(folder);
    rerun_if_changed(&versions);
    // A folder that is moved to its place keeps its time; the folder that it is moved into does not.
    if let Some(above) = versions.parent().filter(|above| *above != root) {
        rerun_if_changed(above);
    }
    let found = modules(root, folder)?;
    found
        .iter()
        .for_each(|module| rerun_if_changed(&module.file));
    Ok(found)
}

fn directory(variable: &'static str) -> Result<PathBuf, CollectError> {
    let value = env::var_os(variable).ok_or(CollectError::NotABuildScript { variable })?;
    Ok(PathBuf::from(value))
}

#[expect(
    clippy::print_stdout,
    reason = "cargo reads a build script's standard output"
)]
fn rerun_if_changed(path: &Path) {
    println!("cargo::rerun-if-changed={}", path.display());
}

#[expect(
    clippy::print_stdout,
    reason = "cargo reads a build script's standard output"
)]
fn fail(error: &CollectError) -> ! {
    println!("cargo::error={error}");
    std::process::exit(1)
}
