//! Day one: a database that hand-written migrations made, and entities that say nothing of its
//! indexes, defaults, actions, triggers, views and search table.

mod old_migrations;
mod two_crates;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{fs, process};

use sea_orm_migration::MigratorTrait;
use tests::{Database, Project, file};

use old_migrations::Migrator;

const ROWS: &str = "
    INSERT INTO authors (id, email, name, token, avatar, created_at)
    VALUES (7, 'ada@example.org', NULL, '67e55044-10b1-426f-9247-bb680e5fe0c8', x'00ff',
            '2022-02-02 02:02:02');
    INSERT INTO articles (id, author_id, slug, title, body, status, price)
    VALUES (1, 7, 'First', 'First', 'Hello', 'published', 1.5), (2, 7, 'first', 'Two', '', 'draft', 2);
    INSERT INTO comments (article_id, body, votes) VALUES (1, 'Nice', 3), (2, 'Hm', 0);
    INSERT INTO plugin_state VALUES ('theme', x'01');";

/// Runs migrations of sea-orm-migration as its own command does.
fn migrate<M: MigratorTrait>(database: &Database) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime.expect("a runtime").block_on(async {
        let url = format!("{}?mode=rwc", database.url());
        let db = sea_orm::Database::connect(url).await.expect("a database");
        M::up(&db, None).await.expect("the migrations run");
        db.close().await.expect("it closes");
    });
}

/// Every file below a folder, with its text.
fn sources(folder: &Path) -> BTreeMap<PathBuf, String> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else {
            let text = fs::read_to_string(&path).expect("a readable source");
            found.insert(path, text);
        }
    }
    found
}

/// What a database has, but for the tables in which tools keep their own state.
fn objects(database: &Database) -> Vec<String> {
    database.query(
        "SELECT type || ' ' || name FROM sqlite_schema WHERE tbl_name NOT LIKE 'sterna%' AND \
         tbl_name <> 'seaql_migrations' AND name NOT LIKE 'sqlite_sequence' ORDER BY 1",
    )
}

fn is_formatted(files: impl IntoIterator<Item = PathBuf>) {
    let mut rustfmt = process::Command::new("rustfmt");
    rustfmt.args(["--edition", "2024", "--check"]).args(files);
    let output = rustfmt.output().expect("rustfmt runs");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stdout)
    );
}

/// Clippy has nothing to say to what was written.
fn is_clean(name: &str, project: &Project) {
    let (entity, migration) = (format!("{name}-entity"), format!("{name}-migration"));
    let packages = ["--package", &entity, "--package", &migration];
    let command = ["clippy", "--quiet", "--no-deps"];
    let denied = ["--", "--deny", "warnings"];
    project.cargo(&[&command[..], &packages, &denied].concat());
}

#[test]
fn slow_a_database_of_hand_written_migrations_is_adopted_whole() {
    let project = Project::new("adoption", &file("scenarios/adoption/entity"));
    let (database, entities) = (project.database(), project.root().join("entity/src"));
    migrate::<Migrator>(&database);
    database.execute(ROWS);
    let (schema, rows, before) = (database.schema(), database.rows(), sources(&entities));

    project.build();
    let shown = project.run(["adopt", "--print"]).ok();
    assert!(
        shown.contains("pub fn table(t: &mut TableDeclaration)"),
        "{shown}"
    );
    assert!(
        shown.contains("CREATE VIRTUAL TABLE articles_text"),
        "{shown}"
    );
    assert_eq!(
        (sources(&entities), project.revisions().len()),
        (before.clone(), 0)
    );

    let said = project.run(["adopt"]).exits(0);
    assert!(!said.stderr.contains("warning"), "{}", said.stderr);
    assert!(
        said.stdout.contains("+ entity/src/declarations/article.rs"),
        "{}",
        said.stdout
    );
    assert!(
        said.stdout.contains("~ entity/src/lib.rs"),
        "{}",
        said.stdout
    );
    for (path, text) in &before {
        let is_list = path.ends_with("lib.rs");
        assert_eq!(
            fs::read_to_string(path).unwrap() == *text,
            !is_list,
            "{}",
            path.display()
        );
    }
    is_formatted(sources(&entities).into_keys().chain(project.revisions()));
    let now = database.schema();
    assert!(
        schema.iter().all(|(name, sql)| now.get(name) == Some(sql)),
        "nothing has changed"
    );

    project.build();
    is_clean("adoption", &project);
    project.run(["check"]).ok();
    project.run(["check", "--from", "revisions"]).ok();
    a_new_database_equals_it(&project);
    it_goes_on_from_there(&project);
    let names = |database: &Database| database.rows().into_keys().collect::<Vec<_>>();
    assert_eq!(names(&database), rows.keys().cloned().collect::<Vec<_>>());
    for (table, rows) in &rows {
        let columns = database.columns(table);
        let columns: Vec<_> = columns.into_iter().filter(|name| name != "bio").collect();
        assert_eq!(&database.rows_of(table, &columns), rows, "{table}");
    }
    database.is_sound();
}

fn a_new_database_equals_it(project: &Project) {
    let new = Database::new(project.root().join("new.db"));
    let url = new.url();
    project
        .run(["--database-url", &url, "upgrade", "head"])
        .ok();
    assert_eq!(objects(&new), objects(&project.database()));
    project
        .run(["diff", "--from", "new.db", "--to", "app.db"])
        .ok();
    project
        .run(["diff", "--from", "app.db", "--to", "new.db"])
        .ok();
    new.execute(ROWS);
    let found = "SELECT rowid FROM articles_text WHERE articles_text MATCH 'hello'";
    assert_eq!(new.query(found), ["1"]);
    project.run(["--database-url", &url, "test"]).ok();
}

/// The next change is written, applied and undone like any other, and nothing else is touched.
fn it_goes_on_from_there(project: &Project) {
    let again = project.run(["adopt"]).ok();
    assert_eq!(
        again,
        "the entities and the revisions say all that app.db holds\n"
    );
    project.edit(
        "entity/src/author.rs",
        "pub name: Option<String>,",
        "pub name: Option<String>,\n    pub bio: Option<String>,",
    );
    project.build();
    let said = project
        .run(["revision", "--autogenerate", "-m", "biographies"])
        .exits(0);
    assert!(!said.stderr.contains("adopt"), "{}", said.stderr);
    project.build();
    project.run(["upgrade"]).ok();
    project.run(["check"]).ok();
    project.run(["downgrade", "-1"]).ok();
    let refused = project.run(["downgrade", "base"]);
    assert_ne!(refused.code, Some(0), "the tables were there before");
    project.run(["upgrade"]).ok();
}

#[test]
fn slow_a_database_that_the_project_made_has_nothing_to_adopt() {
    let project = Project::new("adopted", &file("scenarios/adoption/entity"));
    project.build();
    project
        .run(["revision", "--autogenerate", "-m", "all"])
        .ok();
    project.build();
    project.run(["upgrade"]).ok();
    let before = (sources(&project.root().join("entity")), project.revisions());
    let said = project.run(["adopt"]).exits(0);
    assert_eq!(
        said.stdout,
        "the entities and the revisions say all that app.db holds\n"
    );
    assert_eq!(said.stderr, "");
    let after = (sources(&project.root().join("entity")), project.revisions());
    assert_eq!(after, before);
}
