//! A project that uses Sterna, on disk: its entities, its revisions, its `db` command.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::{Database, Outcome, repository};

/// A workspace of its own with `entity`, `migration` and `cli`, as `sterna init` writes it.
///
/// All projects share one target folder, so that the dependencies are built once; what is
/// their own, they build under a package name of their own.
pub struct Project {
    name: String,
    root: PathBuf,
}

impl Project {
    /// A new project whose entity crate holds the files of `entities`.
    ///
    /// # Panics
    ///
    /// The files cannot be written.
    pub fn new(name: &str, entities: &Path) -> Self {
        let root = target().join("scenarios").join(name);
        if root.exists() {
            fs::remove_dir_all(&root).expect("an earlier run's project can be removed");
        }
        let project = Self {
            name: name.to_owned(),
            root,
        };
        project.write_manifests();
        project.write_sources(entities);
        project
    }

    /// A copy of the reference application, with its revisions.
    ///
    /// # Panics
    ///
    /// The files cannot be copied.
    pub fn of_the_reference(name: &str) -> Self {
        let project = Self::new(name, &repository().join("entity/src"));
        let versions = repository().join("migration/src/versions");
        for entry in fs::read_dir(versions).expect("the reference's revisions") {
            let path = entry.expect("an entry").path();
            let file = path
                .file_name()
                .expect("a file has a name")
                .to_string_lossy()
                .into_owned();
            let text = fs::read_to_string(&path).expect("a readable revision");
            project.write(&format!("migration/src/versions/{file}"), &text);
        }
        project
    }

    /// The name that its packages begin with.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The project's folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The project's database.
    pub fn database(&self) -> Database {
        Database::new(self.root.join("app.db"))
    }

    /// Runs `cargo db …` in the project's root.
    pub fn db<'a>(&self, arguments: impl IntoIterator<Item = &'a str>) -> Outcome {
        let arguments: Vec<_> = arguments.into_iter().collect();
        let mut command = self.cargo_command();
        command
            .args(["run", "--quiet", "--package"])
            .arg(self.package("cli"))
            .arg("--");
        let output = command.args(&arguments).output().expect("cargo starts");
        Outcome::new(format!("cargo db {}", arguments.join(" ")), output)
    }

    /// Builds the command, for [`Project::run`].
    pub fn build(&self) {
        self.cargo(&["build", "--quiet", "--package", &self.package("cli")]);
    }

    /// Runs the command as it was built last, which takes no time when nothing was edited.
    ///
    /// # Panics
    ///
    /// It does not start.
    pub fn run<'a>(&self, arguments: impl IntoIterator<Item = &'a str>) -> Outcome {
        let arguments: Vec<_> = arguments.into_iter().collect();
        let child = self.spawn(arguments.iter().copied());
        let output = child.wait_with_output().expect("the command ends");
        Outcome::new(format!("db {}", arguments.join(" ")), output)
    }

    /// Runs cargo in the project's root.
    ///
    /// # Panics
    ///
    /// It fails.
    pub fn cargo(&self, arguments: &[&str]) {
        let status = self
            .cargo_command()
            .args(arguments)
            .status()
            .expect("cargo starts");
        assert!(status.success(), "cargo {arguments:?}");
    }

    /// The command as cargo built it last in that profile's folder, `debug` or `release`.
    pub fn built(&self, profile: &str) -> PathBuf {
        let name = format!("{}{}", self.package("db"), std::env::consts::EXE_SUFFIX);
        target().join(profile).join(name)
    }

    /// Starts the command as it was built last, without cargo around it.
    pub fn spawn<'a>(&self, arguments: impl IntoIterator<Item = &'a str>) -> Child {
        let mut command = Command::new(self.built("debug"));
        command
            .current_dir(&self.root)
            .args(arguments)
            .stdin(Stdio::null());
        command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the command starts")
    }

    /// Replaces `from`, which must be there, by `to` in a file of the project.
    ///
    /// # Panics
    ///
    /// The file lacks `from`.
    #[track_caller]
    pub fn edit(&self, file: &str, from: &str, to: &str) {
        let path = self.root.join(file);
        let text = fs::read_to_string(&path).expect("the file is there");
        assert!(text.contains(from), "{file} does not contain {from:?}");
        fs::write(path, text.replacen(from, to, 1)).expect("the file can be written");
    }

    /// Writes a file of the project.
    ///
    /// # Panics
    ///
    /// It cannot be written.
    pub fn write(&self, file: &str, text: &str) {
        let path = self.root.join(file);
        fs::create_dir_all(path.parent().expect("a file lies in a folder")).expect("a new folder");
        fs::write(path, text).expect("the file can be written");
    }

    /// The revision files, oldest first.
    pub fn revisions(&self) -> Vec<PathBuf> {
        let versions = self.root.join("migration/src/versions");
        let entries = fs::read_dir(versions).expect("the folder of revisions");
        let mut paths: Vec<_> = entries
            .map(|entry| entry.expect("an entry").path())
            .collect();
        paths.retain(|path| path.extension().is_some_and(|extension| extension == "rs"));
        paths.sort();
        paths
    }

    /// The newest revision file's text, with the time of its creation blanked.
    pub fn newest_revision(&self) -> String {
        let newest = self.revisions().pop().expect("a revision");
        let text = fs::read_to_string(newest).expect("a readable revision");
        let lines = text
            .lines()
            .map(|line| match line.strip_prefix("//! Created:") {
                Some(_) => "//! Created:  2026-01-01T00:00:00Z",
                None => line,
            });
        lines.collect::<Vec<_>>().join("\n") + "\n"
    }

    fn cargo_command(&self) -> Command {
        let mut command = Command::new(env!("CARGO"));
        command
            .current_dir(&self.root)
            .env("CARGO_TARGET_DIR", target())
            .stdin(Stdio::null());
        command.env_remove("DATABASE_URL").env("NO_COLOR", "1");
        command
    }

    fn package(&self, part: &str) -> String {
        format!("{}-{part}", self.name)
    }

    fn write_manifests(&self) {
        let crates = repository().join("crates");
        let manifest = include_str!("project/Cargo.toml").replace("{crates}", &slashes(&crates));
        self.write("Cargo.toml", &manifest);
        let lock = fs::read_to_string(repository().join("Cargo.lock")).expect("the lock file");
        self.write("Cargo.lock", &lock);
        for (part, manifest) in [
            ("entity", include_str!("project/entity.toml")),
            ("migration", include_str!("project/migration.toml")),
            ("cli", include_str!("project/cli.toml")),
        ] {
            let manifest = manifest.replace("{name}", &self.name);
            self.write(&format!("{part}/Cargo.toml"), &manifest);
        }
        self.write("sterna.toml", "database_url = \"sqlite://app.db\"\n");
    }

    fn write_sources(&self, entities: &Path) {
        for file in [
            "migration/build.rs",
            "migration/src/lib.rs",
            "cli/src/main.rs",
        ] {
            let text = fs::read_to_string(repository().join(file)).expect("the reference's file");
            self.write(file, &text);
        }
        self.write("migration/src/versions/.gitkeep", "");
        for entry in fs::read_dir(entities).expect("the scenario's entities") {
            let path = entry.expect("an entry").path();
            let name = path
                .file_name()
                .expect("a file has a name")
                .to_string_lossy()
                .into_owned();
            let text = fs::read_to_string(&path).expect("a readable entity");
            self.write(&format!("entity/src/{name}"), &text);
        }
    }
}

/// Where all projects are built: beside this workspace, whose dependencies they share.
pub(crate) fn target() -> PathBuf {
    let folder = std::env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
    folder.unwrap_or_else(|| repository().join("target"))
}

/// A path as TOML takes it on every system.
pub(crate) fn slashes(path: &Path) -> String {
    path.display().to_string().replace('\\', "/")
}
