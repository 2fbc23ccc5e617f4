//! A project's command: what it is made of, and how it is run.

use std::path::Path;
use std::process::ExitCode;
use std::{env, fmt, iter};

use anstream::StripStream;
use clap::{CommandFactory, Parser};
use sterna::{Metadata, Operation, Revisions};

use crate::arguments::Arguments;
use crate::misuse::Misuse;
use crate::output::{Printer, Standard, is_interactive};
use crate::prompt::{Prompt, Terminal};
use crate::settings::Surroundings;
use crate::{execute, show_misuse};

/// What a project's own code makes of the operations that a comparison found.
pub(crate) type Hook = dyn Fn(&mut Vec<Operation>);

/// The commands of a project, with what it adds to them.
///
/// ```no_run
/// use sterna_cli::Operation;
/// # mod entity { pub fn metadata() -> sterna::Metadata { sterna::Metadata::new() } }
/// # mod migration { pub fn revisions() -> sterna::Revisions { sterna::Revisions::new(&[]) } }
///
/// fn main() -> std::process::ExitCode {
///     sterna_cli::Cli::new(entity::metadata(), migration::revisions())
///         // Tables go by hand alone.
///         .on_proposal(|operations| {
///             operations.retain(|one| !matches!(one, Operation::DropTable(_)));
///         })
///         .run()
/// }
/// ```
pub struct Cli {
    pub(crate) metadata: Metadata,
    pub(crate) revisions: Revisions,
    pub(crate) on_proposal: Option<Box<Hook>>,
}

impl Cli {
    /// The commands on a project's entities and revisions.
    #[must_use]
    pub fn new(metadata: Metadata, revisions: Revisions) -> Self {
        Self {
            metadata,
            revisions,
            on_proposal: None,
        }
    }

    /// Lets code of the project see, and change, the operations that take the database to the
    /// entities, wherever they are compared: `revision --autogenerate`, `check`, `deploy`. It may
    /// drop, add and reorder them; none left are no difference. The way back is worked out
    /// afterwards, and the proof is about what is left.
    #[must_use]
    pub fn on_proposal(self, hook: impl Fn(&mut Vec<Operation>) + 'static) -> Self {
        Self {
            on_proposal: Some(Box::new(hook)),
            ..self
        }
    }

    /// Runs the command that the process was started with. It makes its own runtime, prints, and
    /// returns what `main` should return.
    pub fn run(self) -> ExitCode {
        let arguments = match Arguments::try_parse() {
            Ok(arguments) => arguments,
            Err(error) => return show_misuse(&Arguments::command(), &error),
        };
        let variable = |name: &str| env::var(name).ok();
        let surroundings = Surroundings {
            directory: env::current_dir().unwrap_or_default(),
            manifest: env::var_os("CARGO_MANIFEST_DIR").map(Into::into),
            variable: &variable,
        };
        let terminal: Option<&dyn Prompt> = is_interactive(&arguments.global).then_some(&Terminal);
        let (done, word) = execute(self, &arguments, &surroundings, terminal);
        let typed = match surroundings.manifest {
            Some(_) => None,
            None => typed(),
        };
        let mut printer = Standard::standard(&arguments.global).typed_as(typed);
        printer.warn(word.as_deref());
        printer.finish(arguments.command.name(), &done).into()
    }

    /// Runs a command as if it were typed in that folder, for tests of a project: without the
    /// environment, without anybody to ask, and without colours. Returns the exit code.
    pub fn run_in<'a>(
        self,
        folder: &Path,
        arguments: impl IntoIterator<Item = &'a str>,
        out: &mut Vec<u8>,
        err: &mut Vec<u8>,
    ) -> u8 {
        let (out, err) = (StripStream::new(out), StripStream::new(err));
        let words: Vec<_> = arguments.into_iter().map(ToOwned::to_owned).collect();
        let typed = iter::once("db").chain(words.iter().map(String::as_str));
        let arguments = match Arguments::try_parse_from(typed) {
            Ok(arguments) => arguments,
            Err(error) => {
                let definition = Arguments::command();
                let line = Misuse::new(&definition, &words, &error);
                return Printer::new(out, err, &line.global()).misused(&line).code();
            }
        };
        let surroundings = Surroundings {
            directory: folder.to_owned(),
            manifest: None,
            variable: &|_| None,
        };
        let (done, word) = execute(self, &arguments, &surroundings, None);
        let mut printer = Printer::new(out, err, &arguments.global);
        printer.warn(word.as_deref());
        printer.finish(arguments.command.name(), &done).code()
    }
}

/// What somebody typed to start this program, where a shell takes it as it is.
fn typed() -> Option<String> {
    let name = env::args_os().next()?.into_string().ok()?;
    let is_plain = |c: char| c.is_alphanumeric() || "/\\._-".contains(c);
    name.chars().all(is_plain).then_some(name)
}

impl fmt::Debug for Cli {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cli")
            .field("metadata", &self.metadata)
            .field("revisions", &self.revisions)
            .field("on_proposal", &self.on_proposal.is_some())
            .finish()
    }
}
