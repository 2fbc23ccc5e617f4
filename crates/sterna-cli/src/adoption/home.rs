//! Where the crate of the entities is: cargo knows.

use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

/// The root module of the crate of that name, in the workspace of that folder.
pub fn of_crate(workspace: &Path, name: &str) -> Option<PathBuf> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args([
            "metadata",
            "--no-deps",
            "--offline",
            "--format-version",
            "1",
        ])
        .current_dir(workspace)
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output();
    let metadata: Value = serde_json::from_slice(&output.ok()?.stdout).ok()?;
    root_of(&metadata, name)
}

/// The root module of a crate whose sources are in that folder.
pub fn in_folder(folder: &Path) -> Option<PathBuf> {
    let roots = ["lib.rs", "mod.rs", "main.rs"];
    let mut files = roots.iter().map(|name| folder.join(name));
    files.find(|file| file.is_file())
}

/// A library comes before a program of the same name, as it does for the program.
fn root_of(metadata: &Value, name: &str) -> Option<PathBuf> {
    let packages = metadata["packages"].as_array()?;
    let targets = packages.iter().filter_map(|one| one["targets"].as_array());
    let is_it = |target: &&Value| {
        let is_named = |text: &str| text.replace('-', "_") == name;
        target["name"].as_str().is_some_and(is_named)
    };
    let mut targets: Vec<_> = targets.flatten().filter(is_it).collect();
    let has_kind = |target: &Value, kind: &str| {
        let kinds = target["kind"].as_array();
        kinds.is_some_and(|kinds| kinds.iter().any(|one| one == kind))
    };
    targets.retain(|target| has_kind(target, "lib") || has_kind(target, "bin"));
    targets.sort_by_key(|target| !has_kind(target, "lib"));
    let path = targets.first()?["src_path"].as_str()?;
    Some(PathBuf::from(path))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_library_comes_before_a_program_and_an_example_is_none() {
        let target = |name: &str, kind: &str, path: &str| json!({"name": name, "kind": [kind], "src_path": path});
        let metadata = json!({"packages": [
            {"targets": [target("my-app", "bin", "/a/main.rs"), target("my_app", "lib", "/a/lib.rs")]},
            {"targets": [target("entity", "example", "/b/example.rs")]},
        ]});
        assert_eq!(root_of(&metadata, "my_app"), Some("/a/lib.rs".into()));
        assert_eq!(root_of(&metadata, "entity"), None);
        assert_eq!(root_of(&json!({}), "entity"), None);
    }
}
