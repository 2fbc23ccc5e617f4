//! The same 1,000 tables and indexes by others: SQLite alone from one script, sea-orm-migration,
//! Alembic.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tests::Project;

use crate::alembic::{self, succeeds};
use crate::measure::{Measured, measure};

/// The same SQL as one script in one transaction, by the `sqlite3` shell or else by Python's
/// module: its name and what it takes.
pub fn script(project: &Project) -> Option<(&'static str, Measured)> {
    let sql = project.root().join("same.sql");
    fs::write(&sql, schema(project)).expect("the script can be written");
    let database = project.root().join("script.db");
    let (name, mut command) = shell(&database).or_else(|| python(&database))?;
    command.arg(&sql);
    Some((
        name,
        measure(&mut command, || drop(fs::remove_file(&database))),
    ))
}

/// The statements of the database that `upgrade head` made.
fn schema(project: &Project) -> String {
    let statements = project.database().query(
        "SELECT sql FROM sqlite_schema \
         WHERE tbl_name LIKE 'table\\_%' ESCAPE '\\' AND sql IS NOT NULL ORDER BY rowid",
    );
    format!("BEGIN;\n{};\nCOMMIT;\n", statements.join(";\n"))
}

fn shell(database: &Path) -> Option<(&'static str, Command)> {
    succeeds(Command::new("sqlite3").arg("--version"))?;
    let mut command = Command::new("sh");
    let line = format!("sqlite3 '{}' < \"$1\"", database.display());
    command.args(["-c", &line, "sh"]);
    Some(("the same SQL, one script for sqlite3", command))
}

fn python(database: &Path) -> Option<(&'static str, Command)> {
    succeeds(Command::new("python3").args(["-c", "import sqlite3"]))?;
    let mut command = Command::new("python3");
    let line = "import sqlite3, sys\n\
                sqlite3.connect(sys.argv[1]).executescript(open(sys.argv[2]).read())";
    command.args(["-c", line]).arg(database);
    Some(("the same SQL, one script by Python's sqlite3", command))
}

/// The migrations of `peer.rs`, built in the project's workspace. It commits each statement by
/// itself, and so does Alembic each revision: much of their time is that of the disk.
pub fn sea_orm_migration(project: &Project) -> Measured {
    let package = format!("{}-peer", project.name());
    let members = "members = [\"entity\", \"migration\", \"cli\"";
    project.edit("Cargo.toml", members, &format!("{members}, \"peer\""));
    let manifest = include_str!("peer.toml").replace("{package}", &package);
    project.write("peer/Cargo.toml", &manifest);
    project.write("peer/src/main.rs", include_str!("peer.rs"));
    project.cargo(&["build", "--quiet", "--release", "--package", &package]);
    let program: PathBuf = project.built("release").with_file_name(package);
    let database = project.root().join("peer.db");
    let mut line = Command::new(program);
    measure(line.current_dir(project.root()), || {
        drop(fs::remove_file(&database));
    })
}

/// Alembic, where there is a Python that it can be installed for.
pub fn alembic(project: &Project) -> Option<Measured> {
    let folder = project.root().join("alembic");
    fs::create_dir_all(folder.join("versions")).expect("a folder");
    let python = alembic::install(&folder)?;
    fs::write(folder.join("write.py"), include_str!("alembic.py")).expect("written");
    let write = Command::new(&python)
        .arg("write.py")
        .current_dir(&folder)
        .status();
    assert!(write.expect("Python starts").success());
    let mut upgrade = Command::new(python);
    upgrade.args(["-m", "alembic", "upgrade", "head"]);
    let database = folder.join("app.db");
    Some(measure(upgrade.current_dir(&folder), || {
        drop(fs::remove_file(&database));
    }))
}
