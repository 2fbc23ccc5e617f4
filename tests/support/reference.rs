//! The reference application's own `db` command on databases of the tests' own.

use std::path::Path;
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

use crate::{Database, Outcome, repository};

/// The reference application with a folder for its data.
pub struct Reference {
    command: &'static Path,
    folder: TempDir,
}

impl Reference {
    /// The command in that file, and a new place without a database.
    ///
    /// # Panics
    ///
    /// There is no room for a folder.
    pub fn new(command: &'static str) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        Self {
            command: Path::new(command),
            folder,
        }
    }

    /// Its folder.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Its database, in a folder that does not exist yet.
    pub fn database(&self) -> Database {
        Database::new(self.folder().join("data").join("content.db"))
    }

    /// Runs `db …` in the repository's root.
    pub fn db<'a>(&self, arguments: impl IntoIterator<Item = &'a str>) -> Outcome {
        self.db_in(repository(), arguments)
    }

    /// Runs `db …` in some folder.
    pub fn db_in<'a>(
        &self,
        folder: &Path,
        arguments: impl IntoIterator<Item = &'a str>,
    ) -> Outcome {
        let arguments: Vec<_> = arguments.into_iter().collect();
        let output = self
            .command(folder)
            .args(&arguments)
            .output()
            .expect("the command starts");
        Outcome::new(format!("db {}", arguments.join(" ")), output)
    }

    /// Starts `db …` in the repository's root.
    pub fn spawn<'a>(&self, arguments: impl IntoIterator<Item = &'a str>) -> Child {
        let mut command = self.command(repository());
        command
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command.spawn().expect("the command starts")
    }

    fn command(&self, folder: &Path) -> Command {
        let mut command = Command::new(self.command);
        command
            .current_dir(folder)
            .env("DATABASE_URL", self.database().url());
        command.env("NO_COLOR", "1").stdin(Stdio::null());
        command
    }
}
