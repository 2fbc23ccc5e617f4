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
//! | `cli` | a project's command: what it is made of, and how it is run |
//! | `arguments`, `command/`, `misuse` | what can be typed, one file a verb, whose comments are its help; and what cannot |
//! | `settings/`, `address`, `database` | which database, and how it is opened |
//! | `project` | what every command works with |
//! | `compare`, `describe`, `new_revision`, … | what several commands share |
//! | `precaution`, `deploy/` | a backup before something is lost; upgrade, verify, go back |
//! | `adoption/`, `squash/`, `stairway`, `sample/`, `rebase` | what one command needs and is worth a name |
//! | `standalone`, `init/` | the installed `sterna`, and the project that it writes |
//! | `report/` | what commands return: facts |
//! | `output/` | the facts as text and as JSON; the only room that prints |
//! | `error`, `exit` | what can go wrong, what to type next, the exit codes |
//!
//! What must stay absent: SQL for schemas, decisions about schemas, and printing outside of
//! `output/`.

mod address;
mod adoption;
mod after_write;
mod arguments;
mod backfill;
mod cli;
mod command;
mod compare;
mod database;
mod deploy;
mod describe;
mod error;
mod exit;
mod identity;
mod init;
mod migrate;
mod misuse;
mod new_revision;
mod outline;
mod output;
mod parent_line;
mod precaution;
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
mod unmade;

use std::path::Path;
use std::process::ExitCode;
use std::{env, iter};

use anstream::StripStream;
use clap::{CommandFactory, Parser};
use sterna::{Metadata, Revisions};

pub use cli::Cli;
/// What a hook over a proposal sees.
pub use sterna::Operation;

use arguments::Arguments;
use error::Error;
use misuse::Misuse;
use output::{Printer, Progress, Standard};
use project::Project;
use prompt::Prompt;
use report::Outcome;
use settings::{Settings, Surroundings};
use standalone::Standalone;

/// Runs the command that the process was started with, on a project's entities and revisions;
/// [`Cli`] is the same with more to say.
///
/// It makes its own runtime, prints, and returns what `main` should return.
pub fn run(metadata: Metadata, revisions: Revisions) -> ExitCode {
    Cli::new(metadata, revisions).run()
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
    Cli::new(metadata, revisions).run_in(folder, arguments, out, err)
}

/// Runs the installed `sterna`, which makes a workspace a project.
pub fn standalone() -> ExitCode {
    let arguments = match Standalone::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return show_misuse(&Standalone::command(), &error),
    };
    let done = arguments.run(&env::current_dir().unwrap_or_default());
    Standard::standard(&arguments.global())
        .finish(arguments.name(), &done)
        .into()
}

/// Runs the installed `sterna` as if it were typed in that folder, without colours. Returns the
/// exit code.
///
/// ```no_run
/// let (mut out, mut err) = (Vec::new(), Vec::new());
/// let folder = std::path::Path::new("..");
/// let exit = sterna_cli::standalone_in(folder, ["init", "shop"], &mut out, &mut err);
/// assert_eq!(exit, 0, "{}", String::from_utf8_lossy(&err));
/// ```
pub fn standalone_in<'a>(
    folder: &Path,
    arguments: impl IntoIterator<Item = &'a str>,
    out: &mut Vec<u8>,
    err: &mut Vec<u8>,
) -> u8 {
    let (out, err) = (StripStream::new(out), StripStream::new(err));
    let words: Vec<_> = arguments.into_iter().map(ToOwned::to_owned).collect();
    let typed = iter::once("sterna").chain(words.iter().map(String::as_str));
    match Standalone::try_parse_from(typed) {
        Ok(arguments) => Printer::new(out, err, &arguments.global())
            .finish(arguments.name(), &arguments.run(folder))
            .code(),
        Err(error) => {
            let definition = Standalone::command();
            let line = Misuse::new(&definition, &words, &error);
            let mut printer = Printer::new(out, err, &line.global());
            printer.misused(&line).code()
        }
    }
}

/// The help, the version, or what is wrong with the command line of the process.
fn show_misuse(definition: &clap::Command, error: &clap::Error) -> ExitCode {
    let typed = env::args_os().skip(1);
    let words: Vec<_> = typed
        .map(|word| word.to_string_lossy().into_owned())
        .collect();
    let line = Misuse::new(definition, &words, error);
    Standard::standard(&line.global()).misused(&line).into()
}

/// How a command ended, and word of a deploy or restore that was killed before, where the outcome
/// does not say it.
type Done = (Result<Outcome, Error>, Option<String>);

fn execute(
    cli: Cli,
    arguments: &Arguments,
    surroundings: &Surroundings<'_>,
    prompt: Option<&dyn Prompt>,
) -> Done {
    let done = attempt(cli, arguments, surroundings, prompt);
    done.unwrap_or_else(|error| (Err(error), None))
}

fn attempt(
    cli: Cli,
    arguments: &Arguments,
    surroundings: &Surroundings<'_>,
    prompt: Option<&dyn Prompt>,
) -> Result<Done, Error> {
    if let Some(done) = arguments.command.about_itself(&surroundings.directory) {
        return Ok((done, None));
    }
    let settings = Settings::read(surroundings, &arguments.global)?;
    let progress = Progress::standard(&arguments.global);
    let project = Project {
        directory: surroundings.directory.clone(),
        settings,
        metadata: cli.metadata,
        revisions: cli.revisions,
        on_proposal: cli.on_proposal.as_deref(),
        prompt,
        observer: &progress,
    };
    let project = project.configured()?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(Error::Runtime)?;
    let mut done = runtime.block_on(arguments.command.run(&project));
    let mut word = deploy::interrupted(&project);
    if let Ok(outcome) = &mut done {
        outcome.warnings.extend(word.take());
    }
    Ok((done, word))
}

#[cfg(test)]
mod tests;
