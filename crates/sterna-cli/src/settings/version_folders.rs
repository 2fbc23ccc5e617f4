//! `versions`: the folders of the revision files, one in most projects.

use std::path::{Component, Path, PathBuf};

use serde::Deserialize;

/// The folders, relative to the root. There is at least one.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "Written")]
pub struct VersionFolders(Vec<PathBuf>);

#[derive(Deserialize)]
#[serde(untagged, expecting = "expected a folder, or a list of folders")]
enum Written {
    One(PathBuf),
    Several(Vec<PathBuf>),
}

impl TryFrom<Written> for VersionFolders {
    type Error = &'static str;

    fn try_from(written: Written) -> Result<Self, Self::Error> {
        match written {
            Written::One(folder) => Ok(Self(vec![folder])),
            Written::Several(folders) if folders.is_empty() => Err("no folder is listed"),
            Written::Several(folders) => Ok(Self(folders)),
        }
    }
}

impl Default for VersionFolders {
    fn default() -> Self {
        Self(vec![PathBuf::from("migration/src/versions")])
    }
}

impl VersionFolders {
    /// All of them.
    pub fn all(&self) -> &[PathBuf] {
        &self.0
    }

    /// The only one.
    pub fn only(&self) -> Option<&Path> {
        match self.0.as_slice() {
            [only] => Some(only),
            _ => None,
        }
    }

    /// The one in which a source lies, whose path is known from the migration crate alone.
    pub fn of(&self, source: &str) -> &Path {
        let folder = Path::new(source).parent().unwrap_or(Path::new(""));
        let is_way_up = |part: &Component<'_>| *part == Component::ParentDir;
        let inside: PathBuf = folder.components().skip_while(is_way_up).collect();
        let mut folders = self.0.iter();
        let found = folders.find(|folder| folder.ends_with(&inside));
        found.unwrap_or(&self.0[0])
    }

    /// The one that is called so: as it is set, or as the shell knows it.
    pub fn named(&self, name: &Path, directory: &Path, root: &Path) -> Option<&Path> {
        let is_it = |folder: &&PathBuf| {
            folder.components().eq(name.components()) || root.join(folder) == directory.join(name)
        };
        self.0.iter().find(is_it).map(PathBuf::as_path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folders(names: &[&str]) -> VersionFolders {
        VersionFolders(names.iter().map(PathBuf::from).collect())
    }

    #[test]
    fn a_source_lies_in_the_folder_that_ends_like_its_path() {
        let all = folders(&[
            "migration/src/versions",
            "migration/src/billing",
            "shop/versions",
        ]);
        for (source, folder) in [
            ("src/versions/m1.rs", "migration/src/versions"),
            ("src/billing/m1.rs", "migration/src/billing"),
            ("../shop/versions/m1.rs", "shop/versions"),
            ("elsewhere/m1.rs", "migration/src/versions"),
        ] {
            assert_eq!(all.of(source), Path::new(folder), "{source}");
        }
    }

    #[test]
    fn a_folder_is_named_as_it_is_set_or_from_here() {
        let all = folders(&["migration/src/versions", "migration/src/billing"]);
        let named = |name: &str, directory: &str| {
            all.named(Path::new(name), Path::new(directory), Path::new("/shop"))
        };
        let billing = Some(Path::new("migration/src/billing"));
        assert_eq!(named("migration/src/billing/", "/shop"), billing);
        assert_eq!(named("src/billing", "/shop/migration"), billing);
        assert_eq!(named("billing", "/shop"), None);
    }
}
