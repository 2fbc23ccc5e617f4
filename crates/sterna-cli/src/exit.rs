//! The exit codes, once: the table in `docs/reference.md` is compared with this file by a test.

use std::process::ExitCode;

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// It did what was asked, and nothing differs.
    Done,
    /// The answer is no: differences were found, or the database is not at head.
    Differs,
    /// The command line makes no sense. (clap's own code.)
    Usage,
    /// The database cannot be reached or used.
    Database,
    /// The revisions do not answer: unknown, ambiguous, several heads, a database behind them.
    Revision,
    /// Refused before anything changed: an answer is missing, or rows stand in the way.
    Refused,
    /// A revision failed while it ran; the database is as it was.
    Failed,
    /// The project does not fit: settings, entities, files.
    Project,
    /// A deploy failed after it had begun; the database is as it was.
    RolledBack,
    /// The system does not play its part: output cannot be written, there is no temporary folder.
    System,
    /// A deploy failed, and the database could not be taken back.
    NotRolledBack,
}

impl Exit {
    /// All of them, in the order of their numbers.
    pub const ALL: [Self; 11] = [
        Self::Done,
        Self::Differs,
        Self::Usage,
        Self::Database,
        Self::Revision,
        Self::Refused,
        Self::Failed,
        Self::Project,
        Self::RolledBack,
        Self::System,
        Self::NotRolledBack,
    ];

    /// The number that the shell sees.
    pub fn code(self) -> u8 {
        self as u8
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_those_that_scripts_rely_on() {
        let codes: Vec<_> = Exit::ALL.iter().map(|exit| exit.code()).collect();
        assert_eq!(codes, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    }
}
