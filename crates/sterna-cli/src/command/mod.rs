//! The commands, one file a verb. Each holds its arguments, whose comments are the help, and what
//! it does: it takes values, returns a report, and prints nothing.

mod adopt;
mod backup;
mod branches;
mod check;
mod completions;
mod current;
mod deploy;
mod diff;
mod downgrade;
mod edit;
mod ensure_version;
mod heads;
mod history;
mod man;
mod merge;
mod rebase;
mod repair;
mod reset;
mod restore;
mod revision;
mod show;
mod squash;
mod stamp;
mod test;
mod upgrade;
mod wait;

use std::path::Path;

use clap::Subcommand;

pub use check::Check;

use crate::error::Error;
use crate::project::Project;
use crate::report::Outcome;

/// What can be done.
#[derive(Debug, Subcommand)]
pub enum Command {
    Revision(revision::Revision),
    Upgrade(upgrade::Upgrade),
    Downgrade(downgrade::Downgrade),
    Reset(reset::Reset),
    Current(current::Current),
    History(history::History),
    Heads(heads::Heads),
    Branches(branches::Branches),
    Show(show::Show),
    Merge(merge::Merge),
    Rebase(rebase::Rebase),
    Squash(squash::Squash),
    Stamp(stamp::Stamp),
    Repair(repair::Repair),
    Check(check::Check),
    Adopt(adopt::Adopt),
    Test(test::Test),
    Deploy(deploy::Deploy),
    Backup(backup::Backup),
    Restore(restore::Restore),
    Wait(wait::Wait),
    Diff(diff::Diff),
    #[command(alias = "ensure_version")]
    EnsureVersion(ensure_version::EnsureVersion),
    Edit(edit::Edit),
    Completions(completions::Completions),
    Man(man::Man),
}

impl Command {
    /// The word that was typed, as JSON reports it.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Revision(_) => "revision",
            Self::Upgrade(_) => "upgrade",
            Self::Downgrade(_) => "downgrade",
            Self::Reset(_) => "reset",
            Self::Current(_) => "current",
            Self::History(_) => "history",
            Self::Heads(_) => "heads",
            Self::Branches(_) => "branches",
            Self::Show(_) => "show",
            Self::Merge(_) => "merge",
            Self::Rebase(_) => "rebase",
            Self::Squash(_) => "squash",
            Self::Stamp(_) => "stamp",
            Self::Repair(_) => "repair",
            Self::Check(_) => "check",
            Self::Adopt(_) => "adopt",
            Self::Test(_) => "test",
            Self::Deploy(_) => "deploy",
            Self::Backup(_) => "backup",
            Self::Restore(_) => "restore",
            Self::Wait(_) => "wait",
            Self::Diff(_) => "diff",
            Self::EnsureVersion(_) => "ensure-version",
            Self::Edit(_) => "edit",
            Self::Completions(_) => "completions",
            Self::Man(_) => "man",
        }
    }

    /// Does it, if it is about the commands themselves and needs no project.
    pub fn about_itself(&self, directory: &Path) -> Option<Result<Outcome, Error>> {
        match self {
            Self::Completions(command) => Some(Ok(command.run())),
            Self::Man(command) => Some(command.run(directory)),
            _ => None,
        }
    }

    /// Does it.
    ///
    /// # Errors
    ///
    /// It did not do what was asked.
    pub async fn run(&self, project: &Project<'_>) -> Result<Outcome, Error> {
        match self {
            Self::Revision(command) => command.run(project).await,
            Self::Upgrade(command) => command.run(project).await,
            Self::Downgrade(command) => command.run(project).await,
            Self::Reset(command) => command.run(project).await,
            Self::Current(command) => command.run(project).await,
            Self::History(command) => command.run(project).await,
            Self::Heads(command) => command.run(project),
            Self::Branches(command) => command.run(project),
            Self::Show(command) => command.run(project).await,
            Self::Merge(command) => command.run(project).await,
            Self::Rebase(command) => command.run(project).await,
            Self::Squash(command) => command.run(project).await,
            Self::Stamp(command) => command.run(project).await,
            Self::Repair(command) => command.run(project).await,
            Self::Check(command) => command.run(project).await,
            Self::Adopt(command) => command.run(project).await,
            Self::Test(command) => command.run(project).await,
            Self::Deploy(command) => command.run(project).await,
            Self::Backup(command) => command.run(project).await,
            Self::Restore(command) => command.run(project).await,
            Self::Wait(command) => command.run(project).await,
            Self::Diff(command) => command.run(project).await,
            Self::EnsureVersion(command) => command.run(project).await,
            Self::Edit(command) => command.run(project).await,
            Self::Completions(command) => Ok(command.run()),
            Self::Man(command) => command.run(&project.directory),
        }
    }
}
