//! `after_write`: what runs on each revision file that was written, such as `git add {file}`.
//!
//! A command is a program and its arguments, and no line of shell: a path is one argument, whatever
//! characters it holds. What a command prints is shown where it fails, and only there.

use std::path::Path;
use std::process::{Command, Output};

use thiserror::Error;

/// Stands for the file in a command.
const FILE: &str = "{file}";

/// A command did not do its part. The file stays.
#[derive(Debug, Error)]
#[error("{file} is written, but `{command}` {problem}")]
pub struct AfterWriteError {
    /// The revision file.
    pub file: String,
    /// The command, as it is set.
    pub command: String,
    /// What became of it.
    pub problem: String,
}

/// Runs the commands in the project's root, one after the other, until one fails.
///
/// # Errors
///
/// One cannot be started, or says that it failed.
pub fn run(commands: &[String], root: &Path, file: &Path) -> Result<(), AfterWriteError> {
    for command in commands {
        one(command, root, file).map_err(|problem| AfterWriteError {
            file: file.to_string_lossy().into_owned(),
            command: command.clone(),
            problem,
        })?;
    }
    Ok(())
}

fn one(command: &str, root: &Path, file: &Path) -> Result<(), String> {
    let file = file.to_string_lossy();
    let mut words = command
        .split_whitespace()
        .map(|word| word.replace(FILE, &file));
    let Some(program) = words.next() else {
        return Err("names no program".to_owned());
    };
    let output = Command::new(program).args(words).current_dir(root).output();
    match output {
        Ok(output) if output.status.success() => Ok(()),
        Ok(output) => Err(format!("ended with {}{}", output.status, said(&output))),
        Err(error) => Err(format!("could not be started: {error}")),
    }
}

fn said(output: &Output) -> String {
    let said = [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes));
    let said = said.join("");
    match said.trim() {
        "" => String::new(),
        said => format!(":\n{said}"),
    }
}
