//! Which processes have a file open. Linux tells; elsewhere nothing is known.

use std::fmt;
use std::path::Path;

/// A process that has a file open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    /// Its number.
    pub id: u32,
    /// Its name, as far as the system tells.
    pub name: String,
}

impl fmt::Display for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name: String = self.name.chars().filter(|c| !c.is_control()).collect();
        write!(f, "{name} (process {})", self.id)
    }
}

/// What is known of the processes that have a file open; this one is left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Holders {
    /// Those that have it.
    pub known: Vec<Holder>,
    /// Whether there are processes that this one may not look into.
    pub unseen: bool,
}

/// The processes that have the file open. Processes of other users are seen by the superuser
/// alone, and those in other containers by nobody inside of one.
#[cfg(target_os = "linux")]
pub fn holders(path: &Path) -> Holders {
    use std::fs;
    use std::os::unix::fs::MetadataExt;

    let place = |found: fs::Metadata| (found.dev(), found.ino());
    let mut holders = Holders::default();
    let Ok(file) = fs::metadata(path).map(place) else {
        return holders;
    };
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    let ids = entries.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    for id in ids.filter(|id| *id != std::process::id()) {
        // A process that ended meanwhile has nothing open.
        let descriptors = match fs::read_dir(format!("/proc/{id}/fd")) {
            Ok(descriptors) => descriptors,
            Err(error) => {
                holders.unseen |= error.kind() == std::io::ErrorKind::PermissionDenied;
                continue;
            }
        };
        let mut opened = descriptors
            .flatten()
            .map(|entry| fs::metadata(entry.path()));
        if opened.any(|found| found.is_ok_and(|found| place(found) == file)) {
            let name = fs::read_to_string(format!("/proc/{id}/comm")).unwrap_or_default();
            holders.known.push(Holder {
                id,
                name: name.trim().to_owned(),
            });
        }
    }
    holders
}

/// Nothing is known here.
#[cfg(not(target_os = "linux"))]
pub fn holders(_: &Path) -> Holders {
    Holders {
        known: Vec::new(),
        unseen: true,
    }
}
