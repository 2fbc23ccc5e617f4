//! A file that gets its name only when it is whole.
//!
//! It is written under another name, flushed, and renamed: whoever finds the name finds all of it,
//! also after the power failed. SQLite flushes nothing that `VACUUM INTO` writes
//! (<https://www.sqlite.org/lang_vacuum.html#vacuuminto>).

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use super::error::BackupError;
use super::name::Family;

/// A file that goes with the value unless it is published.
pub(crate) struct Partial {
    path: PathBuf,
    published: bool,
}

impl Partial {
    /// The file of a backup that nobody else is writing, and the moment that it is named after.
    pub(super) fn of_backup(
        folder: &Path,
        family: &Family,
        now: &str,
    ) -> Result<(Self, String), BackupError> {
        for number in 1.. {
            let moment = family.at(now, number);
            match Self::create(folder.join(family.partial(&moment))) {
                // Whoever took the moment before has either published or still has the file.
                Ok(partial) if !family.has(folder, &moment) => return Ok((partial, moment)),
                Ok(_) => {}
                Err(BackupError::File { source, .. })
                    if source.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
        unreachable!("numbers do not end")
    }

    /// A new, empty file that nobody else may read: it will hold what the database holds.
    pub(crate) fn create(path: PathBuf) -> Result<Self, BackupError> {
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let created = options.open(&path);
        created.map_err(BackupError::io("creating", &path))?;
        Ok(Self {
            path,
            published: false,
        })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Gives it the permissions of that file, and its owner where this process may.
    pub(crate) fn take_after(&self, original: &Path) -> Result<(), BackupError> {
        let found = fs::metadata(original);
        let found = found.map_err(BackupError::io("looking at", original))?;
        #[cfg(unix)]
        {
            use std::os::unix::fs::{MetadataExt, chown};
            // Only the superuser may give files away, and nobody else needs to.
            drop(chown(&self.path, Some(found.uid()), Some(found.gid())));
        }
        let set = fs::set_permissions(&self.path, found.permissions());
        set.map_err(BackupError::io("setting the permissions of", &self.path))
    }

    /// Flushes it and gives it its name, in place of what has the name.
    pub(crate) fn publish(mut self, path: &Path) -> Result<PathBuf, BackupError> {
        let flushed = File::open(&self.path).and_then(|file| file.sync_all());
        flushed.map_err(BackupError::io("flushing", &self.path))?;
        let renamed = fs::rename(&self.path, path);
        renamed.map_err(BackupError::io("renaming a copy to", path))?;
        self.published = true;
        flush_folder(path)?;
        Ok(path.to_owned())
    }
}

impl Drop for Partial {
    fn drop(&mut self) {
        if !self.published {
            remove(&self.path);
        }
    }
}

/// Removes what is not needed any longer, with what SQLite has beside it: a `-wal` file must not
/// meet another file of that name.
pub(crate) fn remove(path: &Path) {
    for end in ["", "-wal", "-shm", "-journal"] {
        let mut path = path.as_os_str().to_owned();
        path.push(end);
        // Most of them are not there.
        drop(fs::remove_file(path));
    }
}

/// Makes the names in a file's folder permanent. Windows cannot, and need not.
pub(crate) fn flush_folder(path: &Path) -> Result<(), BackupError> {
    let folder = path.parent().unwrap_or(Path::new("/"));
    if cfg!(unix) {
        let flushed = File::open(folder).and_then(|folder| folder.sync_all());
        flushed.map_err(BackupError::io("flushing", folder))?;
    }
    Ok(())
}
