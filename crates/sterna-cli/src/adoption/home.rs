//! Where the crate of the entities is: cargo knows.

use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

/// The root module of the crate of that name, in the workspace of that folder.
pub fn of_crate(workspace: &Path, name: &str) -> Option<PathBuf> {
    root_of(&metadata(workspace)?, name)
}

/// The first of these crates that the crate of that name does not depend on, as far as cargo knows
/// them.
pub fn out_of_reach<'a>(workspace: &Path, name: &str, others: &[&'a str]) -> Option<&'a str> {
    unreached(&metadata(workspace)?, name, others)
}

fn metadata(workspace: &Path) -> Option<Value> {
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
    serde_json::from_slice(&output.ok()?.stdout).ok()
}

fn unreached<'a>(metadata: &Value, name: &str, others: &[&'a str]) -> Option<&'a str> {
    let packages = metadata["packages"].as_array()?;
    let package_of = |name: &str| {
        let mut packages = packages.iter();
        packages.find(|package| {
            let targets = package["targets"].as_array();
            targets.is_some_and(|targets| targets.iter().any(|target| is_called(target, name)))
        })
    };
    let dependencies = package_of(name)?["dependencies"].as_array()?;
    let reaches = |other: &&&str| {
        package_of(other).is_none_or(|package| {
            let mut names = dependencies.iter().map(|one| &one["name"]);
            names.any(|name| *name == package["name"])
        })
    };
    others.iter().find(|other| !reaches(other)).copied()
}

/// A crate's name has `_` where its target's has `-`.
fn is_called(target: &Value, name: &str) -> bool {
    let target = target["name"].as_str();
    target.is_some_and(|target| target.replace('-', "_") == name)
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
    let is_it = |target: &&Value| is_called(target, name);
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

    #[test]
    fn a_crate_reaches_those_that_it_depends_on() {
        let package = |name: &str, needs: &[&str]| {
            let needs: Vec<_> = needs.iter().map(|one| json!({"name": one})).collect();
            json!({"name": name, "targets": [{"name": name}], "dependencies": needs})
        };
        let metadata = json!({"packages": [
            package("shop-entity", &["sea-orm", "billing"]),
            package("billing", &["sea-orm"]),
        ]});
        let unreached = |name: &str, others| unreached(&metadata, name, others);
        assert_eq!(unreached("shop_entity", &["billing"]), None);
        assert_eq!(unreached("billing", &["shop_entity"]), Some("shop_entity"));
        assert_eq!(unreached("shop_entity", &["of_another_workspace"]), None);
    }
}
