//! A project of a few revisions and a database in a folder of its own.

use std::path::PathBuf;

use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, Statement};
use sterna::prelude::{Operations, Revision};
use sterna::{Revisions, Source};
use tempfile::TempDir;

/// A database file that goes with the value.
pub struct Scratch {
    folder: TempDir,
}

impl Scratch {
    pub fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    pub fn file(&self) -> PathBuf {
        self.folder.path().join("content.db")
    }

    /// A pool of its own.
    pub async fn connect(&self) -> DatabaseConnection {
        connect(&format!("sqlite://{}?mode=rwc", self.file().display()), 5).await
    }
}

pub async fn connect(url: &str, connections: u32) -> DatabaseConnection {
    let mut options = ConnectOptions::new(url);
    options.max_connections(connections).sqlx_logging(false);
    Database::connect(options).await.unwrap()
}

/// A revision on top of the one before it in the list that [`project`] gets.
pub const fn revision(
    id: &'static str,
    upgrade: fn(&mut Operations),
    downgrade: fn(&mut Operations),
) -> Revision {
    Revision {
        id,
        message: "a change",
        upgrade,
        downgrade,
        ..Revision::EMPTY
    }
}

pub const fn nothing(_: &mut Operations) {}

/// The revisions one after the other, with a made-up checksum each.
pub fn project(revisions: &[Revision]) -> Revisions {
    let mut below: &'static [&'static str] = &[];
    let mut chain = Vec::new();
    for revision in revisions {
        let mut revision = *revision;
        if revision.revises.is_empty() {
            revision.revises = below;
        }
        below = vec![revision.id].leak();
        chain.push(revision);
    }
    graph(&chain)
}

/// The revisions as they are.
pub fn graph(revisions: &[Revision]) -> Revisions {
    Revisions::new(
        revisions
            .iter()
            .map(|one| source(*one, "1:aa"))
            .collect::<Vec<_>>()
            .leak(),
    )
}

pub fn source(revision: Revision, checksum: &'static str) -> Source {
    Source {
        path: format!("src/versions/{}.rs", revision.id).leak(),
        revision: Box::leak(Box::new(revision)),
        checksum,
    }
}

/// The first column of each row, as text.
pub async fn rows(db: &impl ConnectionTrait, sql: &str) -> Vec<String> {
    let statement = Statement::from_string(db.get_database_backend(), sql);
    let rows = db.query_all_raw(statement).await.unwrap();
    rows.iter()
        .map(|row| {
            row.try_get_by_index::<Option<String>>(0)
                .unwrap()
                .unwrap_or_default()
        })
        .collect()
}

pub async fn run(db: &impl ConnectionTrait, sql: &str) {
    db.execute_unprepared(sql).await.unwrap();
}

/// Everything that the database is made of, to be compared.
pub async fn schema(db: &impl ConnectionTrait) -> Vec<String> {
    rows(
        db,
        "SELECT coalesce(sql, name) FROM sqlite_schema ORDER BY name",
    )
    .await
}

/// The names of the tables, Sterna's own and SQLite's left out.
pub async fn tables(db: &impl ConnectionTrait) -> Vec<String> {
    rows(
        db,
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'sterna_%' ORDER BY name",
    )
    .await
}
