//! A project in which the blocks of a page are run, one after the other, as a reader types them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tests::{Database, Project, repository};

use super::page::{Block, Page};
use super::settled::is_alike;

/// The project of a page, and where its reader is.
pub struct Session {
    project: Project,
    database: &'static str,
    /// The folder that the reader has changed to.
    folder: PathBuf,
    /// How the last command ended.
    code: i32,
}

impl Session {
    /// What the page's comment `project` says, as a project of that name: two of one name cannot
    /// be at work at the same time.
    pub fn new(name: &str, page: &Page) -> Self {
        let kind = page.told("project").unwrap_or_default();
        let (project, settings, database) = match kind {
            "reference" => (
                Project::of_the_reference(name),
                "sterna.toml",
                "data/content.db",
            ),
            "new" => (
                Project::new(
                    name,
                    &repository().join("crates/sterna-cli/templates/entity"),
                ),
                "crates/sterna-cli/templates/sterna.toml",
                "data/app.db",
            ),
            other => panic!("{}: `project: {other}`, which is neither", page.name),
        };
        let settings = fs::read_to_string(repository().join(settings)).expect("the settings");
        project.write("sterna.toml", &settings);
        let alias = format!("[alias]\ndb = \"run --quiet --package {name}-cli --\"\n");
        project.write(".cargo/config.toml", &alias);
        let folder = project.root().to_owned();
        Self {
            project,
            database,
            folder,
            code: 0,
        }
    }

    /// Does what stands above a block, and writes or edits the file that it is.
    pub fn prepare(&mut self, block: &Block) {
        for line in block.all_told("run") {
            let (shown, code) = self.run(line);
            assert_eq!(code, 0, "line {}: {line}\n{shown}", block.line);
        }
        for statement in block.all_told("sql") {
            self.database().execute(statement);
        }
        if let Some(path) = block.told("file") {
            self.project.write(path, &block.text);
        }
        if let Some(path) = block.told("edit") {
            for (from, to) in hunks(&block.text) {
                self.project.edit(path, &from, &to);
            }
        }
    }

    /// Runs a block; gives it with what was printed, and what is not as it says.
    pub fn console(&mut self, block: &Block) -> (String, Vec<String>) {
        let (mut shown, mut wrong) = (String::new(), Vec::new());
        let commands = block.commands();
        for (place, command) in commands.iter().enumerate() {
            let (printed, code) = self.run(&command.line);
            let is_asked = commands
                .get(place + 1)
                .is_some_and(|next| next.line == "echo $?");
            let printed: Vec<_> = printed.lines().map(str::to_owned).collect();
            let is_right = command.output.is_empty() || is_alike(&command.output, &printed);
            if !is_right || (code != 0 && !is_asked) {
                let printed = printed.join("\n");
                wrong.push(format!("$ {}\n{printed}\n[exit code {code}]", command.line));
            }
            let output = if is_right { &command.output } else { &printed };
            shown.push_str(&format!("$ {}\n", command.line));
            shown.extend(output.iter().map(|line| line.clone() + "\n"));
            let ends_a_paragraph = !output.is_empty() && place + 1 < commands.len();
            shown.push_str(if ends_a_paragraph { "\n" } else { "" });
        }
        (shown, wrong)
    }

    /// Edits an entity, and writes no revision.
    pub fn edit_an_entity(&self) {
        let (from, to) = (
            "pub external_id: Option<String>",
            "pub outside: Option<String>",
        );
        self.project.edit("entity/src/post.rs", from, to);
    }

    /// Runs a line; gives what it printed, as a terminal shows it, and its exit code.
    pub fn run(&mut self, line: &str) -> (String, i32) {
        if let Some(folder) = line.strip_prefix("cd ") {
            self.folder = self.folder.join(folder);
            return (String::new(), 0);
        }
        let line = format!("exec 2>&1\n(exit {})\n{line}", self.code);
        let output = self.shell(&line).output().expect("the shell starts");
        self.code = output.status.code().expect("no signal ends it");
        let printed = String::from_utf8_lossy(&output.stdout);
        let root = self.project.root().display().to_string();
        (printed.replace(&root, "~"), self.code)
    }

    fn shell(&self, line: &str) -> Command {
        let cargo = Path::new(env!("CARGO")).parent().expect("a folder");
        let path = std::env::var_os("PATH").unwrap_or_default();
        let own = [self.project.root().join("bin"), cargo.to_owned()];
        let folders = own.into_iter().chain(std::env::split_paths(&path));
        let path = std::env::join_paths(folders).expect("a search path");
        let command = self.project.built("debug");
        let target = command.ancestors().nth(2).expect("the target folder");
        let mut shell = Command::new("bash");
        shell.args(["-c", line]).current_dir(&self.folder);
        shell.env("PATH", path).env("CARGO_TARGET_DIR", target);
        shell
            .env("DB", &command)
            .env("NO_COLOR", "1")
            .env("TZ", "UTC");
        shell.env("GIT_CONFIG_GLOBAL", "/dev/null");
        for unset in [
            "DATABASE_URL",
            "CARGO_MANIFEST_DIR",
            "GIT_DIR",
            "GIT_WORK_TREE",
        ] {
            shell.env_remove(unset);
        }
        for who in ["GIT_AUTHOR", "GIT_COMMITTER"] {
            shell.env(format!("{who}_NAME"), "Ada");
            shell.env(format!("{who}_EMAIL"), "ada@example.org");
        }
        shell.stdin(Stdio::null());
        shell
    }

    fn database(&self) -> Database {
        Database::new(self.project.root().join(self.database))
    }
}

/// The texts of a diff, the old ones and the new; a line `…` stands between two of them.
fn hunks(diff: &str) -> Vec<(String, String)> {
    let hunks = diff.split("…\n").map(|hunk| {
        let side = |mark: char| {
            let lines = hunk.lines().filter_map(move |line| {
                let own = line.strip_prefix(mark);
                own.or(line.strip_prefix(' '))
                    .or(line.is_empty().then_some(""))
            });
            lines.map(|line| line.to_owned() + "\n").collect::<String>()
        };
        (side('-'), side('+'))
    });
    hunks.collect()
}
