//! The one place that writes to standard output and standard error.

use std::borrow::Cow;
use std::io::{self, IsTerminal, Write};

use super::{errors, json, text};
use crate::arguments::Global;
use crate::error::Error;
use crate::exit::Exit;
use crate::misuse::Misuse;
use crate::report::Outcome;

/// Writes what a command returned.
pub struct Printer<O, E> {
    out: O,
    err: E,
    json: bool,
    quiet: bool,
    /// What to type in place of `cargo db`.
    typed: Option<String>,
}

/// The streams of the process. `NO_COLOR`, `CLICOLOR_FORCE` and pipes are respected.
pub type Standard = Printer<anstream::Stdout, anstream::Stderr>;

impl Standard {
    /// The printer of the process.
    pub fn standard(global: &Global) -> Self {
        Self::new(anstream::stdout(), anstream::stderr(), global)
    }
}

impl<O: Write, E: Write> Printer<O, E> {
    /// A printer on any two streams.
    pub fn new(out: O, err: E, global: &Global) -> Self {
        Self {
            out,
            err,
            json: global.json,
            quiet: global.quiet,
            typed: None,
        }
    }

    /// Lets what a person is told to type begin with that instead of `cargo db`: on a server is no
    /// cargo. Where it is `None`, nothing changes.
    #[must_use]
    pub fn typed_as(self, typed: Option<String>) -> Self {
        Self { typed, ..self }
    }

    fn spelled<'t>(&self, text: &'t str) -> Cow<'t, str> {
        match &self.typed {
            Some(typed) => text.replace("`cargo db ", &format!("`{typed} ")).into(),
            None => text.into(),
        }
    }

    /// Prints what came out and says how the command ended.
    pub fn finish(&mut self, command: &str, result: &Result<Outcome, Error>) -> Exit {
        let (exit, printed) = match result {
            Ok(outcome) => (outcome.exit, self.found(command, outcome)),
            Err(error) => (error.exit(), self.failed(command, error)),
        };
        match printed {
            Ok(()) => exit,
            // `history | head`: whoever reads has seen enough.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => exit,
            // What failed has its own code, and a script that reads it alone.
            Err(_) if result.is_err() => exit,
            Err(error) => self.unwritten(&error),
        }
    }

    /// Says something beside a failure.
    pub fn warn(&mut self, words: Option<&str>) {
        // What failed has its own code, and nowhere else to say more.
        if let Some(words) = words {
            let warning = errors::warning(words);
            drop(write!(self.err, "{}", self.spelled(&warning)));
        }
    }

    /// Prints the help, the version, or what is wrong with a command line.
    pub fn misused(&mut self, line: &Misuse<'_>) -> Exit {
        // A reader that is gone does not make help an error.
        if line.error.exit_code() == 0 {
            drop(write!(self.out, "{}", line.error.render().ansi()));
            return Exit::Done;
        }
        drop(write!(self.err, "{}", line.error.render().ansi()));
        if self.json {
            drop(writeln!(self.out, "{}", json::misused(line)));
        }
        Exit::Usage
    }

    /// A full disk behind `>`: the work is done, and whoever reads lacks a part of what it says.
    fn unwritten(&mut self, error: &io::Error) -> Exit {
        // Standard error may be gone as well; the exit code says it then.
        drop(write!(self.err, "{}", errors::unwritten(error)));
        Exit::System
    }

    fn found(&mut self, command: &str, outcome: &Outcome) -> io::Result<()> {
        if self.json {
            writeln!(self.out, "{}", json::found(command, outcome))?;
        } else {
            let text = if self.quiet { text::quiet } else { text::text };
            let text = text(&outcome.report);
            write!(self.out, "{}", self.spelled(&text))?;
        }
        self.out.flush()?;
        self.remarks(outcome)
    }

    /// What is said beside goes to standard error, so that a script reads facts alone.
    fn remarks(&mut self, outcome: &Outcome) -> io::Result<()> {
        if self.quiet || self.json {
            return Ok(());
        }
        let warnings = outcome.warnings.iter().map(|words| errors::warning(words));
        let notes = outcome.notes.iter().map(|words| errors::note(words));
        for remark in warnings.chain(notes) {
            write!(self.err, "{}", self.spelled(&remark))?;
        }
        self.err.flush()
    }

    fn failed(&mut self, command: &str, error: &Error) -> io::Result<()> {
        let text = errors::text(error);
        write!(self.err, "{}", self.spelled(&text))?;
        if self.json {
            writeln!(self.out, "{}", json::failed(command, error, error.exit()))?;
        }
        self.out.flush()
    }
}

/// Whether a person sits in front of it who can be asked.
pub fn is_interactive(global: &Global) -> bool {
    !global.json && !global.quiet && io::stdin().is_terminal() && io::stderr().is_terminal()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_to_type_begins_as_the_program_was_called() {
        let said = |typed: Option<&str>| {
            let (out, global) = (Vec::new(), Global::default());
            let printer = Printer::new(out, anstream::StripStream::new(Vec::new()), &global);
            let mut printer = printer.typed_as(typed.map(ToOwned::to_owned));
            printer.warn(Some("`cargo db history` and `cargo db stamp`, in cargo db"));
            String::from_utf8(printer.err.into_inner()).expect("UTF-8")
        };
        assert_eq!(
            said(Some("bin/db")),
            "warning: `bin/db history` and `bin/db stamp`, in cargo db\n"
        );
        let as_it_is = "warning: `cargo db history` and `cargo db stamp`, in cargo db\n";
        assert_eq!(said(None), as_it_is);
    }
}
