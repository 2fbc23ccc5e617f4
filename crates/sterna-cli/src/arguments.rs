//! What can be typed. The arguments of each command stand with the command, in `command/`.

use std::path::PathBuf;

use clap::{Args, Parser};

use crate::command::Command;

/// Changes the schema of a SeaORM application's database, revision by revision.
///
/// The entities are the source of truth: edit one, let `revision --autogenerate` write what
/// changed as a Rust module, read it, and let `upgrade` apply it.
///
/// A revision is named by its id, the beginning of its id, a branch label, `head`, `heads`,
/// `base`, `current`, or relative to one of these: `+1`, `-1`, `9c41+2`, `label@head`.
#[derive(Debug, Parser)]
#[command(
    name = "db",
    bin_name = "cargo db",
    version,
    arg_required_else_help = true,
    disable_help_subcommand = true,
    after_help = "Examples:
  cargo db upgrade
  cargo db revision --autogenerate -m \"posts get a headline\"
  cargo db downgrade -1

Settings: sterna.toml at the project's root. Exit codes and the rest of the book:
https://github.com/sterna-rs/sterna/tree/main/docs"
)]
pub struct Arguments {
    /// The command.
    #[command(subcommand)]
    pub command: Command,
    /// What goes with every command.
    #[command(flatten)]
    pub global: Global,
}

/// What goes with every command.
#[derive(Args, Debug, Default)]
pub struct Global {
    /// The database, in place of DATABASE_URL, .env and sterna.toml.
    #[arg(long, global = true, value_name = "URL", help_heading = "Everywhere")]
    pub database_url: Option<String>,
    /// The settings file, in place of the nearest sterna.toml; its folder is the project's root.
    #[arg(long, global = true, value_name = "FILE", help_heading = "Everywhere")]
    pub config: Option<PathBuf>,
    /// Print facts as one JSON document.
    #[arg(long, global = true, help_heading = "Everywhere")]
    pub json: bool,
    /// Print nothing but what was asked for, and errors.
    #[arg(short, long, global = true, help_heading = "Everywhere")]
    pub quiet: bool,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    fn parsed(line: &str) -> Result<Arguments, clap::Error> {
        Arguments::try_parse_from(std::iter::once("db").chain(line.split_whitespace()))
    }

    #[test]
    fn the_definition_is_sound() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn revisions_that_look_like_numbers_or_options_are_understood() {
        for line in [
            "upgrade",
            "upgrade +1",
            "upgrade left@head right@head",
            "upgrade --dry-run head",
            "upgrade 1f0a:9c41 --sql",
            "downgrade -1",
            "downgrade -1 --dry-run",
            "downgrade base --sql",
            "downgrade left@-1",
            "history -r -3:current",
            "history -r -3: -v",
            "history -v -r 9c41:",
            "current -v --check-heads",
            "show current",
            "stamp --purge a b",
            "merge heads -m join",
            "rebase",
            "rebase 9c41 --onto d1e2",
            "history --graph -r -3:",
            "repair",
            "squash -3:head -m x --delete",
            "reset --yes",
            "test",
            "ensure_version --sql",
            "ensure-version",
            "revision -m x --autogenerate --backfill posts.slug='' --backfill a.b=-1",
            "--database-url a.db current --json",
            "current --json --database-url a.db -q",
            "current --config staging.toml",
        ] {
            assert!(parsed(line).is_ok(), "{line}: {:?}", parsed(line));
        }
    }

    #[test]
    fn nonsense_is_refused() {
        for line in [
            "",
            "upgrade --bogus",
            "downgrade",
            "stamp",
            "diff --from a.db",
            "upgrade --sql --dry-run",
            "diff --from a --to b --sql --rust",
            "revision --autogenerate --sql -m x",
            "revision --backfill a.b=1",
            "history --graph --verbose",
            "nothing",
        ] {
            assert!(parsed(line).is_err(), "{line}");
        }
    }

    /// Every command says what it is for and shows an example.
    #[test]
    fn every_help_has_an_example() {
        for command in Arguments::command().get_subcommands() {
            let name = command.get_name();
            assert!(command.get_about().is_some(), "{name}");
            let examples = command.get_after_help().map(ToString::to_string);
            let line = format!("  cargo db {name}");
            assert!(examples.is_some_and(|text| text.contains(&line)), "{name}");
        }
    }
}
