//! What a command said and how it ended.

use std::process::Output;

/// The end of a command, with readable failures.
#[derive(Debug)]
pub struct Outcome {
    command: String,
    /// What it wrote for its reader.
    pub stdout: String,
    /// What it complained about.
    pub stderr: String,
    /// Its exit code; `None` when a signal ended it.
    pub code: Option<i32>,
}

impl Outcome {
    /// What a command has said that ended so.
    pub fn new(command: String, output: Output) -> Self {
        Self {
            command,
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
            code: output.status.code(),
        }
    }

    /// Insists on success and gives what it wrote.
    ///
    /// # Panics
    ///
    /// The command failed.
    #[track_caller]
    pub fn ok(self) -> String {
        self.exits(0).stdout
    }

    /// Insists on that exit code.
    ///
    /// # Panics
    ///
    /// The command ended otherwise.
    #[track_caller]
    pub fn exits(self, code: i32) -> Self {
        assert_eq!(
            self.code,
            Some(code),
            "`{}` ended unexpectedly\n--- stdout\n{}\n--- stderr\n{}",
            self.command,
            self.stdout,
            self.stderr
        );
        self
    }

    /// Insists on a complaint that contains every one of these.
    ///
    /// # Panics
    ///
    /// One of them is missing.
    #[track_caller]
    pub fn complains<'a>(self, about: impl IntoIterator<Item = &'a str>) -> Self {
        for part in about {
            assert!(
                self.stderr.contains(part),
                "`{}` does not say {part:?}\n--- stderr\n{}",
                self.command,
                self.stderr
            );
        }
        self
    }
}
