//! Alembic in a Python environment of its own under the target folder.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Installs it, where Python and its packages can be had; gives the interpreter.
pub fn install(folder: &Path) -> Option<PathBuf> {
    let python = folder.join("venv/bin/python");
    if !python.exists() {
        let mut create = Command::new("python3");
        create.args(["-m", "venv"]).arg(folder.join("venv"));
        succeeds(&mut create)?;
    }
    let mut install = Command::new(&python);
    let packages = ["alembic==1.20.1", "sqlalchemy"];
    install
        .args(["-m", "pip", "install", "--quiet"])
        .args(packages);
    succeeds(&mut install)?;
    Some(python)
}

/// Whether a program is there and does what it is asked.
pub fn succeeds(command: &mut Command) -> Option<()> {
    let silent = command.stdout(Stdio::null()).stderr(Stdio::null());
    silent.status().ok()?.success().then_some(())
}
