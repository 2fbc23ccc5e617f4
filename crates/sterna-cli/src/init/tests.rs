use tempfile::TempDir;

use super::*;

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().expect("a temporary folder");
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("written");
    }
    folder
}

fn run(root: &Path) -> Result<(Initialised, Vec<String>), InitError> {
    let entity = Path::new("entity");
    init(&Wish {
        root,
        entity,
        sterna: None,
    })
}

fn text(root: &TempDir, path: &str) -> String {
    fs::read_to_string(root.path().join(path)).expect("a file")
}

const ENTITY: &str =
    "use sea_orm::entity::prelude::*;\n#[derive(DeriveEntityModel)] struct Model;\n";

/// A workspace as it grows without Sterna.
fn workspace() -> TempDir {
    folder(&[
        ("Cargo.toml", "[workspace]\nmembers = [\"entity\"]\n"),
        (
            "entity/Cargo.toml",
            "[package]\nname = \"our-entity\"\n\n[dependencies]\nsea-orm = \"2\"\n",
        ),
        (
            "entity/src/lib.rs",
            "pub mod prelude;\npub mod post;\npub mod r#type;\n",
        ),
        (
            "entity/src/prelude.rs",
            "pub use super::post::Entity as Post;\n",
        ),
        ("entity/src/post.rs", ENTITY),
        ("entity/src/type/mod.rs", ENTITY),
    ])
}

/// This repository is the first user of what it writes.
#[test]
fn the_templates_are_the_files_of_this_repository() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let settings = templates::SETTINGS.replace("data/app.db", "data/content.db");
    for (path, template) in [
        ("migration/build.rs", templates::MIGRATION_BUILD),
        ("migration/src/lib.rs", templates::MIGRATION_LIB),
        ("cli/src/main.rs", templates::CLI_MAIN),
        (".cargo/config.toml", CARGO_CONFIG),
        ("sterna.toml", &settings),
        (".gitignore", templates::GITIGNORE),
    ] {
        // A package that was taken out of the repository has none to compare.
        if let Ok(own) = fs::read_to_string(root.join(path)) {
            assert_eq!(template, own, "{path}");
        }
    }
}

#[test]
fn a_new_workspace_is_written_whole() {
    let parent = folder(&[]);
    let root = parent.path().join("shop");
    let (done, notes) = run(&root).expect("written");
    assert_eq!((done.edited.len(), notes.len()), (0, 0));
    for path in [
        "Cargo.toml",
        "sterna.toml",
        ".cargo/config.toml",
        ".gitignore",
        "entity/src/lib.rs",
        "entity/src/post.rs",
        "migration/src/lib.rs",
        "migration/build.rs",
        "migration/src/versions/.gitkeep",
        "cli/src/main.rs",
    ] {
        assert!(done.written.iter().any(|written| written == path), "{path}");
        assert!(root.join(path).is_file(), "{path}");
    }
    let manifest = fs::read_to_string(root.join("cli/Cargo.toml")).expect("a file");
    assert!(
        manifest.contains("entity = { path = \"../entity\" }\n"),
        "{manifest}"
    );
    assert!(manifest.contains(concat!(
        "sterna-cli = \"",
        env!("CARGO_PKG_VERSION"),
        "\"\n"
    )));
    for part in ["entity", "migration", "cli"] {
        let manifest = fs::read_to_string(root.join(part).join("Cargo.toml")).expect("a file");
        assert_eq!(manifest::package_name(&manifest).as_deref(), Ok(part));
    }
}

#[test]
fn a_workspace_with_entities_is_joined() {
    let root = workspace();
    let (done, notes) = run(root.path()).expect("written");
    assert_eq!(notes, [""; 0]);
    assert_eq!(
        done.edited,
        ["Cargo.toml", "entity/Cargo.toml", "entity/src/lib.rs"]
    );
    assert!(text(&root, "Cargo.toml").contains("members = [\"entity\", \"migration\", \"cli\"]"));
    assert!(text(&root, "entity/Cargo.toml").contains("[dependencies]\nsterna = \""));
    assert!(
        text(&root, "cli/Cargo.toml")
            .contains("entity = { package = \"our-entity\", path = \"../entity\" }")
    );
    let listed = text(&root, "entity/src/lib.rs");
    assert!(
        listed.ends_with(
            "    sterna::Metadata::new()\n        .entity(post::Entity)\n        .entity(r#type::Entity)\n}\n"
        ),
        "{listed}"
    );
}

#[test]
fn nothing_is_written_over_what_is_there() {
    let root = workspace();
    run(root.path()).expect("written");
    let before = text(&root, "Cargo.toml");
    let Err(InitError::Exists(files)) = run(root.path()) else {
        panic!("a second time")
    };
    assert!(
        files.contains(&"migration/build.rs".to_owned()),
        "{files:?}"
    );
    assert_eq!(text(&root, "Cargo.toml"), before);
    let half = folder(&[("cli/src/main.rs", "fn main() {}")]);
    assert!(
        matches!(run(half.path()), Err(InitError::Exists(files)) if files == ["cli/src/main.rs"])
    );
    assert!(!half.path().join("Cargo.toml").exists());
}

#[test]
fn what_is_no_workspace_is_named() {
    let package = folder(&[("Cargo.toml", "[package]\nname = \"a\"\n")]);
    assert!(matches!(
        run(package.path()),
        Err(InitError::NoWorkspace(_))
    ));
    let bare = folder(&[("Cargo.toml", "[workspace]\nmembers = []\n")]);
    assert!(matches!(run(bare.path()), Err(InitError::NoEntities(_))));
    let broken = folder(&[("Cargo.toml", "[workspace\n")]);
    assert!(matches!(
        run(broken.path()),
        Err(InitError::Manifest { .. })
    ));
    let wish = Wish {
        root: bare.path(),
        entity: Path::new("entity"),
        sterna: Some(Path::new("/nowhere")),
    };
    assert!(matches!(init(&wish), Err(InitError::NoSterna(_))));
}

#[test]
fn what_a_person_has_to_do_is_said() {
    let root = workspace();
    fs::write(root.path().join("entity/src/lib.rs"), "mod private;\n").expect("written");
    fs::create_dir(root.path().join(".cargo")).expect("a folder");
    let config = "[alias]\nx = \"run\"\n";
    fs::write(root.path().join(".cargo/config.toml"), config).expect("written");
    let (_, notes) = run(root.path()).expect("written");
    assert!(
        notes[0].starts_with("no entity was found in entity/src/lib.rs"),
        "{notes:?}"
    );
    assert!(
        notes[1].contains("`db = \"run --quiet --package cli --\"`"),
        "{notes:?}"
    );
    assert_eq!(text(&root, ".cargo/config.toml"), config);
}
