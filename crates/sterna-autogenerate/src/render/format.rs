//! The last step: rustfmt, where there is one.

use std::io::{self, Write};
use std::process::{Command, Stdio};

/// The source as rustfmt leaves it; as it is where there is no rustfmt or it has no answer.
pub fn formatted(source: &str) -> String {
    match rustfmt(source) {
        Ok(Some(formatted)) => formatted,
        Ok(None) | Err(_) => source.to_owned(),
    }
}

fn rustfmt(source: &str) -> io::Result<Option<String>> {
    let mut process = Command::new("rustfmt")
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
