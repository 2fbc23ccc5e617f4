//! Which files of a folder are revisions.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::error::CollectError;
use crate::tokens::{checksum, tokens};

/// A revision module that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Module {
    /// The module's name: the file's name without `.rs`.
    pub name: String,
    /// The file.
    pub file: PathBuf,
    /// The file's path from the crate's root, written with `/` everywhere.
    pub path: String,
    /// The checksum of its source, comments and formatting aside.
    pub checksum: String,
}

/// The revision modules of `root/folder`, in the order of their file names.
///
/// Hidden files and files that are not Rust source are passed over.
///
/// # Errors
///
/// Something in the folder looks like a revision and cannot be one; or it cannot be read.
pub fn modules(root: &Path, folder: &str) -> Result<Vec<Module>, CollectError> {
    let directory = root.join(folder);
    let mut files = rust_files(&directory)?;
    files.sort();
    files.into_iter().map(|file| module(file, folder)).collect()
}

fn rust_files(directory: &Path) -> Result<Vec<PathBuf>, CollectError> {
    let failed = |source| CollectError::io(directory, source);
    let entries = match fs::read_dir(directory) {
        // Git does not keep an empty folder, so that a clone may lack it.
        Err(missing) if missing.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        other => other.map_err(failed)?,
    };
    let mut files = Vec::new();
    for entry in entries {
        let path = entry.map_err(failed)?.path();
        if is_hidden(&path) {
            continue;
        }
        if path.is_dir() {
            return Err(CollectError::Subfolder { path });
        }
        if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    Ok(files)
}

/// Editors keep locks and copies in such files.
fn is_hidden(path: &Path) -> bool {
    path.file_name()
        .is_some_and(|name| name.as_encoded_bytes().starts_with(b"."))
}

fn module(file: PathBuf, folder: &str) -> Result<Module, CollectError> {
    let Some(name) = file.file_stem().and_then(|stem| stem.to_str()) else {
        return Err(CollectError::NotUnicode { path: file });
    };
    if !is_module_name(name) {
        return Err(CollectError::ModuleName { path: file });
    }
    let name = name.to_owned();
    let source = fs::read_to_string(&file).map_err(|source| CollectError::io(&file, source))?;
    if !declares_revision(&source) {
        return Err(CollectError::NoRevision { path: file });
    }
    Ok(Module {
        path: format!(
            "{}/{name}.rs",
            folder.replace('\\', "/").trim_end_matches('/')
        ),
        checksum: checksum(&source),
        name,
        file,
    })
}

fn declares_revision(source: &str) -> bool {
    let found: Vec<_> = tokens(source).collect();
    found
        .windows(3)
        .any(|three| three == ["pub", "const", "REVISION"])
}

/// Whether a file of that name, without `.rs`, can be a module.
pub fn is_module_name(name: &str) -> bool {
    let mut characters = name.chars();
    let first = characters.next();
    first.is_some_and(|c| c.is_ascii_alphabetic() || c == '_')
        && characters.all(|c| c.is_ascii_alphanumeric() || c == '_')
        && name != "_"
        && !KEYWORDS.contains(&name)
}

/// Rust's strict and reserved keywords
/// (<https://doc.rust-lang.org/reference/keywords.html>).
const KEYWORDS: [&str; 52] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate",
    "do", "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl",
    "in", "let", "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref",
    "return", "self", "static", "struct", "super", "trait", "true", "try", "type", "typeof",
    "unsafe", "unsized", "use", "virtual", "where", "while", "yield", "Self",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_a_modules_or_not() {
        for name in [
            "m20261120_081233_posts",
            "_x",
            "a",
            "Größe".trim_matches('x'),
        ] {
            assert_eq!(is_module_name(name), name.is_ascii(), "{name}");
        }
        for name in ["", "_", "1a", "a-b", "mod", "type", "a b", "Self", "crate"] {
            assert!(!is_module_name(name), "{name}");
        }
    }

    #[test]
    fn only_code_declares_a_revision() {
        assert!(declares_revision(
            "pub  const /* the */ REVISION : Revision = x;"
        ));
        assert!(!declares_revision(
            "// pub const REVISION\nconst REVISION: u8 = 1;"
        ));
        assert!(!declares_revision(
            "const X: &str = \"pub const REVISION\";"
        ));
    }
}
