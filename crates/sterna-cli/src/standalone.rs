//! The installed `sterna`: what can be done before there is a project with its own `cargo db`.

use std::path::{Path, PathBuf};

use clap::{Args, Parser, Subcommand};

use crate::arguments::Global;
use crate::error::Error;
use crate::init::{Wish, init};
use crate::report::{Outcome, Report};

/// Migrations for SeaORM whose source of truth is the entities.
#[derive(Debug, Parser)]
#[command(
    name = "sterna",
    version,
    arg_required_else_help = true,
    disable_help_subcommand = true,
    after_help = "Examples:
  sterna init          in a workspace that has an entity crate
  sterna init shop     a new workspace with a first entity

All other commands are the project's own: cargo db --help"
)]
pub struct Standalone {
    /// The command.
    #[command(subcommand)]
    command: Command,
    /// Print facts as one JSON document.
    #[arg(long, global = true)]
    json: bool,
    /// Print nothing but errors.
    #[arg(short, long, global = true)]
    quiet: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    Init(Init),
}

/// Write `migration/`, `cli/`, sterna.toml and the alias `cargo db` into a workspace.
///
/// Where PATH has no Cargo.toml, a whole new workspace with a first entity is written. Nothing is
/// written over a file that is there. Of a workspace that is there, Cargo.toml gets two members,
/// and the entity crate the list of its entities.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  sterna init
  sterna init shop
  sterna init --entity crates/entity")]
struct Init {
    /// The workspace's folder.
    #[arg(value_name = "PATH", default_value = ".")]
    path: PathBuf,
    /// The entity crate of a workspace that is there.
    #[arg(long, value_name = "DIR", default_value = "entity")]
    entity: PathBuf,
    /// Take the crates sterna, sterna-build and sterna-cli from this folder, not from crates.io.
    #[arg(long, value_name = "DIR")]
    path_to_sterna: Option<PathBuf>,
}

impl Standalone {
    /// How it prints.
    pub fn global(&self) -> Global {
        Global {
            json: self.json,
            quiet: self.quiet,
            ..Global::default()
        }
    }

    /// The word that was typed.
    pub fn name(&self) -> &'static str {
        match self.command {
            Command::Init(_) => "init",
        }
    }

    /// Does it, in this folder.
    ///
    /// # Errors
    ///
    /// It did not do what was asked.
    pub fn run(&self, directory: &Path) -> Result<Outcome, Error> {
        let Command::Init(arguments) = &self.command;
        let root = directory.join(&arguments.path);
        let sterna = arguments
            .path_to_sterna
            .as_ref()
            .map(|path| directory.join(path));
        let (done, mut notes) = init(&Wish {
            root: &root,
            entity: &arguments.entity,
            sterna: sterna.as_deref(),
        })?;
        notes.push(format!(
            "next, in {}: `cargo db revision --autogenerate -m \"first tables\"`, then `cargo db \
             upgrade`",
            arguments.path.display()
        ));
        Ok(Outcome {
            notes,
            ..Report::Initialised(done).into()
        })
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;
    use tempfile::TempDir;

    use super::*;

    #[test]
    fn the_definition_is_sound() {
        Standalone::command().debug_assert();
    }

    #[test]
    fn init_says_what_comes_next() {
        let folder = TempDir::new().expect("a temporary folder");
        let arguments = Standalone::parse_from(["sterna", "init", "shop"]);
        let outcome = arguments.run(folder.path()).expect("written");
        assert!(outcome.notes[0].starts_with("next, in shop: `cargo db revision"));
        assert!(folder.path().join("shop/cli/src/main.rs").is_file());
        let again = arguments
            .run(folder.path())
            .expect_err("there is a workspace");
        assert!(again.help().is_some(), "{again}");
    }
}
