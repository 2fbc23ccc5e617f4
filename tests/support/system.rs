//! A system under `tests/systems`: a workspace that is copied to a scratch folder, in which shell
//! lines run as a person types them.
//!
//! Each line and what it printed goes into the system's transcript, which is compared with the
//! file beside the scenario. A line is asserted about through its [`Outcome`]; the transcript is
//! there to be read, and it pins the rest.

use std::cell::{Cell, RefCell};
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::SystemTime;

use crate::project::{slashes, target};
use crate::transcript::Transcript;
use crate::{Database, Outcome, expect_file, file, repository};

/// A copy of a system's workspace, with the transcript of what was done in it.
///
/// It lies in a folder of its own beside which a scenario can make others (`../server`), and is
/// built in the target folder that all projects share, so its binaries need names of their own.
pub struct System {
    name: &'static str,
    root: PathBuf,
    transcript: RefCell<Transcript>,
    /// Whether the command was built in the root last, and not in a clone beside it.
    built_here: Cell<bool>,
}

impl System {
    /// A copy of `tests/systems/NAME`, which depends on the crates of this repository.
    ///
    /// # Panics
    ///
    /// The files cannot be copied.
    pub fn new(name: &'static str) -> Self {
        let scratch = outside_every_project().join(name);
        if scratch.exists() {
            fs::remove_dir_all(&scratch).expect("an earlier run's system can be removed");
        }
        let root = scratch.join(name);
        copy(&file("systems").join(name), &root);
        let lock = repository().join("Cargo.lock");
        fs::copy(lock, root.join("Cargo.lock")).expect("the lock file can be copied");
        let system = Self {
            name,
            root,
            transcript: RefCell::new(Transcript::new(&scratch)),
            built_here: Cell::new(false),
        };
        let crates = slashes(&repository().join("crates"));
        system.replace("Cargo.toml", "../../../crates", &crates);
        system.mark_packages();
        system.link_target();
        system.keep_ids();
        system
    }

    /// The same for a system whose entities, revisions and command are the reference
    /// application's own: they are copied beside what the system adds to them.
    ///
    /// # Panics
    ///
    /// The files cannot be copied.
    pub fn on_the_reference(name: &'static str) -> Self {
        let system = Self::new(name);
        for folder in ["entity", "migration", "cli", ".cargo"] {
            copy(&repository().join(folder), &system.root.join(folder));
        }
        let settings = repository().join("sterna.toml");
        fs::copy(settings, system.root.join("sterna.toml")).expect("a file is copied");
        let members = "\"entity\", \"migration\", \"cli\", \"app\"";
        system.replace("Cargo.toml", "\"app\"", members);
        system.replace("Cargo.toml", "../../../", "");
        system.replace("cli/Cargo.toml", "\"db\"", &format!("\"{name}-db\""));
        system.keep_ids();
        system
    }

    /// The root of the workspace.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// A database, by its path from the root.
    pub fn database(&self, path: &str) -> Database {
        Database::new(self.root.join(path))
    }

    /// Begins a section of the transcript, under the title that it has in the system's document.
    pub fn section(&self, title: &str) {
        self.transcript.borrow_mut().section(title);
    }

    /// Says something between two lines.
    pub fn say(&self, text: &str) {
        self.transcript.borrow_mut().say(text);
    }

    /// Writes `shown` into the transcript wherever `text` stands: for what differs from run to run.
    pub fn hide(&self, text: &str, shown: &str) {
        self.transcript.borrow_mut().hide(text, shown);
    }

    /// Runs a line of shell in the root: `cargo db upgrade head`, `cd cli && cargo db current`.
    pub fn run(&self, line: &str) -> Outcome {
        let output = self.shell(&self.without_cargo(line)).output();
        let output = output.expect("the shell starts");
        let outcome = Outcome::new(line.to_owned(), output);
        self.transcript.borrow_mut().line(line, &outcome);
        outcome
    }

    /// The shell that would run this line, for a scenario that wants to start it itself.
    pub fn shell(&self, line: &str) -> Command {
        let cargo = Path::new(env!("CARGO"));
        let cargo = cargo.parent().expect("cargo lies in a folder");
        let path = std::env::var_os("PATH").unwrap_or_default();
        let folders = std::iter::once(cargo.to_owned()).chain(std::env::split_paths(&path));
        let path = std::env::join_paths(folders).expect("a search path");
        let mut command = Command::new("sh");
        command.args(["-c", line]).current_dir(&self.root);
        command.env("PATH", path).env("CARGO_TARGET_DIR", target());
        command.env("CARGO_NET_OFFLINE", "true").env("TZ", "UTC");
        command.env_remove("DATABASE_URL").env("NO_COLOR", "1");
        command.env("USER", "ada").env("LOGNAME", "ada");
        command.env("GIT_CONFIG_GLOBAL", "/dev/null");
        // What cargo and git tell the process that runs the tests is not meant for these.
        for about in [
            "CARGO_MANIFEST_DIR",
            "GIT_DIR",
            "GIT_WORK_TREE",
            "GIT_INDEX_FILE",
        ] {
            command.env_remove(about);
        }
        for who in ["GIT_AUTHOR", "GIT_COMMITTER"] {
            command.env(format!("{who}_NAME"), "Ada");
            command.env(format!("{who}_EMAIL"), "ada@example.org");
        }
        command.stdin(Stdio::null());
        command
    }

    /// Runs statements on a database past everything that Sterna does, as with the `sqlite3` shell,
    /// which need not be installed.
    ///
    /// # Panics
    ///
    /// SQLite refuses one of them.
    #[track_caller]
    pub fn sql(&self, database: &str, sql: &str) {
        self.database(database).execute(sql);
        self.transcript.borrow_mut().sql(database, sql);
    }

    /// Replaces `from`, which must be there once, in a file of the workspace; the transcript shows
    /// the edit.
    ///
    /// # Panics
    ///
    /// The file does not contain it exactly once.
    #[track_caller]
    pub fn edit(&self, file: &str, from: &str, to: &str) {
        assert_eq!(
            self.read(file).matches(from).count(),
            1,
            "{from:?} in {file}"
        );
        self.replace(file, from, to);
        self.transcript.borrow_mut().edit(file, from, to);
    }

    /// Writes a file of the workspace; the transcript shows it whole.
    pub fn create(&self, file: &str, text: &str) {
        self.write(file, text);
        self.transcript.borrow_mut().edit(file, "", text);
    }

    /// A file of the workspace.
    ///
    /// # Panics
    ///
    /// It cannot be read.
    #[track_caller]
    pub fn read(&self, file: &str) -> String {
        let text = fs::read_to_string(self.root.join(file));
        text.unwrap_or_else(|error| panic!("{file}: {error}"))
    }

    /// The newest revision file, by its path from the root.
    ///
    /// # Panics
    ///
    /// There is none.
    #[track_caller]
    pub fn newest_revision(&self) -> String {
        self.revision("")
    }

    /// The newest revision file with that in its name, by its path from the root.
    ///
    /// # Panics
    ///
    /// There is none.
    #[track_caller]
    pub fn revision(&self, name: &str) -> String {
        let mut names = self.revision_names();
        names.retain(|file| file.contains(name));
        let name = names.into_iter().max().expect("a revision of that name");
        format!("migration/src/versions/{name}")
    }

    /// The id that a revision file declares.
    ///
    /// # Panics
    ///
    /// It declares none.
    pub fn id_in(&self, revision: &str) -> String {
        id_of(&self.read(revision)).expect("a revision file declares its id")
    }

    /// Insists that the transcript is the one in `transcript.txt` beside the scenario, whose
    /// content as it was compiled is `expected`.
    ///
    /// # Panics
    ///
    /// They differ.
    #[track_caller]
    pub fn told(self, expected: &str) {
        let path = format!("systems/{}/transcript.txt", self.name);
        expect_file(&path, self.transcript.borrow().text(), expected);
    }

    /// Ids that are in the tree are the same in every run and stay readable.
    fn keep_ids(&self) {
        for name in self.revision_names() {
            let id = self.id_in(&format!("migration/src/versions/{name}"));
            self.transcript.borrow_mut().hide(&id, &id);
        }
    }

    fn revision_names(&self) -> Vec<String> {
        let Ok(entries) = fs::read_dir(self.root.join("migration/src/versions")) else {
            return Vec::new();
        };
        let names = entries.map(|entry| entry.expect("an entry").file_name());
        let names = names.map(|name| name.to_string_lossy().into_owned());
        names.filter(|name| name.ends_with(".rs")).collect()
    }

    fn write(&self, file: &str, text: &str) {
        let path = self.root.join(file);
        fs::create_dir_all(path.parent().expect("a file lies in a folder")).expect("a new folder");
        fs::write(path, text).expect("the file can be written");
    }

    fn replace(&self, file: &str, from: &str, to: &str) {
        self.write(file, &self.read(file).replace(from, to));
    }

    /// Cargo tells packages of one name and version apart by their path in the workspace, which is
    /// the same in every system: in the shared target folder one `entity` would pass for another.
    fn mark_packages(&self) {
        let mark = format!("version = \"0.1.0+{}\"", self.name.replace('_', "-"));
        let parts = ["", "entity/", "migration/", "cli/", "app/"].map(|part| part.to_owned());
        for manifest in parts.map(|part| part + "Cargo.toml") {
            if self.root.join(&manifest).exists() {
                self.replace(&manifest, "version = \"0.1.0\"", &mark);
            }
        }
    }

    /// The line with the built command in place of `cargo db` where cargo would find nothing to
    /// build, which it takes a while to find out. In other folders than the root it is left to
    /// cargo.
    fn without_cargo(&self, line: &str) -> String {
        let elsewhere = line.contains("cd ");
        let command = self.command();
        let is_built = !elsewhere && self.built_here.get() && self.is_newer(&command);
        if line.contains("cargo ") {
            self.built_here.set(!elsewhere);
        }
        // Cargo tells what it runs where that lies.
        let manifest = self.root.join("cli");
        let by_cargo = format!(
            "CARGO_MANIFEST_DIR='{}' '{}' ",
            manifest.display(),
            command.display()
        );
        match is_built {
            true => line.replace("cargo db ", &by_cargo),
            false => line.to_owned(),
        }
    }

    /// Where cargo puts the project's command.
    fn command(&self) -> PathBuf {
        let manifest = self.read("cli/Cargo.toml");
        let name = manifest.rsplit_once("[[bin]]\nname = \"");
        let name = name.and_then(|(_, rest)| rest.split('"').next());
        let folder = self.root.join("target/debug");
        folder.join(name.expect("the command's name"))
    }

    /// Whether nothing that a command is built of has changed since it was built.
    fn is_newer(&self, command: &Path) -> bool {
        let built = command.metadata().and_then(|found| found.modified());
        let parts = ["Cargo.toml", "entity", "migration", "cli"];
        let changed = parts.iter().map(|part| newest(&self.root.join(part)));
        built.is_ok_and(|built| changed.max().is_some_and(|changed| changed < built))
    }

    /// `target` in the root, as a person expects it there.
    fn link_target(&self) {
        let link = self.root.join("target");
        #[cfg(unix)]
        std::os::unix::fs::symlink(target(), link).expect("a link");
        #[cfg(windows)]
        std::os::windows::fs::symlink_dir(target(), link).expect("a link");
    }
}

/// A folder of this repository's own in which the search for a `sterna.toml` finds none: a target
/// folder usually lies below the reference application's.
fn outside_every_project() -> PathBuf {
    let mut hasher = DefaultHasher::new();
    repository().hash(&mut hasher);
    std::env::temp_dir().join(format!("sterna-systems-{:016x}", hasher.finish()))
}

/// Where a scenario fails, what was done until then lies beside its workspace.
impl Drop for System {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let path = self.root.with_file_name("transcript.txt");
            drop(fs::write(path, self.transcript.borrow().text()));
        }
    }
}

fn id_of(revision: &str) -> Option<String> {
    let (_, rest) = revision.split_once("    id: \"")?;
    Some(rest.split_once('"')?.0.to_owned())
}

/// When a file, or anything in a folder, was changed last.
fn newest(path: &Path) -> SystemTime {
    let found = path.metadata().expect("a part of the workspace");
    let own = found.modified().expect("the time of its last change");
    let Ok(entries) = fs::read_dir(path) else {
        return own;
    };
    let within = entries.map(|entry| newest(&entry.expect("an entry").path()));
    within.fold(own, SystemTime::max)
}

/// Copies a folder, except what belongs to whoever works in it: builds, databases, locks.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a new folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let (name, path) = (entry.file_name(), entry.path());
        if ["target", "data", "Cargo.lock", ".env"]
            .iter()
            .any(|own| name == *own)
        {
            continue;
        }
        if path.is_dir() {
            copy(&path, &to.join(name));
        } else {
            fs::copy(&path, to.join(name)).expect("a file is copied");
        }
    }
}
