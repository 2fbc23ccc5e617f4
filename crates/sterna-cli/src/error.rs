//! Everything that can go wrong in a command: the exit code, and what to type next.
//!
//! Errors are data where they arise; the words that help are added here, at the edge, unless the
//! engine has them already.

use sterna::error::Problem;
use sterna::{BackupError, Direction};
use sterna_autogenerate::{AutogenerateError, DesiredError, ProofError};
use sterna_dialect::sqlite::rehearse::RehearsalError;
use thiserror::Error;

use crate::adoption::AdoptionError;
use crate::after_write::AfterWriteError;
use crate::backfill::BackfillError;
use crate::database::DatabaseError;
use crate::exit::Exit;
use crate::init::InitError;
use crate::precaution::AfterBackup;
use crate::prove::NotProved;
use crate::rebase::RebaseError;
use crate::revision_file::FileError;
use crate::settings::{KEYS, SettingsError};
use crate::source::SourceError;

/// Why a command did not do what was asked.
#[derive(Debug, Error)]
pub enum Error {
    /// The settings cannot be used.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// The database cannot be used.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// The runner or the revision graph refused.
    #[error(transparent)]
    Engine(#[from] sterna::Error),
    /// The database was not copied, or not restored.
    #[error(transparent)]
    Backup(#[from] BackupError),
    /// A run failed, with a backup from before it that stays.
    #[error(transparent)]
    AfterBackup(AfterBackup),
    /// The entities have no schema.
    #[error(transparent)]
    Entities(#[from] DesiredError),
    /// The entities cannot be compared with the database.
    #[error(transparent)]
    Autogenerate(#[from] AutogenerateError),
    /// What should be done does not work on a copy of the schema.
    #[error(transparent)]
    Rehearsal(#[from] RehearsalError),
    /// A proposal is wrong, which a copy has shown.
    #[error(transparent)]
    NotProved(#[from] NotProved),
    /// A proposal cannot be tried on a copy.
    #[error(transparent)]
    Proof(#[from] ProofError),
    /// The revisions do not make a schema from nothing.
    #[error("the revisions cannot be replayed in memory")]
    Replay(#[source] sterna::Error),
    /// A file cannot be written.
    #[error(transparent)]
    File(#[from] FileError),
    /// A file is written, and what should run on it failed.
    #[error(transparent)]
    AfterWrite(#[from] AfterWriteError),
    /// Rows that exist lack a value.
    #[error(transparent)]
    Backfill(#[from] BackfillError),
    /// A side of `diff` cannot be read.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// A branch does not move.
    #[error(transparent)]
    Rebase(#[from] RebaseError),
    /// There is no room for a scratch database.
    #[error("no folder could be made for a scratch database")]
    Scratch(#[source] std::io::Error),
    /// The manual's pages cannot be written.
    #[error("cannot write the manual to {}", crate::output::escape(&folder.to_string_lossy()))]
    Manual {
        /// The folder.
        folder: std::path::PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// What the database holds cannot be written down.
    #[error(transparent)]
    Adoption(#[from] AdoptionError),
    /// No project was written.
    #[error(transparent)]
    Init(#[from] InitError),
    /// The system gives no runtime.
    #[error("cannot start")]
    Runtime(#[source] std::io::Error),
    /// The request itself is wrong, in a way that only the project can tell.
    #[error(transparent)]
    Request(#[from] RequestError),
}

/// Why a request cannot be met.
#[derive(Debug, Error)]
pub enum RequestError {
    /// Autogenerate compares the entities with a database that has everything applied.
    #[error("{database} is {} behind head", revisions(*.pending))]
    Behind {
        /// The database.
        database: String,
        /// How many revisions are not applied.
        pending: usize,
    },
    /// A deploy would call a database whole that lacks a revision below an applied one.
    #[error("{words}")]
    NeverRan {
        /// Which revision, and what to do.
        words: String,
    },
    /// The folder has a revision that this program was built without.
    #[error("{file} is not in this program, which was built before it")]
    NotBuilt {
        /// The file.
        file: String,
    },
    /// A new revision would fork the history by accident.
    #[error("revision {id} is not a head: {} on it already", follow(.children))]
    NotAHead {
        /// The revision.
        id: String,
        /// What builds on it.
        children: Vec<String>,
    },
    /// A range whose ends are the wrong way round for the command.
    #[error("{range} does not lead {}", way(*.wanted))]
    OtherWay {
        /// The range.
        range: String,
        /// Where the command leads.
        wanted: Direction,
    },
    /// A new revision could build on any of several heads.
    #[error("a new revision builds on one head, and there are {}: {}", .heads.len(), .heads.join(", "))]
    SeveralHeads {
        /// The heads.
        heads: Vec<String>,
    },
    /// Nothing to merge.
    #[error("there is nothing to merge: {}", only(.heads))]
    NothingToMerge {
        /// The heads that there are.
        heads: Vec<String>,
    },
    /// A name that means no revision, such as `base` or `current` of an empty database.
    #[error("{name} names no revision here")]
    NoRevision {
        /// The name.
        name: String,
    },
    /// Neither `$VISUAL` nor `$EDITOR` is set, or it cannot be started.
    #[error("no editor could be started{}", .command.as_ref().map(|c| format!(": {c}")).unwrap_or_default())]
    NoEditor {
        /// What was tried.
        command: Option<String>,
    },
    /// The file of a revision is not where the build found it.
    #[error("the file of revision {id} is not at {path}")]
    NoFile {
        /// The revision.
        id: String,
        /// Where it should be.
        path: String,
    },
    /// A database needs the revisions that would be deleted.
    #[error("{database} is at {id}, inside the range: it needs the files of these revisions")]
    InsideRange {
        /// The database.
        database: String,
        /// The applied revision.
        id: String,
    },
    /// A database of production is not reset.
    #[error("{database} is a database of production: `{pattern}` in sterna.toml says so")]
    Production {
        /// The database.
        database: String,
        /// The pattern that fits it.
        pattern: String,
    },
    /// Nobody said yes.
    #[error("all rows of {database} would be lost, and nobody said yes")]
    NotConfirmed {
        /// The database.
        database: String,
    },
    /// A new history could begin in any of several folders.
    #[error("revisions lie in {}, and nothing says where this one belongs", .folders.join(" and "))]
    WhichFolder {
        /// The folders that are set.
        folders: Vec<String>,
    },
    /// A folder that is not set.
    #[error("{name} is no folder of revisions: these lie in {}", .folders.join(" and "))]
    NoSuchFolder {
        /// What was typed.
        name: String,
        /// The folders that are set.
        folders: Vec<String>,
    },
    /// A file that is written in an unusual way is not edited.
    #[error("{path} does not say `revises: &[…]` once, on a line of its own, as it was built")]
    NoParentLine {
        /// The file.
        path: String,
        /// What it should say.
        onto: String,
    },
}

fn revisions(count: usize) -> String {
    match count {
        1 => "1 revision".to_owned(),
        count => format!("{count} revisions"),
    }
}

fn follow(children: &[String]) -> String {
    let verb = if children.len() == 1 {
        "builds"
    } else {
        "build"
    };
    format!("{} {verb}", children.join(" and "))
}

fn way(direction: Direction) -> &'static str {
    match direction {
        Direction::Up => "up",
        Direction::Down => "down",
    }
}

fn only(heads: &[String]) -> String {
    match heads {
        [] => "there are no revisions".to_owned(),
        [head] => format!("{head} is the only head"),
        heads => format!("{} are one line", heads.join(" and ")),
    }
}

impl Error {
    /// The code that the shell sees.
    pub fn exit(&self) -> Exit {
        match self {
            Self::Settings(SettingsError::NoDatabase { .. } | SettingsError::Address { .. })
            | Self::Database(_)
            | Self::Source(_) => Exit::Database,
            Self::Settings(_)
            | Self::File(_)
            | Self::AfterWrite(_)
            | Self::Entities(_)
            | Self::Adoption(_)
            | Self::Init(_) => Exit::Project,
            Self::Engine(error) => engine_exit(error),
            Self::Backup(error) => backup_exit(error),
            Self::AfterBackup(after) => after.error.exit(),
            Self::Autogenerate(error) => autogenerate_exit(error),
            Self::Backfill(_) | Self::NotProved(_) | Self::Rehearsal(_) | Self::Proof(_) => {
                Exit::Refused
            }
            Self::Rebase(_) | Self::Replay(_) => Exit::Revision,
            Self::Runtime(_) | Self::Scratch(_) | Self::Manual { .. } => Exit::System,
            Self::Request(error) => request_exit(error),
        }
    }

    /// What to do about it.
    pub fn help(&self) -> Option<String> {
        match self {
            Self::Settings(error) => settings_help(error),
            Self::Database(error) => Some(database_help(error)),
            Self::Engine(error) => error.help(),
            Self::Backup(error) => error.help(),
            Self::AfterBackup(after) => Some(after.help()),
            Self::Entities(DesiredError::Metadata(error)) => Some(error.help()),
            Self::Autogenerate(error) => autogenerate_help(error),
            Self::File(FileError::NoFolder(_)) => Some(
                "let `versions` in sterna.toml name the folder that the migration crate's \
                 build.rs reads"
                    .to_owned(),
            ),
            Self::AfterWrite(_) => Some(
                "the revision need not be written again: mend the file by hand, or `after_write` \
                 in sterna.toml"
                    .to_owned(),
            ),
            Self::Backfill(error) => Some(error.help()),
            Self::NotProved(error) => Some(error.help()),
            Self::Replay(_) => Some(
                "a history that starts from tables which no revision creates is compared with a \
                 database: leave out `--from revisions`"
                    .to_owned(),
            ),
            Self::Rehearsal(RehearsalError::Broken(broken)) => Some(broken.help()),
            Self::Source(error) => error.help(),
            Self::Rebase(error) => Some(error.help()),
            Self::Adoption(error) => Some(error.help()),
            Self::Init(error) => error.help(),
            Self::Request(error) => Some(request_help(error)),
            Self::Entities(_)
            | Self::File(_)
            | Self::Rehearsal(_)
            | Self::Proof(_)
            | Self::Runtime(_)
            | Self::Scratch(_)
            | Self::Manual { .. } => None,
        }
    }
}

fn request_exit(error: &RequestError) -> Exit {
    match error {
        RequestError::NotBuilt { .. }
        | RequestError::NoEditor { .. }
        | RequestError::NoFile { .. }
        | RequestError::NoParentLine { .. } => Exit::Project,
        RequestError::WhichFolder { .. } | RequestError::NoSuchFolder { .. } => Exit::Usage,
        RequestError::Production { .. } | RequestError::NotConfirmed { .. } => Exit::Refused,
        RequestError::Behind { .. }
        | RequestError::NeverRan { .. }
        | RequestError::NotAHead { .. }
        | RequestError::SeveralHeads { .. }
        | RequestError::NothingToMerge { .. }
        | RequestError::OtherWay { .. }
        | RequestError::InsideRange { .. }
        | RequestError::NoRevision { .. } => Exit::Revision,
    }
}

/// Options that do not fit are the command line's fault, all else the entities'.
fn autogenerate_exit(error: &AutogenerateError) -> Exit {
    match error {
        AutogenerateError::Backfill(_) | AutogenerateError::Rename(_) => Exit::Usage,
        AutogenerateError::Unreadable(_) | AutogenerateError::OneWay(_) => Exit::Project,
    }
}

fn autogenerate_help(error: &AutogenerateError) -> Option<String> {
    let text = match error {
        AutogenerateError::Backfill(_) => {
            "text needs SQL's quotes inside the shell's: --backfill posts.slug=\"''\""
        }
        AutogenerateError::Rename(_) => {
            "write the name that the database has, and the new one: --rename posts.title:headline"
        }
        AutogenerateError::Unreadable(_) | AutogenerateError::OneWay(_) => return None,
    };
    Some(text.to_owned())
}

fn backup_exit(error: &BackupError) -> Exit {
    match error {
        BackupError::Engine(error) => engine_exit(error),
        BackupError::UnknownRevision { .. } => Exit::Revision,
        _ => Exit::Database,
    }
}

fn engine_exit(error: &sterna::Error) -> Exit {
    use sterna::Error as Engine;
    match error {
        Engine::Revisions(_) | Engine::Graph(_) => Exit::Revision,
        Engine::Mismatch { .. } => Exit::Differs,
        Engine::ForeignKeys { .. } => Exit::Refused,
        Engine::Step(step) => match step.problem {
            Problem::Refused { .. } | Problem::OneWay(_) => Exit::Refused,
            _ => Exit::Failed,
        },
        Engine::Moved { .. } => Exit::Failed,
        _ => Exit::Database,
    }
}

fn settings_help(error: &SettingsError) -> Option<String> {
    Some(match error {
        SettingsError::UnknownKey { .. } => format!("the settings are {}", KEYS.join(", ")),
        SettingsError::NoDatabase { variable } => format!(
            "write `database_url = \"data/app.db\"` into sterna.toml, set {variable} there, in the \
             environment or in .env, or give --database-url"
        ),
        SettingsError::NoProject => {
            "run the command inside the project; sterna.toml stands at its root and may be empty"
                .to_owned()
        }
        SettingsError::Address { .. } => {
            "a database is named by a path, or as sqlite:data/app.db, sqlite:///var/app.db; one in \
             memory as sqlite::memory:"
                .to_owned()
        }
        SettingsError::Table { .. } | SettingsError::OneTable { .. } => {
            "leave the setting out, or write a name that no other table has".to_owned()
        }
        SettingsError::Unreadable { .. }
        | SettingsError::Malformed { .. }
        | SettingsError::DotEnv { .. } => return None,
    })
}

fn database_help(error: &DatabaseError) -> String {
    match error {
        DatabaseError::Missing { .. } => {
            "`cargo db upgrade head` makes it; if it should be there, look at --database-url, the \
             environment, .env and sterna.toml, in this order"
        }
        DatabaseError::Folder { .. } => "name a file inside it",
        DatabaseError::CannotCreate { .. } => "make the folder, or name another one",
        DatabaseError::NotADatabase { .. } => "name another file; this one was not touched",
        DatabaseError::NoPermission { .. } => {
            "let your user read and write the file and its folder"
        }
        DatabaseError::Locked { .. } => "wait until the other process is done, then try again",
        DatabaseError::BadPath { .. } => "name another file",
        DatabaseError::Other { .. } => "look at the path and at the file",
    }
    .to_owned()
}

fn request_help(error: &RequestError) -> String {
    match error {
        RequestError::Behind { .. } => {
            "`cargo db upgrade head` brings it up to date; then try again".to_owned()
        }
        RequestError::NeverRan { .. } => "nothing was changed; then deploy again".to_owned(),
        RequestError::NotBuilt { .. } => "run it through `cargo db`, which builds first".to_owned(),
        RequestError::NotAHead { .. } => {
            "name a head (`cargo db heads`), or add --splice to fork the history there".to_owned()
        }
        RequestError::InsideRange { .. } => {
            "upgrade it past the range first, or squash without --delete".to_owned()
        }
        RequestError::SeveralHeads { heads } => format!(
            "`cargo db merge {}` joins them, `cargo db rebase` puts one on top of the other; or \
             build on one alone: --head {}",
            heads.join(" "),
            heads[0]
        ),
        RequestError::NothingToMerge { .. } => "`cargo db heads` lists the heads".to_owned(),
        RequestError::OtherWay { wanted, .. } => match wanted {
            Direction::Up => "the lower end comes first; `cargo db downgrade --sql` leads down",
            Direction::Down => "the upper end comes first; `cargo db upgrade --sql` leads up",
        }
        .to_owned(),
        RequestError::NoRevision { .. } => "`cargo db history` lists the revisions".to_owned(),
        RequestError::NoEditor { .. } => "set EDITOR to a program that takes a file".to_owned(),
        RequestError::NoFile { .. } => {
            "build again, or let `versions` in sterna.toml name the right folder".to_owned()
        }
        RequestError::Production { .. } => {
            "name another database with --database-url; where this one may be lost after all, \
             `cargo db downgrade base` undoes it step by step"
                .to_owned()
        }
        RequestError::NotConfirmed { .. } => {
            "add --yes where there is nobody to ask; nothing was changed".to_owned()
        }
        RequestError::WhichFolder { folders } => {
            format!("say it: --version-path {}", folders[0])
        }
        RequestError::NoSuchFolder { .. } => {
            "name one of these, or add the folder to `versions` in sterna.toml and to the \
             migration crate's build.rs"
                .to_owned()
        }
        RequestError::NoParentLine { onto, .. } => {
            format!("write `revises: &[\"{onto}\"],` into it by hand")
        }
    }
}
