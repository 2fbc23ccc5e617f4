//! A command line that makes no sense, or asks for help: what can be known of it all the same.

use clap::Command;

use crate::arguments::Global;

/// A command line that clap did not take.
pub struct Misuse<'a> {
    definition: &'a Command,
    words: &'a [String],
    /// What clap says.
    pub error: &'a clap::Error,
}

impl<'a> Misuse<'a> {
    /// What was typed behind the program's name, against that definition.
    pub fn new(definition: &'a Command, words: &'a [String], error: &'a clap::Error) -> Self {
        Self {
            definition,
            words,
            error,
        }
    }

    /// How it should be answered: a script that asked for JSON gets JSON.
    pub fn global(&self) -> Global {
        Global {
            json: self.words.iter().any(|word| word == "--json"),
            ..Global::default()
        }
    }

    /// The command that was meant, as far as that can be seen.
    pub fn command(&self) -> Option<&'a str> {
        let mut named = self
            .words
            .iter()
            .filter_map(|word| self.definition.find_subcommand(word));
        named.next().map(Command::get_name)
    }

    /// What is wrong, and what to type.
    pub fn words(&self) -> (String, Option<String>) {
        let text = self.error.render().to_string();
        let (what, help) = text.trim().split_once("\n\n").unwrap_or((text.trim(), ""));
        let what = what.strip_prefix("error: ").unwrap_or(what).trim_end();
        let help = help.trim();
        (what.to_owned(), (!help.is_empty()).then(|| help.to_owned()))
    }
}
