//! A project of two revisions and a database with rows.

use std::fs;
use std::path::{Path, PathBuf};

use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, Statement};
use sterna::prelude::*;
use sterna::{Revisions, Source};
use tempfile::TempDir;

pub const FIRST: &str = "aaaa00000001";
pub const SECOND: &str = "bbbb00000002";

const CREATE: Revision = Revision {
    id: FIRST,
    message: "create notes",
    upgrade: |op| op.create_table(table("notes").column(pk_auto("id")).column(string("text"))),
    downgrade: |op| op.drop_table("notes"),
    ..Revision::EMPTY
};

const DROP: Revision = Revision {
    id: SECOND,
    revises: &[FIRST],
    message: "notes lose their text",
    upgrade: |op| {
        op.alter_table("notes", |t| {
            t.drop_column("text");
        })
    },
    downgrade: |op| {
        op.alter_table("notes", |t| {
            t.add_column(string_null("text"));
        })
    },
    ..Revision::EMPTY
};

const WITH_SQL: Revision = Revision {
    id: "bbbb00000003",
    revises: &[FIRST],
    message: "notes are louder",
    upgrade: |op| op.execute("UPDATE notes SET text = text || '!'"),
    downgrade: |op| op.one_way("nobody knows who shouted before"),
    ..Revision::EMPTY
};

const fn source(revision: &'static Revision) -> Source {
    Source {
        revision,
        path: "src/versions/m.rs",
        checksum: "1:aa",
    }
}

static BOTH: [Source; 2] = [source(&CREATE), source(&DROP)];

/// Both revisions.
pub fn revisions() -> Revisions {
    Revisions::new(&BOTH)
}

static LOUDER: [Source; 2] = [source(&CREATE), source(&WITH_SQL)];

/// A revision that runs SQL on the first one.
pub fn louder_revisions() -> Revisions {
    Revisions::new(&LOUDER)
}

/// The program of the release before: the first revision.
pub fn older_revisions() -> Revisions {
    Revisions::new(&BOTH[..1])
}

/// A folder that goes with the value.
pub struct Scratch {
    folder: TempDir,
}

impl Scratch {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self { folder }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A database at the first revision, with these rows.
    pub async fn notes(&self, name: &str, texts: &[&str]) -> DatabaseConnection {
        let db = connect(&self.path(name)).await;
        revisions().upgrade(&db, FIRST).await.unwrap();
        for text in texts {
            run(&db, &format!("INSERT INTO notes (text) VALUES ('{text}')")).await;
        }
        db
    }

    /// The names in a folder, sorted.
    pub fn names(&self, folder: &str) -> Vec<String> {
        let entries = fs::read_dir(self.path(folder)).unwrap();
        let name = |entry: fs::DirEntry| entry.file_name().to_string_lossy().into_owned();
        let mut names: Vec<_> = entries.map(|entry| name(entry.unwrap())).collect();
        names.sort();
        names
    }
}

/// A pool of one connection.
pub async fn connect(path: &Path) -> DatabaseConnection {
    let path = path.to_owned();
    let mut options = ConnectOptions::new("sqlite:by-path");
    options.map_sqlx_sqlite_opts(move |sqlite| sqlite.filename(&path).create_if_missing(true));
    options.max_connections(1).sqlx_logging(false);
    Database::connect(options).await.unwrap()
}

pub async fn run(db: &DatabaseConnection, sql: &str) {
    db.execute_unprepared(sql).await.unwrap();
}

/// The first column of each row, as text.
pub async fn rows(db: &DatabaseConnection, sql: &str) -> Vec<String> {
    let statement = Statement::from_string(db.get_database_backend(), sql);
    let rows = db.query_all_raw(statement).await.unwrap();
    let text = |row: &sea_orm::QueryResult| {
        let number = |_| {
            row.try_get_by_index::<i64>(0)
                .map(|number| number.to_string())
        };
        row.try_get_by_index::<String>(0).or_else(number).unwrap()
    };
    rows.iter().map(text).collect()
}

/// The same on a file that nobody has open.
pub async fn rows_in(path: &Path, sql: &str) -> Vec<String> {
    let db = connect(path).await;
    let found = rows(&db, sql).await;
    db.close().await.unwrap();
    found
}
