//! A project on disk with the revisions and the models of a case, whose commands run in this
//! process.

use std::fs;
use std::path::PathBuf;

use sea_orm::{ConnectionTrait, Database, DatabaseConnection, Statement};
use serde_json::Value;
use sterna::prelude::*;
use sterna::{Metadata, Revisions, Source};
use tempfile::TempDir;

use super::{strings, text};

/// The table of the cases' models. SeaORM's registry knows it, so that it must be the only entity
/// of its crate.
mod t1 {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "t1")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i32,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// A project in a temporary folder, with the revisions and the models of a case.
pub struct Project {
    folder: TempDir,
    revisions: &'static [Source],
    edited: &'static [Source],
    metadata: Metadata,
}

/// What a command printed, and how it ended.
pub struct Reply {
    pub exit: u8,
    pub out: String,
    pub err: String,
}

impl Project {
    pub fn of(case: &Value) -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        let settings = "database_url = \"app.db\"\n";
        fs::write(folder.path().join("sterna.toml"), settings).expect("written");
        fs::create_dir_all(folder.path().join("migration/src/versions")).expect("a folder");
        // Alembic connects to a file that is not there, and SQLite makes it.
        fs::write(folder.path().join("app.db"), "").expect("written");
        Self {
            folder,
            revisions: sources(case, "1:0"),
            edited: sources(case, "1:1"),
            metadata: metadata(text(case, "models")),
        }
    }

    /// What was run before, and then the version rows as the case has them.
    pub fn set_up(&self, case: &Value) {
        let commands = strings(&case["setup"]);
        for command in commands.iter().filter(|line| !line.starts_with('(')) {
            let reply = self.run(command);
            assert_eq!(reply.exit, 0, "{command}: {}", reply.err);
        }
        let rows = strings(&case["version_rows_before"]);
        if case["version_rows_before"].is_array() && rows != self.version_rows() {
            let mut sql = "DROP TABLE IF EXISTS sterna_version; \
                           CREATE TABLE sterna_version (version_num VARCHAR(32) NOT NULL)"
                .to_owned();
            for row in rows {
                sql.push_str(&format!("; INSERT INTO sterna_version VALUES ('{row}')"));
            }
            self.execute(&sql);
        }
    }

    /// The same project once the file of its last revision was edited, where the case says so.
    pub fn edited(&self) -> Edited<'_> {
        Edited(self)
    }

    pub fn run(&self, line: &str) -> Reply {
        self.run_with(line, self.revisions)
    }

    /// A project is begun by the installed command, all else is the project's own.
    fn run_with(&self, line: &str, revisions: &'static [Source]) -> Reply {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let (folder, words) = (self.folder.path(), line.split(' '));
        let exit = if line.starts_with("init ") {
            sterna_cli::standalone_in(folder, words, &mut out, &mut err)
        } else {
            let (metadata, revisions) = (self.metadata.clone(), Revisions::new(revisions));
            sterna_cli::run_in(folder, words, metadata, revisions, &mut out, &mut err)
        };
        let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
        Reply {
            exit,
            out: text(out),
            err: text(err),
        }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn execute(&self, sql: &str) {
        self.on_database(async |db| {
            db.execute_unprepared(sql).await.expect("executed");
        });
    }

    pub fn version_rows(&self) -> Vec<String> {
        match self.query("SELECT name FROM sqlite_schema WHERE name = 'sterna_version'") {
            found if found.is_empty() => Vec::new(),
            _ => self.query("SELECT version_num FROM sterna_version ORDER BY version_num"),
        }
    }

    /// The tables but for our own.
    pub fn tables(&self) -> Vec<String> {
        self.query(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sterna_%' \
             AND name NOT LIKE 'sqlite_%' ORDER BY name",
        )
    }

    /// The files that were written.
    pub fn written(&self) -> Vec<PathBuf> {
        let folder = self.folder.path().join("migration/src/versions");
        let entries = fs::read_dir(folder).expect("a folder");
        entries
            .map(|entry| entry.expect("an entry").path())
            .collect()
    }

    /// The first column of what a query finds.
    fn query(&self, sql: &str) -> Vec<String> {
        self.on_database(async |db| {
            let statement = Statement::from_string(db.get_database_backend(), sql);
            let rows = db.query_all_raw(statement).await.expect("answered");
            let first = rows
                .iter()
                .map(|row| row.try_get_by_index(0).expect("text"));
            first.collect()
        })
    }

    fn on_database<T>(&self, work: impl AsyncFnOnce(&DatabaseConnection) -> T) -> T {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build();
        runtime.expect("a runtime").block_on(async {
            let path = self.folder.path().join("app.db");
            let db = Database::connect(format!("sqlite://{}", path.display())).await;
            let db = db.expect("connected");
            let done = work(&db).await;
            db.close().await.expect("closed");
            done
        })
    }
}

/// A project whose last revision was edited.
pub struct Edited<'a>(&'a Project);

impl Edited<'_> {
    pub fn run(&self, line: &str) -> Reply {
        self.0.run_with(line, self.0.edited)
    }
}

/// The models of a case, in the words that the cases have for them.
fn metadata(models: &str) -> Metadata {
    let one = || Metadata::new().entity(t1::Entity);
    match models.split(';').next().unwrap_or_default() {
        "no tables" => Metadata::new(),
        "table t1 defined twice" => one().entity(t1::Entity),
        _ => one(),
    }
}

/// The revisions of a case; those that the case says were edited have this checksum.
fn sources(case: &Value, edited: &'static str) -> &'static [Source] {
    let revisions = case["revisions"].as_array().expect("revisions").iter();
    let sources: Vec<_> = revisions.map(|revision| source(revision, edited)).collect();
    Vec::leak(sources)
}

/// What is made while the tests run lives as long as they do.
fn source(case: &Value, edited: &'static str) -> Source {
    let id = leaked(text(case, "id"));
    let upgrade = text(case, "upgrade_does");
    let revision = Revision {
        id,
        revises: all_leaked(&case["down"]),
        message: id,
        branch_labels: all_leaked(&case["labels"]),
        depends_on: all_leaked(&case["depends_on"]),
        upgrade: change(upgrade),
        downgrade: change(text(case, "downgrade_does")),
        ..Revision::EMPTY
    };
    Source {
        revision: Box::leak(Box::new(revision)),
        path: leaked(&format!("src/versions/{id}_.rs")),
        checksum: if upgrade.contains("late") {
            edited
        } else {
            "1:0"
        },
    }
}

/// What the cases' revisions do.
fn change(does: &str) -> fn(&mut Operations) {
    match does {
        "" => |_| {},
        "CREATE TABLE x(id INTEGER PRIMARY KEY)" => {
            |op| op.execute("CREATE TABLE x(id INTEGER PRIMARY KEY)")
        }
        "DROP TABLE x" => |op| op.execute("DROP TABLE x"),
        "ALTER TABLE x ADD COLUMN n INTEGER" => {
            |op| op.execute("ALTER TABLE x ADD COLUMN n INTEGER")
        }
        "ALTER TABLE x DROP COLUMN n" => |op| op.execute("ALTER TABLE x DROP COLUMN n"),
        // The edit that comes after the revision ran: nobody runs it.
        "CREATE TABLE late" => |_| {},
        does if does.starts_with("CREATE TABLE y") => |op| {
            op.create_table(table("y").column(integer("id")));
            op.execute("INSERT INTO missing VALUES (1)");
        },
        other => panic!("a change that no case has: {other}"),
    }
}

fn all_leaked(names: &Value) -> &'static [&'static str] {
    let names: Vec<_> = strings(names).iter().map(|name| leaked(name)).collect();
    Vec::leak(names)
}

fn leaked(text: &str) -> &'static str {
    String::leak(text.to_owned())
}
