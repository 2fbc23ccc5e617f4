//! What the entities changed, found and written down.
//!
//! The stages are functions over values:
//!
//! | stage | from | to |
//! |---|---|---|
//! | [`desired()`] | the entities | the schema that they mean |
//! | [`diff()`] | two schemas | the operations between them |
//! | [`autogenerate()`] | database, entities, what was said beside | a proposal, both ways |
//! | [`describe()`] | a difference | lines for a terminal |
//! | [`render()`] | operations | the revision module |
//!
//! Only `desired` and `rename` touch a database, and only one in memory.
//!
//! What must stay absent: printing, clap, files, a change of the live database. The runner and
//! the applications that embed it do not depend on this crate.

pub mod autogenerate;
pub mod backfill;
pub mod describe;
pub mod desired;
mod diff;
mod difference;
mod pair;
pub mod rename;
pub mod render;
mod scope;
mod text;
mod warning;

pub use autogenerate::{AutogenerateError, Proposal, Request, autogenerate, downgrade};
pub use backfill::{Backfill, BackfillError, BackfillNeed};
pub use describe::{Line, Sign, describe};
pub use desired::{Desired, DesiredError, desired};
pub use diff::diff;
pub use difference::{Difference, Kept, Note, ObjectKind};
pub use rename::{
    Candidate, FormerName, FormerTable, Rename, RenameError, Renames, likely_renames,
};
pub use render::{NewRevision, RowCounts, formatted, render};
pub use scope::{MadeByHistory, Scope};
pub use warning::Warning;
