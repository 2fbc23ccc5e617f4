//! `sterna.toml`: the project's root and what can be set for it.
//!
//! This room reads the file, the environment and `.env`; it opens no database. The surroundings
//! come in as an argument, so that a test can say what they are.

mod error;
mod file;
mod file_template;
mod version_folders;
mod zone;

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::time::Duration;

pub use error::{SettingsError, TableProblem, UrlSource};
pub use file::KEYS;
pub use file_template::FileTemplate;
pub use version_folders::VersionFolders;
pub use zone::Zone;

use sterna_autogenerate::pattern::fits;

use crate::address::Address;
use crate::arguments::Global;
use crate::precaution::Policy;

/// The name of the settings file, which marks the project's root.
pub const FILE: &str = "sterna.toml";

/// How many backups stay that nobody asked for, where nothing is set.
const BACKUPS_KEPT: usize = 10;

/// The variable of the environment that may name another one.
const FILE_VARIABLE: &str = "STERNA_CONFIG";

/// What settings depend on, beside the files.
pub struct Surroundings<'a> {
    /// The folder that the command runs in.
    pub directory: PathBuf,
    /// The package's folder, when `cargo run` started the command.
    pub manifest: Option<PathBuf>,
    /// The environment.
    pub variable: &'a dyn Fn(&str) -> Option<String>,
}

/// What is set for the project.
#[derive(Debug)]
pub struct Settings {
    /// The folder of `sterna.toml`; `None` where there is no such file, as on a server that has
    /// only the binary.
    pub root: Option<PathBuf>,
    /// The database's URL and who says so.
    pub url: Option<(String, UrlSource)>,
    /// The variable that may name the database.
    pub variable: String,
    /// The folders of the revision files.
    pub versions: VersionFolders,
    /// How the file of a new revision is called.
    pub file_template: FileTemplate,
    /// Whose clock that name goes by.
    pub timezone: Zone,
    /// What runs on a file that was written.
    pub after_write: Vec<String>,
    /// The table of the applied heads, where it is not Sterna's own choice.
    pub version_table: Option<String>,
    /// The table of what ran when, where it is not Sterna's own choice.
    pub history_table: Option<String>,
    /// How long a command waits for another one, where it is not Sterna's own choice.
    pub lock_timeout: Option<Duration>,
    /// Whether SQLite checks each altered table, whatever the command line says.
    pub quick_check: bool,
    /// The folder of the backups, relative to the root.
    pub backups: Option<PathBuf>,
    /// When a run begins with a backup.
    pub backup: Policy,
    /// How many backups stay that nobody asked for; all of them where it is `None`.
    pub backup_keep: Option<NonZeroUsize>,
    /// The command that says after a deploy whether the application is well.
    pub deploy_verify: Option<String>,
    /// Which databases hold what must not be lost: patterns over URLs and paths.
    pub production: Vec<String>,
    /// The tables and views that autogenerate looks at; all of them where there is no pattern.
    pub include: Vec<String>,
    /// The tables, indexes, views and triggers that autogenerate leaves in peace.
    pub exclude: Vec<String>,
}

impl Settings {
    /// Finds the project and reads its settings, which the command line may overrule.
    ///
    /// # Errors
    ///
    /// A file that cannot be read or understood.
    pub fn read(surroundings: &Surroundings<'_>, global: &Global) -> Result<Self, SettingsError> {
        let variable = (surroundings.variable)(FILE_VARIABLE).filter(|file| !file.is_empty());
        let named = global.config.clone().or(variable.map(PathBuf::from));
        let file = match named {
            Some(file) => Some(surroundings.directory.join(file)),
            None => find_root(surroundings).map(|root| root.join(FILE)),
        };
        let written = match &file {
            Some(file) => file::Written::read(file)?,
            None => file::Written::default(),
        };
        let mut settings = Self::from(written);
        settings.root = file.and_then(|file| file.parent().map(Path::to_owned));
        settings.prefer_url(surroundings, global.database_url.as_deref())?;
        Ok(settings)
    }

    /// Lets the argument, the environment and `.env`, in this order, overrule the file's URL.
    fn prefer_url(
        &mut self,
        surroundings: &Surroundings<'_>,
        argument: Option<&str>,
    ) -> Result<(), SettingsError> {
        let name = self.variable.clone();
        let in_environment = (surroundings.variable)(&name).filter(|url| !url.is_empty());
        self.url = if let Some(url) = argument {
            Some((url.to_owned(), UrlSource::Argument))
        } else if let Some(url) = in_environment {
            Some((url, UrlSource::Variable(name)))
        } else if let Some(url) = self.in_dot_env(&name)? {
            Some((url, UrlSource::DotEnv(name)))
        } else {
            self.url.take()
        };
        Ok(())
    }

    fn in_dot_env(&self, name: &str) -> Result<Option<String>, SettingsError> {
        match &self.root {
            Some(root) => file::dot_env(root, name),
            None => Ok(None),
        }
    }

    /// The address of the project's database.
    ///
    /// # Errors
    ///
    /// No database is named, or what is named is no address.
    pub fn address(&self) -> Result<Address, SettingsError> {
        let Some((url, origin)) = &self.url else {
            let variable = self.variable.clone();
            return Err(SettingsError::NoDatabase { variable });
        };
        Address::parse(url, self.root.as_deref()).map_err(|error| SettingsError::Address {
            origin: origin.clone(),
            error,
        })
    }

    /// The pattern by which the database is one of production, if it is: it fits the URL as it
    /// was given, or the path of the file.
    ///
    /// # Errors
    ///
    /// No database is named, or what is named is no address.
    pub fn production_pattern(&self) -> Result<Option<&str>, SettingsError> {
        let address = self.address()?;
        let given = self.url.as_ref().map(|(url, _)| url.clone());
        let path = address
            .path()
            .map(|path| path.to_string_lossy().into_owned());
        let names: Vec<String> = given.into_iter().chain(path).collect();
        let mut patterns = self.production.iter().map(String::as_str);
        Ok(patterns.find(|pattern| names.iter().any(|name| fits(pattern, name))))
    }

    /// The project's root, for commands that write files.
    ///
    /// # Errors
    ///
    /// There is none.
    pub fn project(&self) -> Result<&Path, SettingsError> {
        self.root.as_deref().ok_or(SettingsError::NoProject)
    }
}

impl From<file::Written> for Settings {
    fn from(written: file::Written) -> Self {
        let or_default = |text: Option<_>, default: &str| text.unwrap_or_else(|| default.into());
        Self {
            root: None,
            url: written.database_url.map(|url| (url, UrlSource::File)),
            variable: or_default(written.database_url_env, "DATABASE_URL"),
            versions: written.versions.unwrap_or_default(),
            file_template: written.file_template.unwrap_or_default(),
            timezone: written.timezone.unwrap_or_default(),
            after_write: written.after_write.unwrap_or_default(),
            version_table: written.version_table,
            history_table: written.history_table,
            lock_timeout: written.lock_timeout.map(Duration::from_secs),
            quick_check: written.quick_check.unwrap_or_default(),
            backups: written.backups,
            backup: written.backup.unwrap_or_default(),
            backup_keep: NonZeroUsize::new(written.backup_keep.unwrap_or(BACKUPS_KEPT)),
            deploy_verify: written.deploy_verify,
            production: written.production.unwrap_or_default(),
            include: written.include.unwrap_or_default(),
            exclude: written.exclude.unwrap_or_default(),
        }
    }
}

/// The nearest folder with a settings file: from the current one upwards, else from the package
/// that cargo runs (`cargo run --manifest-path …`).
fn find_root(surroundings: &Surroundings<'_>) -> Option<PathBuf> {
    let starts = [
        Some(&surroundings.directory),
        surroundings.manifest.as_ref(),
    ];
    let mut folders = starts.into_iter().flatten().flat_map(|at| at.ancestors());
    folders
        .find(|folder| folder.join(FILE).is_file())
        .map(Path::to_owned)
}

#[cfg(test)]
mod tests;
