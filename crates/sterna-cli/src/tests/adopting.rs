//! `adopt`: what is written, what is not written over, and where the database is afterwards.

use std::fs;

use super::fixture::Project;

const OLD: &str = "
    CREATE TABLE posts (id integer NOT NULL PRIMARY KEY AUTOINCREMENT,
        title varchar NOT NULL DEFAULT 'untitled', note varchar);
    CREATE INDEX by_title ON posts (title DESC);
    CREATE VIRTUAL TABLE words USING fts5 (title);
    INSERT INTO posts (title) VALUES ('Hello');";

const LIST: &str = "//! The entities.\n\npub mod post;\n\npub fn metadata() -> sterna::Metadata {\n    \
                    sterna::Metadata::new().entity(post::Entity)\n}\n";

/// A project without revisions, whose database others made.
fn old_project() -> Project {
    let project = Project::without_revisions();
    fs::create_dir_all(project.path("entity/src")).expect("a folder");
    fs::write(project.path("entity/src/lib.rs"), LIST).expect("written");
    project.sql(OLD);
    project
}

fn list(project: &Project) -> String {
    fs::read_to_string(project.path("entity/src/lib.rs")).expect("the list")
}

/// Nothing was written and nothing was stamped.
fn is_untouched(project: &Project) {
    assert_eq!(list(project), LIST);
    assert!(!project.path("entity/src/declarations/mod.rs").exists());
    let tables = "SELECT name FROM sqlite_schema WHERE name LIKE 'sterna%'";
    assert_eq!(project.query(tables), [""; 0]);
}

const ADOPT: &str = "adopt --entities entity/src";

#[test]
fn what_is_unsaid_is_written_and_the_database_is_stamped() {
    let project = old_project();
    let reply = project.run(ADOPT);
    assert_eq!(reply.exit, 0, "{}{}", reply.out, reply.err);
    let id = project
        .query("SELECT version_num FROM sterna_version")
        .remove(0);
    for part in [
        "+ entity/src/declarations/mod.rs\n",
        "+ entity/src/declarations/post.rs\n",
        "+ migration/src/versions/m",
        "~ entity/src/lib.rs\n",
        &format!("data/app.db is at {id}, the baseline\n"),
    ] {
        assert!(reply.out.contains(part), "{part}: {}", reply.out);
    }
    assert!(list(&project).contains(".with(declarations::all)"));
    let revision = fs::read_to_string(&project.files()[0]).expect("the baseline");
    for part in [
        &*id,
        "by_title",
        "CREATE VIRTUAL TABLE words",
        "op.one_way(",
    ] {
        assert!(revision.contains(part), "{part}: {revision}");
    }
    let history = "SELECT direction || ' ' || message || ' ' || checksum FROM sterna_history";
    let checksum = sterna_build::checksum(&revision);
    assert_eq!(
        project.query(history),
        [format!("stamp baseline {checksum}")]
    );
    assert_eq!(project.query("SELECT title FROM posts"), ["Hello"]);
}

#[test]
fn printing_writes_nothing() {
    let project = old_project();
    let reply = project.run(&format!("{ADOPT} --print"));
    assert_eq!(reply.exit, 0, "{}", reply.err);
    for part in [
        "// entity/src/declarations/post.rs\n",
        "by_title",
        "CREATE VIRTUAL TABLE words",
    ] {
        assert!(reply.out.contains(part), "{part}: {}", reply.out);
    }
    assert!(project.files().is_empty());
    is_untouched(&project);
}

#[test]
fn nothing_is_written_over_and_nothing_is_left_half_done() {
    let project = old_project();
    fs::write(project.path("entity/src/declarations.rs"), "mine").expect("written");
    let reply = project.run(ADOPT);
    assert_eq!(reply.exit, 7, "{}", reply.err);
    assert!(
        reply.err.contains("declarations.rs is there already"),
        "{}",
        reply.err
    );
    assert!(project.files().is_empty());
    is_untouched(&project);

    let project = old_project();
    fs::remove_dir_all(project.path("migration")).expect("removed");
    let reply = project.run(ADOPT);
    assert_eq!(reply.exit, 7, "{}", reply.err);
    assert!(
        !project.path("entity/src/declarations").exists(),
        "taken away again"
    );
    is_untouched(&project);
}

#[test]
fn a_crate_that_is_not_found_is_asked_for() {
    let project = old_project();
    let reply = project.run("adopt");
    assert_eq!(reply.exit, 7);
    assert!(reply.err.contains("--entities entity/src"), "{}", reply.err);
    is_untouched(&project);
}

#[test]
fn another_list_is_left_to_its_author() {
    let project = old_project();
    fs::write(project.path("entity/src/lib.rs"), "pub mod post;\n").expect("written");
    let reply = project.run(ADOPT);
    assert_eq!(reply.exit, 0, "{}", reply.err);
    assert_eq!(list(&project), "pub mod post;\n");
    for part in [
        "pub mod declarations;",
        ".with(sterna_cli::declarations::all)",
    ] {
        assert!(reply.err.contains(part), "{part}: {}", reply.err);
    }
}

#[test]
fn an_id_that_another_tool_left_becomes_the_baseline() {
    let project = old_project();
    project.sql(
        "CREATE TABLE sterna_version (version_num VARCHAR(32) NOT NULL);
         INSERT INTO sterna_version VALUES ('ae1027a6acf0');",
    );
    let reply = project.run(ADOPT);
    assert_eq!(reply.exit, 0, "{}", reply.err);
    let revision = fs::read_to_string(&project.files()[0]).expect("the baseline");
    assert!(revision.contains("id: \"ae1027a6acf0\""), "{revision}");
    let versions = "SELECT version_num FROM sterna_version";
    assert_eq!(project.query(versions), ["ae1027a6acf0"]);
}

#[test]
fn a_database_that_is_behind_is_brought_to_head_first() {
    let project = Project::new();
    project.sql("CREATE TABLE others (id integer)");
    let reply = project.run("adopt --entities entity/src");
    assert_eq!(reply.exit, 4, "{}", reply.err);
    assert!(project.files().is_empty());
}

#[test]
fn a_database_that_the_revisions_made_has_nothing_to_adopt() {
    let project = Project::new();
    project.run("upgrade");
    let reply = project.run("adopt");
    assert_eq!(reply.exit, 0, "{}", reply.err);
    let nothing = "the entities and the revisions say all that data/app.db holds\n";
    assert_eq!((reply.out.as_str(), reply.err.as_str()), (nothing, ""));
    assert!(project.files().is_empty());
}

#[test]
fn the_files_are_facts() {
    let project = old_project();
    let reply = project.run(&format!("{ADOPT} --json"));
    let facts: serde_json::Value = serde_json::from_str(&reply.out).expect("JSON");
    assert_eq!(facts["edited"][0], "entity/src/lib.rs");
    assert_eq!(facts["written"].as_array().map(Vec::len), Some(3));
    let id = project
        .query("SELECT version_num FROM sterna_version")
        .remove(0);
    assert_eq!(
        (&facts["id"], &facts["database"]),
        (&id.into(), &"data/app.db".into())
    );
}
