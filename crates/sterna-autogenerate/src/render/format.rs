//! The last step: rustfmt, where there is one.

use std::env::{self, consts::EXE_SUFFIX};
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// The source as rustfmt leaves it; as it is where there is no rustfmt or it has no answer.
pub fn formatted(source: &str) -> String {
    match rustfmt(source) {
        Ok(Some(formatted)) => formatted,
        Ok(None) | Err(_) => source.to_owned(),
    }
}

/// The one beside the cargo that runs us, which says where it is
/// (<https://doc.rust-lang.org/cargo/reference/environment-variables.html>), else what is found.
/// It is of the project's toolchain; the one that is found may be rustup's, which first has to
/// find out which toolchain that is.
fn program() -> PathBuf {
    let cargo = env::var_os("CARGO").map(PathBuf::from);
    let beside = cargo.map(|cargo| cargo.with_file_name(format!("rustfmt{EXE_SUFFIX}")));
    let beside = beside.filter(|program| program.is_absolute() && program.is_file());
    beside.unwrap_or_else(|| PathBuf::from("rustfmt"))
}

fn rustfmt(source: &str) -> io::Result<Option<String>> {
    let mut process = Command::new(program())
        .args(["--edition", "2024", "--quiet"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    if let Some(mut input) = process.stdin.take() {
        input.write_all(source.as_bytes())?;
    }
    let output = process.wait_with_output()?;
    let text = String::from_utf8(output.stdout).ok();
    Ok(text.filter(|text| output.status.success() && !text.is_empty()))
}
