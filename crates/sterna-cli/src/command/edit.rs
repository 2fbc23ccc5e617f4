//! `edit`: opens a revision file.

use std::env;
use std::path::Path;
use std::process;

use clap::Args;

use crate::error::{Error, RequestError};
use crate::project::Project;
use crate::report::{Outcome, Report};

/// Open the file of a revision in $VISUAL or $EDITOR.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  cargo db edit head
  cargo db edit current")]
pub struct Edit {
    /// The revision.
    #[arg(
        value_name = "REV",
        default_value = "head",
        allow_negative_numbers = true
    )]
    revision: String,
}

impl Edit {
    pub async fn run(&self, project: &Project<'_>) -> Result<Outcome, Error> {
        let graph = project.graph()?;
        let nodes = project.resolve(&graph, &self.revision).await?;
        let files: Result<Vec<_>, _> = nodes
            .iter()
            .map(|node| project.existing_file(&node.id))
            .collect();
        open(&files?)?;
        Ok(Report::Done {
            done: String::new(),
        }
        .into())
    }
}

/// The editor's setting may hold arguments: `code --wait`.
fn open(files: &[impl AsRef<Path>]) -> Result<(), RequestError> {
    let setting = |name| env::var(name).ok().filter(|value| !value.trim().is_empty());
    let command = setting("VISUAL").or_else(|| setting("EDITOR"));
    let words: Vec<_> = command
        .as_deref()
        .unwrap_or_default()
        .split_whitespace()
        .collect();
    let [program, arguments @ ..] = words.as_slice() else {
        return Err(RequestError::NoEditor { command });
    };
    let files = files.iter().map(AsRef::as_ref);
    let status = process::Command::new(program)
        .args(arguments)
        .args(files)
        .status();
    match status {
        Ok(status) if status.success() => Ok(()),
        _ => Err(RequestError::NoEditor { command }),
    }
}
