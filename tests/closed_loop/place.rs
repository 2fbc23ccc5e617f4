//! A project of one case in a temporary folder, and its commands.

use std::fs;
use std::path::PathBuf;

use sterna::{Revision, Revisions, Source};
use tempfile::TempDir;
use tests::{Database, file};

use super::Case;
use super::facts::Facts;

/// The revision that runs `database.sql`.
const FIRST: &str = "ba5e00000000";
/// The revision that is generated.
const SECOND: &str = "ca5e00000000";
/// A copy of the database as it was before the revision.
const COPY: &str = "before.db";

/// The folder of one case, and what it has compiled.
pub struct Place<'c> {
    case: &'c Case,
    folder: TempDir,
    sources: Vec<Source>,
}

impl<'c> Place<'c> {
    /// A project whose database is at its first and only revision.
    pub fn new(case: &'c Case) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let first = Box::leak(Box::new(Revision {
            id: FIRST,
            message: "what was there",
            upgrade: case.database,
            ..Revision::EMPTY
        }));
        let place = Self {
            case,
            folder,
            sources: vec![source(
                first,
                "m20260101_000000_what_was_there.rs".to_owned(),
            )],
        };
        place.write_settings();
        place.says(["upgrade", "head"], 0);
        if let Some(sql) = place.read("others.sql") {
            place.database().execute(&sql);
        }
        fs::copy(
            place.folder.path().join("app.db"),
            place.folder.path().join(COPY),
        )
        .expect("the database can be copied");
        place
    }

    /// A file of the case, by its path from the folder of the tests.
    pub fn file(&self, name: &str) -> String {
        format!("cases/{}/{name}", self.case.name)
    }

    /// The database.
    pub fn database(&self) -> Database {
        Database::new(self.folder.path().join("app.db"))
    }

    /// What SQLite says of the database.
    pub fn facts(&self) -> Facts {
        Facts::of(&self.database())
    }

    /// Runs a command, which must end with that code, and gives what it said.
    pub fn says<'a>(&self, arguments: impl IntoIterator<Item = &'a str>, code: u8) -> String {
        let arguments: Vec<_> = arguments.into_iter().collect();
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let metadata = (self.case.metadata)();
        let revisions = Revisions::new(self.sources.clone().leak());
        let folder = self.folder.path();
        let command = arguments.iter().copied();
        let exit = sterna_cli::run_in(folder, command, metadata, revisions, &mut out, &mut err);
        let said = [out, err].map(|text| String::from_utf8(text).expect("UTF-8"));
        assert_eq!(exit, code, "{arguments:?}\n{}\n{}", said[0], said[1]);
        said.concat()
    }

    /// Runs `revision --autogenerate` with the case's own arguments, and gives what it said
    /// without the time in a path.
    pub fn generates(&self) -> String {
        let message = self.case.name.replace('_', " ");
        let further = self.read("arguments.txt").unwrap_or_default();
        let usual = [
            "revision",
            "--autogenerate",
            "--rev-id",
            SECOND,
            "-m",
            &message,
        ];
        let said = self.says(usual.into_iter().chain(further.lines()), 0);
        match self.revisions().pop() {
            Some(file) => said.replace(&file[..16], "m20260102_000000"),
            None => said,
        }
    }

    /// The names of the revision files that were written, oldest first.
    pub fn revisions(&self) -> Vec<String> {
        let entries = fs::read_dir(self.versions()).expect("the folder of revisions");
        let name = |entry: fs::DirEntry| entry.file_name().to_string_lossy().into_owned();
        let mut names: Vec<_> = entries
            .map(|entry| name(entry.expect("an entry")))
            .collect();
        names.sort();
        names
    }

    /// The text of the newest revision file, with the time of its creation blanked.
    pub fn newest_revision(&self) -> String {
        let newest = self.revisions().pop().expect("a revision file");
        let text = fs::read_to_string(self.versions().join(newest)).expect("a readable file");
        let blanked = text
            .lines()
            .map(|line| match line.starts_with("//! Created:") {
                true => "//! Created:  2026-01-02T00:00:00Z",
                false => line,
            });
        blanked.collect::<Vec<_>>().join("\n") + "\n"
    }

    /// The program is built again, with the revision that was written.
    pub fn adds(&mut self, revision: &'static Revision) {
        let name = self.revisions().pop().expect("a revision file");
        self.sources.push(source(revision, name));
    }

    /// Insists that `diff`, which compares names and texts too, finds nothing between the
    /// database and the copy of what it was.
    pub fn is_as_it_was(&self) {
        self.says(["diff", "--from", "app.db", "--to", COPY], 0);
        self.says(["diff", "--from", COPY, "--to", "app.db"], 0);
    }

    fn versions(&self) -> PathBuf {
        self.folder.path().join("migration/src/versions")
    }

    /// A file that not every case has.
    fn read(&self, name: &str) -> Option<String> {
        fs::read_to_string(file(&self.file(name))).ok()
    }

    fn write_settings(&self) {
        let settings = self.read("sterna.toml").unwrap_or_default();
        let settings = format!("database_url = 'app.db'\n{settings}");
        fs::write(self.folder.path().join("sterna.toml"), settings).expect("written");
        fs::create_dir_all(self.versions()).expect("a folder");
    }
}

/// A revision as the build script would have found it in that file.
fn source(revision: &'static Revision, file: String) -> Source {
    Source {
        revision,
        path: format!("src/versions/{file}").leak(),
        checksum: "1:0",
    }
}
