//! `completions`: what a shell needs to complete the commands.

use clap::{Args, CommandFactory};
use clap_complete::{Shell, generate};

use crate::arguments::Arguments;
use crate::report::{Outcome, Report};

/// Print a script with which a shell completes the commands.
///
/// It completes a command that is called `db`. Where that is `cargo db`, give it the name as a
/// function of the shell: db() { cargo db "$@"; }
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  cargo db completions bash > ~/.local/share/bash-completion/completions/db
  cargo db completions zsh > ~/.zfunc/_db
  cargo db completions fish > ~/.config/fish/completions/db.fish
  cargo db completions bash --name shopdb    where the built command has another name")]
pub struct Completions {
    /// The shell.
    #[arg(value_enum, value_name = "SHELL")]
    shell: Shell,
    /// The name that the command is called by.
    #[arg(long, default_value = "db", value_parser = command_name)]
    name: String,
}

impl Completions {
    pub fn run(&self) -> Outcome {
        let mut script = Vec::new();
        let mut command = Arguments::command().bin_name(&self.name);
        generate(self.shell, &mut command, &self.name, &mut script);
        let text = String::from_utf8_lossy(&script).into_owned();
        Report::Text { text }.into()
    }
}

/// The name becomes a part of the script, also of its functions' names.
fn command_name(name: &str) -> Result<String, String> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    match !name.is_empty() && !name.starts_with('-') && name.chars().all(is_plain) {
        true => Ok(name.to_owned()),
        false => Err("a name of letters, digits, `-` and `_` is wanted".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_leave_its_place_in_the_script() {
        for name in ["", "-x", "a b", "a;rm", "$(x)", "a\nb"] {
            assert!(command_name(name).is_err(), "{name:?}");
        }
        assert_eq!(command_name("shop-db_2").as_deref(), Ok("shop-db_2"));
    }
}
