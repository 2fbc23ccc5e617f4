//! A system's application in a terminal of its own, connected to its database all the time.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdout, Stdio};

use tests::System;

/// An application that answers each line it is told with one of its own.
pub struct Listening {
    child: Child,
    answers: BufReader<ChildStdout>,
}

impl Listening {
    /// Starts that line of shell in the system's root.
    pub fn start(system: &System, line: &str) -> Self {
        let mut command = system.shell(&format!("exec {line}"));
        let command = command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().expect("the application starts");
        let answers = BufReader::new(child.stdout.take().expect("its answers"));
        Self { child, answers }
    }

    /// Tells it a line and waits for its answer.
    pub fn tell(&mut self, line: &str) -> String {
        let input = self.child.stdin.as_mut().expect("its input");
        writeln!(input, "{line}").expect("the application listens");
        let mut answer = String::new();
        self.answers.read_line(&mut answer).expect("an answer");
        answer.trim_end().to_owned()
    }

    /// The number of its process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Ends it as at the end of its input.
    pub fn stop(mut self) {
        drop(self.child.stdin.take());
        assert!(self.child.wait().expect("it ends").success());
    }
}
