//! Real folders, read as a build script would.

use std::fs;
use std::path::Path;

use sterna_build::{CollectError, Module, modules};

const REVISION: &str =
    "pub const REVISION: Revision = Revision { id: \"a\", ..Revision::EMPTY };\n";

fn read(files: &[(&str, &str)]) -> Result<Vec<Module>, CollectError> {
    let root = tempfile::tempdir().unwrap();
    let folder = root.path().join("src/versions");
    fs::create_dir_all(&folder).unwrap();
    for (name, text) in files {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    modules(root.path(), "src/versions")
}

#[test]
fn files_are_listed_by_name_with_the_path_from_the_root() {
    let files = [
        ("m2.rs", REVISION),
        ("m1.rs", REVISION),
        ("m10.rs", REVISION),
    ];
    let found = read(&files).unwrap();
    let names: Vec<_> = found.iter().map(|module| module.name.as_str()).collect();
    assert_eq!(names, ["m1", "m10", "m2"]);
    assert_eq!(found[0].path, "src/versions/m1.rs");
    assert_eq!(found[0].checksum, found[2].checksum);
}

#[test]
fn other_files_are_passed_over() {
    let files = [
        ("README.md", ""),
        (".#m1.rs", ""),
        (".git/x.rs", ""),
        ("m1.rs", REVISION),
    ];
    assert_eq!(read(&files).unwrap().len(), 1);
}

#[test]
fn an_empty_or_missing_folder_has_no_revisions() {
    assert!(read(&[]).unwrap().is_empty());
    assert!(
        modules(Path::new("/does/not/exist"), "versions")
            .unwrap()
            .is_empty()
    );
}

#[test]
fn a_file_that_is_no_module_is_named() {
    for name in ["2026_posts.rs", "posts-table.rs", "mod.rs", "größe.rs"] {
        let error = read(&[("m1.rs", REVISION), (name, REVISION)]).unwrap_err();
        assert!(
            matches!(error, CollectError::ModuleName { .. }),
            "{error:?}"
        );
        assert!(error.to_string().contains(name), "{error}");
    }
}

#[test]
fn a_file_without_a_revision_is_named() {
    let error = read(&[("shared.rs", "pub fn kinds() {}\n// pub const REVISION")]).unwrap_err();
    assert!(
        matches!(error, CollectError::NoRevision { .. }),
        "{error:?}"
    );
    assert!(error.to_string().contains("shared.rs"), "{error}");
}

#[test]
fn a_subfolder_is_named() {
    let error = read(&[("old/m1.rs", REVISION)]).unwrap_err();
    assert!(matches!(error, CollectError::Subfolder { .. }), "{error:?}");
    assert!(error.to_string().contains("old"), "{error}");
}
