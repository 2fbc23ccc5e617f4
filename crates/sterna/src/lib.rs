//! The embedded runner of Sterna: revisions of a SeaORM project, and what applies them.
//!
//! An application depends on this crate and on its own `migration` crate, whose `build.rs` lists
//! the revision modules:
//!
//! ```ignore
//! // migration/src/lib.rs
//! sterna::include_revisions!();
//!
//! // the application
//! migration::revisions().upgrade(&db, "head").await?; // migrate at start-up
//! migration::revisions().ensure_current(&db).await?;  // or refuse to start
//! ```
//!
//! | room | what it holds |
//! |---|---|
//! | [`revision`] | what a revision file declares, and the list of them |
//! | [`operations`] | what `upgrade` and `downgrade` fill: builders that end as [`Operation`]s |
//! | [`TakenOver`] | migrations of sea-orm-migration, as the root of the history |
//! | [`graph`] | how revisions hang together and which steps lead where; pure |
//! | [`run`] | the database side: lock, execute, history, current state |
//! | [`backup`], [`restore`], [`health`] | copies of a database in use, and their way back |
//! | [`metadata`] | the project's entities, listed once |
//! | [`declare`] | what entities cannot say of their tables, said beside them |
//! | [`event`], [`report`], [`error`] | what a run tells while it works, and what it returns |
//!
//! What must stay absent: the command line, the differ, the renderer of Rust source, printing.
//! A test reads `cargo tree` and holds it.

pub mod backup;
pub mod declare;
pub mod error;
pub mod event;
pub mod graph;
pub mod health;
pub mod metadata;
pub mod operations;
pub mod prelude;
pub mod report;
pub mod restore;
pub mod revision;
pub mod revisions;
pub mod run;
mod taking_over;
mod wait;

pub use backup::{Backup, BackupError, Backups};
pub use declare::TableDeclaration;
pub use error::Error;
pub use event::{Event, Observer};
pub use graph::Direction;
pub use metadata::Metadata;
pub use operations::Operations;
pub use report::{Current, Report};
pub use revision::{Revision, Source, Transaction};
pub use revisions::Revisions;
pub use run::{Connection, Runner};
/// The operations and nouns that every stage of the engine speaks.
pub use sterna_schema as schema;
pub use sterna_schema::Operation;
pub use taking_over::TakenOver;

/// The examples of the README are tested with the documentation.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
