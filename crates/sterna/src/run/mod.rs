//! The database side of a run: lock, execute, record, report.
//!
//! Decisions are made elsewhere and before: the graph says which steps, the builders what they
//! mean, the dialect how it is done. Here they are carried out on one connection, all or nothing.
//!
//! | file | question |
//! |---|---|
//! | `connection`, `savepoint`, `session` | which connection, how it is locked, how it is given back |
//! | `prepare` | what do the revisions want to do, and which share a transaction? pure |
//! | `perform`, `executor`, `catalogue`, `counter`, `witness` | how is it carried out? |
//! | `migrations` | how do migrations of sea-orm-migration run? |
//! | `versions`, `history`, `record`, `kept` | what does the database remember of it? |
//! | `audit` | was an applied revision edited, or one inserted below it? pure |
//! | `runner`, `mark`, `state`, `forecast`, `extents`, `execute` | what can an application ask for? |
//!
//! What must stay absent: printing, and SQL for schemas, which the dialect alone writes.

mod audit;
mod catalogue;
mod connection;
mod counter;
mod execute;
mod executor;
mod extents;
mod forecast;
mod foreign_keys;
mod history;
mod kept;
mod mark;
mod migrations;
mod perform;
mod prepare;
mod query;
mod record;
mod runner;
mod savepoint;
mod session;
mod state;
mod versions;
mod witness;

pub use connection::Connection;
pub use execute::{ExecuteError, execute};
pub use forecast::Replay;
pub use runner::Runner;
pub use savepoint::Savepoint;
