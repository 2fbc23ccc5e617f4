//! The commands of Sterna, for a project's own `db` command:
//!
//! ```no_run
//! # mod entity { pub fn metadata() -> sterna::Metadata { sterna::Metadata::new() } }
//! # mod migration { pub fn revisions() -> sterna::Revisions { sterna::Revisions::new(&[]) } }
//! fn main() -> std::process::ExitCode {
//!     sterna_cli::run(entity::metadata(), migration::revisions())
//! }
//! ```
//!
//! | room | what it holds |
//! |---|---|
//! | `arguments`, `command/` | what can be typed; one file a verb, whose comments are its help |
//! | `settings/`, `address`, `database` | which database, and how it is opened |
//! | `project` | what every command works with |
//! | `compare`, `describe`, `new_revision`, … | what several commands share |
//! | `squash/`, `stairway`, `sample/`, `rebase` | what one command needs and is worth a name |
//! | `standalone`, `init/` | the installed `sterna`, and the project that it writes |
//! | `report/` | what commands return: facts |
//! | `output/` | the facts as text and as JSON; the only room that prints |
//! | `error`, `exit` | what can go wrong, what to type next, the exit codes |
//!
//! What must stay absent: SQL for schemas, decisions about schemas, and printing outside of
//! `output/`.

mod address;
mod arguments;
mod backfill;
mod command;
mod compare;
mod database;
mod describe;
mod error;
mod exit;
mod identity;
mod init;
mod migrate;
mod new_revision;
mod outline;
mod output;
mod parent_line;
mod project;
mod prompt;
mod prove;
mod rebase;
mod replay;
mod report;
mod revision_file;
mod sample;
mod script;
mod settings;
mod slug;
mod source;
mod squash;
mod stairway;
mod standalone;

use std::io::Write;
use std::path::Path;
use std::process::ExitCode;
use std::{env, iter};

use anstream::StripStream;
use clap::Parser;
use sterna::{Metadata, Revisions};

use arguments::Arguments;
use error::Error;
use exit::Exit;
use output::{Printer, Progress, Standard, is_interactive};
use project::Project;
use prompt::{Prompt, Terminal};
use report::Outcome;
use settings::{Settings, Surroundings};
use standalone::Standalone;

/// Runs the command that the process was started with, on a project's entities and revisions.
///
/// It makes its own runtime, prints, and returns what `main` should return.
pub fn run(metadata: Metadata, revisions: Revisions) -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return show_usage(&error),
    };
    let variable = |name: &str| env::var(name).ok();
    let surroundings = Surroundings {
        directory: env::current_dir().unwrap_or_default(),
        manifest: env::var_os("CARGO_MANIFEST_DIR").map(Into::into),
        variable: &variable,
    };
    let terminal: Option<&dyn Prompt> = is_interactive(&arguments.global).then_some(&Terminal);
    let done = execute(&arguments, &surroundings, terminal, metadata, revisions);
    Standard::standard(&arguments.global)
        .finish(arguments.command.name(), &done)
        .into()
}

/// Runs a command as if it were typed in that folder, for tests of a project: without the
/// environment, without anybody to ask, and without colours. Returns the exit code.
///
/// ```no_run
/// # let (metadata, revisions) = (sterna::Metadata::new(), sterna::Revisions::new(&[]));
/// let (mut out, mut err) = (Vec::new(), Vec::new());
/// let folder = std::path::Path::new("..");
/// let exit = sterna_cli::run_in(folder, ["test"], metadata, revisions, &mut out, &mut err);
/// assert_eq!(exit, 0, "{}", String::from_utf8_lossy(&out));
/// ```
pub fn run_in<'a>(
    folder: &Path,
    arguments: impl IntoIterator<Item = &'a str>,
    metadata: Metadata,
    revisions: Revisions,
    out: &mut Vec<u8>,
    err: &mut Vec<u8>,
) -> u8 {
    let mut err = StripStream::new(err);
    let arguments = match Arguments::try_parse_from(iter::once("db").chain(arguments)) {
        Ok(arguments) => arguments,
        Err(error) => {
            // A stream that is gone does not make help an error.
            drop(write!(err, "{error}"));
            return usage_exit(&error).code();
        }
    };
    let surroundings = Surroundings {
        directory: folder.to_owned(),
        manifest: None,
        variable: &|_| None,
    };
    let done = execute(&arguments, &surroundings, None, metadata, revisions);
    Printer::new(StripStream::new(out), err, &arguments.global)
        .finish(arguments.command.name(), &done)
        .code()
}

/// Runs the installed `sterna`, which makes a workspace a project.
pub fn standalone() -> ExitCode {
    let arguments = match Standalone::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return show_usage(&error),
    };
    let done = arguments.run(&env::current_dir().unwrap_or_default());
    Standard::standard(&arguments.global())
        .finish(arguments.name(), &done)
        .into()
}

/// The help, the version, or what is wrong with the command line.
fn show_usage(error: &clap::Error) -> ExitCode {
    // A reader that is gone does not make help an error.
    drop(error.print());
    usage_exit(error).into()
}

fn usage_exit(error: &clap::Error) -> Exit {
    match error.exit_code() {
        0 => Exit::Done,
        _ => Exit::Usage,
    }
}

fn execute(
    arguments: &Arguments,
    surroundings: &Surroundings<'_>,
    prompt: Option<&dyn Prompt>,
    metadata: Metadata,
    revisions: Revisions,
) -> Result<Outcome, Error> {
    let settings = Settings::read(surroundings, arguments.global.database_url.as_deref())?;
    let progress = Progress::standard(&arguments.global);
    let project = Project {
        directory: surroundings.directory.clone(),
        settings,
        metadata,
        revisions,
        prompt,
        observer: &progress,
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(Error::Runtime)?;
    runtime.block_on(arguments.command.run(&project.configured()))
}

#[cfg(test)]
mod tests;
