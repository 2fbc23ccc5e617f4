//! `man`: the commands as pages of the system's manual.

use std::io;
use std::path::{Path, PathBuf};

use clap::{Args, CommandFactory};
use clap_mangen::Man as Page;

use crate::arguments::Arguments;
use crate::error::Error;
use crate::report::{Outcome, Report};

/// Print the manual page, or write one for every command.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  cargo db man | man -l -
  cargo db man --to ~/.local/share/man/man1    then: man cargo-db-upgrade")]
pub struct Man {
    /// The folder for a page of each command; it is made where it is missing.
    #[arg(long, value_name = "DIR")]
    to: Option<PathBuf>,
}

impl Man {
    pub fn run(&self, directory: &Path) -> Result<Outcome, Error> {
        let report = match &self.to {
            Some(folder) => write(&directory.join(folder))?,
            None => Report::Text { text: page()? },
        };
        Ok(report.into())
    }
}

/// The commands under the name that `man` finds them by.
fn manual() -> clap::Command {
    Arguments::command().name("cargo-db")
}

fn page() -> Result<String, Error> {
    let mut page = Vec::new();
    let rendered = Page::new(manual()).render(&mut page);
    rendered.map_err(|source| unwritten(Path::new("memory"), source))?;
    Ok(String::from_utf8_lossy(&page).into_owned())
}

fn write(folder: &Path) -> Result<Report, Error> {
    let written =
        std::fs::create_dir_all(folder).and_then(|()| clap_mangen::generate_to(manual(), folder));
    written.map_err(|source| unwritten(folder, source))?;
    let done = format!("the manual is in {}", folder.display());
    Ok(Report::Done { done })
}

fn unwritten(folder: &Path, source: io::Error) -> Error {
    Error::Manual {
        folder: folder.to_owned(),
        source,
    }
}
