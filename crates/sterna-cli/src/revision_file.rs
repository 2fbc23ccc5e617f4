//! Files of the versions folder: a new one is never written over another; whatever is written is
//! written whole.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use thiserror::Error;

/// Why a revision file cannot be written.
#[derive(Debug, Error)]
pub enum FileError {
    /// The versions folder is not there.
    #[error("there is no folder {}", .0.display())]
    NoFolder(PathBuf),
    /// The folder or file is there and cannot be read.
    #[error("cannot read {}", path.display())]
    Unreadable {
        /// The folder or file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The file system says no.
    #[error("cannot write {}", path.display())]
    Unwritable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

/// A revision file of the folder that is not among the known ones, by its name.
///
/// # Errors
///
/// The folder cannot be read. One that is not there has no files.
pub fn unknown_file(
    folder: &Path,
    is_known: impl Fn(&str) -> bool,
) -> Result<Option<String>, FileError> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(source) => {
            let path = folder.to_owned();
            return Err(FileError::Unreadable { path, source });
        }
    };
    let names = entries
        .flatten()
        .filter_map(|entry| entry.file_name().into_string().ok());
    let mut revisions = names.filter(|name| name.ends_with(".rs") && !name.starts_with('.'));
    Ok(revisions.find(|name| !is_known(name)))
}

/// Writes a new revision file and returns its path.
///
/// Its name is given without `.rs`; one that is taken gets a number.
///
/// # Errors
///
/// The folder is missing, or the file system says no; then there is no file.
pub fn write(folder: &Path, stem: &str, text: &str) -> Result<PathBuf, FileError> {
    require_folder(folder)?;
    // Not `.rs`: a build that runs now must not take it for a revision.
    let draft = folder.join(format!(".{stem}.{}.draft", std::process::id()));
    let written = write_draft(&draft, text)
        .map_err(|source| unwritable(&draft, source))
        .and_then(|()| publish(folder, stem, &draft));
    if written.is_err() {
        // The first error is the one to report.
        drop(fs::remove_file(&draft));
    }
    written
}

/// Writes another text into a file that is there, whole or not at all.
///
/// # Errors
///
/// The file system says no; then the file is as it was.
pub fn replace(path: &Path, text: &str) -> Result<(), FileError> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let draft = path.with_file_name(format!(".{name}.{}.draft", std::process::id()));
    let written = write_draft(&draft, text)
        .and_then(|()| fs::set_permissions(&draft, fs::metadata(path)?.permissions()))
        .and_then(|()| fs::rename(&draft, path));
    written.map_err(|source| {
        // The first error is the one to report.
        drop(fs::remove_file(&draft));
        unwritable(path, source)
    })
}

/// git keeps no empty folder, so the last one is made; not a whole path that may be wrong.
fn require_folder(folder: &Path) -> Result<(), FileError> {
    if folder.is_dir() {
        return Ok(());
    }
    match folder.parent() {
        Some(parent) if parent.is_dir() => {
            fs::create_dir(folder).map_err(|source| unwritable(folder, source))
        }
        _ => Err(FileError::NoFolder(folder.to_owned())),
    }
}

fn write_draft(path: &Path, text: &str) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

/// Claims a free name, then moves the draft there: whoever is killed in between leaves an empty
/// file or a draft, never half a revision and never another one's file overwritten.
fn publish(folder: &Path, stem: &str, draft: &Path) -> Result<PathBuf, FileError> {
    let path = claim(folder, stem)?;
    fs::rename(draft, &path).map_err(|source| unwritable(&path, source))?;
    Ok(path)
}

fn claim(folder: &Path, stem: &str) -> Result<PathBuf, FileError> {
    let mut path = folder.join(format!("{stem}.rs"));
    let mut number = 1;
    loop {
        match OpenOptions::new().write(true).create_new(true).open(&path) {
            Ok(_) => return Ok(path),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => number += 1,
            Err(source) => return Err(unwritable(&path, source)),
        }
        path = folder.join(format!("{stem}_{number}.rs"));
    }
}

fn unwritable(path: &Path, source: io::Error) -> FileError {
    FileError::Unwritable {
        path: path.to_owned(),
        source,
    }
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).expect("a folder");
        let name = |entry: io::Result<fs::DirEntry>| entry.expect("an entry").file_name();
        let mut names: Vec<_> = entries
            .map(|entry| name(entry).into_string().expect("UTF-8"))
            .collect();
        names.sort();
        names
    }

    #[test]
    fn names_never_clash() {
        let folder = TempDir::new().expect("a temporary folder");
        for text in ["first", "second", "third"] {
            write(folder.path(), "m1_posts", text).expect("written");
        }
        let expected = ["m1_posts.rs", "m1_posts_2.rs", "m1_posts_3.rs"];
        assert_eq!(names(folder.path()), expected);
        let first = folder.path().join("m1_posts.rs");
        assert_eq!(fs::read_to_string(first).expect("a file"), "first");
    }

    #[test]
    fn a_file_is_replaced_whole() {
        let folder = TempDir::new().expect("a temporary folder");
        let path = write(folder.path(), "m", "first").expect("written");
        replace(&path, "second").expect("replaced");
        assert_eq!(fs::read_to_string(&path).expect("a file"), "second");
        assert_eq!(names(folder.path()).len(), 1, "no draft is left");
        let missing = folder.path().join("none.rs");
        replace(&missing, "x").expect_err("there is no such file");
        assert_eq!(names(folder.path()).len(), 1, "no draft is left");
    }

    #[test]
    fn the_folder_is_made_where_its_crate_is() {
        let folder = TempDir::new().expect("a temporary folder");
        let versions = folder.path().join("versions");
        write(&versions, "m", "").expect("written");
        let missing = folder.path().join("not/here");
        let error = write(&missing, "m", "").expect_err("no folder");
        assert!(matches!(error, FileError::NoFolder(_)));
        assert!(!missing.exists());
    }

    #[test]
    fn files_that_are_not_known_are_found() {
        let folder = TempDir::new().expect("a temporary folder");
        let unknown = |known: &str| unknown_file(folder.path(), |name| name == known);
        for name in ["m1.rs", ".m2.rs", "notes.txt"] {
            fs::write(folder.path().join(name), "").expect("written");
        }
        assert_eq!(unknown("m1.rs").expect("read"), None);
        assert_eq!(unknown("m0.rs").expect("read").as_deref(), Some("m1.rs"));
        let missing = unknown_file(&folder.path().join("none"), |_| false);
        assert_eq!(missing.expect("no files"), None);
    }
}
