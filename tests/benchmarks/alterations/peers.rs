//! The others: Alembic's batch mode and the `sqlite3` shell, where they are there.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use crate::alembic::{self, succeeds};
use crate::kinds::{INDEXES, Kind, TABLE};
use crate::measure::Measured;

const COLUMNS: &str = "id, title, status, author, editor, n, code";

/// Alembic, where it could be installed.
pub struct Alembic {
    python: PathBuf,
}

impl Alembic {
    /// Installs it, where Python and its packages can be had.
    pub fn install(folder: &Path) -> Option<Self> {
        let python = alembic::install(folder)?;
        Some(Self { python })
    }

    /// A batch of the kind; `None` where it has no word for it.
    pub fn alters(&self, kind: &Kind, database: &Path) -> Option<Measured> {
        if kind.alembic.is_empty() {
            return None;
        }
        let script = tests::file("benchmarks/alterations/batch.py");
        let mut command = Command::new(&self.python);
        command.arg(script).arg(database).arg(kind.alembic);
        Some(Measured::by(&mut command))
    }
}

/// Whether there is a shell to compare with.
pub fn has_shell() -> bool {
    succeeds(Command::new("sqlite3").arg("--version")).is_some()
}

/// SQLite's twelve steps as one types them; `None` where nobody would.
pub fn by_hand(kind: &Kind, database: &Path) -> Option<Measured> {
    let (from, to) = kind.by_hand;
    if from.is_empty() {
        return None;
    }
    let definition = TABLE
        .replacen(from, to, 1)
        .replacen("posts", "new_posts", 1);
    let script = format!(
        ".bail on\nPRAGMA foreign_keys = OFF;\nBEGIN;\n{definition};\n\
         INSERT INTO new_posts ({COLUMNS}) SELECT {COLUMNS} FROM posts;\n\
         DROP TABLE posts;\nALTER TABLE new_posts RENAME TO posts;\n{INDEXES}\n\
         PRAGMA foreign_key_check;\nCOMMIT;\n"
    );
    let path = database.with_extension("sql");
    fs::write(&path, script).expect("the script can be written");
    let input = fs::File::open(&path).expect("the script");
    let mut shell = Command::new("sqlite3");
    shell.arg(database).stdin(input).stdout(Stdio::null());
    let started = Instant::now();
    assert!(shell.status().expect("sqlite3 runs").success());
    Some(Measured {
        time: started.elapsed(),
        kilobytes: 0,
        way: "by hand".to_owned(),
    })
}
