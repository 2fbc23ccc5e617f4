//! What `sterna init` writes is built and works: a whole new workspace, and one that had its
//! entities before.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, SystemTime};

use tests::{Database, repository};

#[test]
fn slow_a_new_workspace_works() {
    let project = Initialised::new("init_new", |_| {});
    project.works();
    assert_eq!(project.database().tables(), ["posts"]);
    project.notices_a_folder_that_is_moved();
    project.takes_a_second_folder();
}

#[test]
fn slow_a_workspace_with_entities_works() {
    let project = Initialised::new("init_grown", |root| {
        write(
            root,
            "Cargo.toml",
            "[workspace]\nresolver = \"3\"\nmembers = [\"entity\"]\n",
        );
        write(root, "entity/Cargo.toml", ENTITY);
        write(root, "entity/src/lib.rs", "//! Ours.\n\npub mod reading;\n");
        let reading = include_str!("../interrupted/entity/reading.rs");
        write(root, "entity/src/reading.rs", reading);
    });
    project.works();
    assert_eq!(project.database().tables(), ["readings"]);
}

const ENTITY: &str = "[package]\nname = \"our-entity\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n\
    [dependencies.sea-orm]\nversion = \"2\"\ndefault-features = false\nfeatures = []\n";

/// A workspace that was initialised, in a folder of its own.
struct Initialised {
    root: PathBuf,
}

impl Initialised {
    /// Initialises what `before` wrote.
    fn new(name: &str, before: impl Fn(&Path)) -> Self {
        let root = target().join("scenarios").join(name);
        if root.exists() {
            fs::remove_dir_all(&root).expect("an earlier run's folder can be removed");
        }
        fs::create_dir_all(&root).expect("a folder");
        before(&root);
        let crates = repository().join("crates").display().to_string();
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let words = ["init", "--path-to-sterna", &crates];
        let exit = sterna_cli::standalone_in(&root, words, &mut out, &mut err);
        assert_eq!(exit, 0, "{}", String::from_utf8_lossy(&err));
        let project = Self { root };
        project.shares_what_is_built(name);
        project
    }

    /// The versions and features of the other scenarios, and a name of its own for the command,
    /// which lies in the folder that all share.
    fn shares_what_is_built(&self, name: &str) {
        fs::copy(
            repository().join("Cargo.lock"),
            self.root.join("Cargo.lock"),
        )
        .expect("copied");
        let shared = include_str!("../../support/project/Cargo.toml");
        let profile = shared.find("# As in").expect("the profile");
        let manifest = self.read("Cargo.toml");
        write(
            &self.root,
            "Cargo.toml",
            &format!("{manifest}\n{}", &shared[profile..]),
        );
        let features = shared.split("features = [").nth(1).expect("features");
        let features = features.split(']').next().expect("an end");
        let entity = self.read("entity/Cargo.toml");
        let start = entity.find("features = [").expect("features");
        let end = start + entity[start..].find(']').expect("an end");
        let entity = format!(
            "{}features = [{features}{}",
            &entity[..start],
            &entity[end..]
        );
        write(&self.root, "entity/Cargo.toml", &entity);
        // Cargo tells packages of one name and version apart by their path within the workspace
        // alone: in the folder that all share, one project's crate would pass for another's.
        let version = format!("version = \"0.1.0+{}\"", name.replace('_', "-"));
        for package in ["entity", "migration", "cli"] {
            let path = format!("{package}/Cargo.toml");
            let manifest = self.read(&path);
            let manifest = manifest.replacen("version = \"0.1.0\"", &version, 1);
            write(&self.root, &path, &manifest);
        }
        let command = self.read("cli/Cargo.toml");
        let command = command.replace("name = \"db\"", &format!("name = \"{name}-db\""));
        write(&self.root, "cli/Cargo.toml", &command);
    }

    /// The first commands that a person types.
    fn works(&self) {
        for (line, expected) in [
            ("revision --autogenerate -m 'first tables'", "m2"),
            ("upgrade head", "(head)"),
            ("check", "no differences"),
            ("current", "first tables  (head)"),
            ("downgrade base", "base"),
            ("upgrade", "(head)"),
            ("test", "first tables"),
        ] {
            let said = self.db(line);
            assert!(said.contains(expected), "{line}: {said}");
        }
        self.database().is_sound();
    }

    /// A folder that takes the place of the old one brings old times along, and the next build
    /// must see its revisions all the same.
    fn notices_a_folder_that_is_moved(&self) {
        let versions = self.root.join("migration/src/versions");
        let later = self.root.join("later");
        fs::create_dir(&later).expect("a folder");
        let head = fs::read_dir(&versions).expect("a folder").flatten();
        for entry in head.filter(|entry| entry.path().extension() == Some(OsStr::new("rs"))) {
            let text = fs::read_to_string(entry.path()).expect("a revision");
            fs::write(later.join(entry.file_name()), &text).expect("written");
            let id = text.split("    id: \"").nth(1).expect("an id")[..12].to_owned();
            let next = "use sterna::prelude::*;\npub const REVISION: Revision = Revision {\n    \
                        id: \"next\",\n    revises: &[\"ID\"],\n    ..Revision::EMPTY\n};\n";
            fs::write(later.join("m3.rs"), next.replace("ID", &id)).expect("written");
        }
        let long_ago = SystemTime::now() - Duration::from_secs(24 * 60 * 60);
        let files = fs::read_dir(&later).expect("a folder").flatten();
        for path in files.map(|entry| entry.path()).chain([later.clone()]) {
            let file = File::open(path).expect("opened");
            file.set_modified(long_ago).expect("a time of modification");
        }
        fs::rename(&versions, self.root.join("before")).expect("moved");
        fs::rename(&later, &versions).expect("moved");
        let heads = self.db("heads");
        assert!(heads.starts_with("next"), "{heads}");
    }

    /// Revisions of two folders, of which two files have one name, are one history.
    fn takes_a_second_folder(&self) {
        let file = "migration/src/billing/m3.rs";
        let first = self.read("migration/src/versions/m3.rs");
        let id = "id: \"next\",\n    revises: &[";
        let start = first.find(id).expect("the head");
        let end = first[start..].find(']').expect("its parent") + start;
        let parent = "id: \"billed\",\n    revises: &[\"next\"";
        let second = format!("{}{parent}{}", &first[..start], &first[end..]);
        write(&self.root, file, &second);
        let replaced = |path: &str, from: &str, to: &str| {
            let text = self.read(path);
            assert!(text.contains(from), "{text}");
            write(&self.root, path, &text.replace(from, to));
        };
        let both = "collect_all(&[\"src/versions\", \"src/billing\"])";
        replaced("migration/build.rs", "collect(\"src/versions\")", both);
        let one = "versions = \"migration/src/versions\"";
        let both = "versions = [\"migration/src/versions\", \"migration/src/billing\"]";
        replaced("sterna.toml", one, both);
        let shown = self.db("show head");
        assert!(shown.contains("billed") && shown.contains(file), "{shown}");
        let written = self.db("revision -m 'on top'");
        assert!(written.contains("migration/src/billing/m2"), "{written}");
        let done = self.db("upgrade");
        assert!(done.contains("next") && done.contains("on top"), "{done}");
    }

    /// Types `cargo db LINE` in a folder below the root.
    fn db(&self, line: &str) -> String {
        let words = line
            .split('\'')
            .enumerate()
            .flat_map(|(place, part)| match place % 2 {
                0 => part.split_whitespace().collect::<Vec<_>>(),
                _ => vec![part],
            });
        let mut command = Command::new(env!("CARGO"));
        command.arg("db").args(words);
        command.current_dir(self.root.join("entity/src"));
        command
            .env("CARGO_TARGET_DIR", target())
            .env("NO_COLOR", "1");
        command
            .env("CARGO_NET_OFFLINE", "true")
            .env_remove("DATABASE_URL");
        let output = command.stdin(Stdio::null()).output().expect("cargo starts");
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "cargo db {line}: {said}{errors}");
        said
    }

    fn database(&self) -> Database {
        Database::new(self.root.join("data/app.db"))
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.root.join(path)).expect("a file")
    }
}

fn write(root: &Path, path: &str, text: &str) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    fs::write(path, text).expect("written");
}

/// Where all projects are built.
fn target() -> PathBuf {
    let folder = std::env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
    folder.unwrap_or_else(|| repository().join("target"))
}
