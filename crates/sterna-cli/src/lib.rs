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
mod migrate;
mod new_revision;
mod outline;
mod output;
mod project;
mod prompt;
mod replay;
mod report;
mod revision_file;
mod script;
mod settings;
mod slug;
mod source;

use std::env;
use std::process::ExitCode;

use clap::Parser;
use sterna::{Metadata, Revisions};

use arguments::Arguments;
use error::Error;
use exit::Exit;
use output::{Progress, Standard, is_interactive};
use project::Project;
use prompt::{Prompt, Terminal};
use report::Outcome;
use settings::{Settings, Surroundings};

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

/// The help, the version, or what is wrong with the command line.
fn show_usage(error: &clap::Error) -> ExitCode {
    // A reader that is gone does not make help an error.
    drop(error.print());
    match error.exit_code() {
        0 => Exit::Done.into(),
        _ => Exit::Usage.into(),
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
