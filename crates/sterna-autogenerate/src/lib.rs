//! What the entities changed, found and written down.
//!
//! The stages are functions over values:
//!
//! | stage | from | to |
//! |---|---|---|
//! | [`desired()`] | the entities | the schema that they mean |
//! | [`diff()`] | two schemas | the operations between them |
//! | [`autogenerate()`] | database, entities, what was said beside | a proposal, both ways |
//! | [`adopt()`](adopt::adopt) | database and entities | the declarations that are missing |
//! | [`describe()`] | a difference | lines for a terminal |
//! | [`prove()`] | a proposal, sample rows | what a copy of the schema says to it |
//! | [`render()`] | operations | the revision module |
//!
//! `desired`, `rename` and `prove` work on databases in memory. The live one is read where sample
//! rows are taken and rows are counted, and never changed.
//!
//! What must stay absent: printing, clap, files, a change of the live database. The runner and
//! the applications that embed it do not depend on this crate.

pub mod adopt;
pub mod autogenerate;
pub mod backfill;
pub mod describe;
pub mod desired;
mod diff;
mod difference;
mod foreign_key;
mod pair;
pub mod pattern;
mod prove;
pub mod rename;
pub mod render;
mod scope;
mod text;
mod warning;

pub use adopt::baseline::{Baseline, baseline};
pub use adopt::{AdoptedTable, Adoption, TypeChoice, TypeDifference, Unsaid, adopt};
pub use autogenerate::{AutogenerateError, Proposal, Request, autogenerate, downgrade};
pub use backfill::{Backfill, BackfillError, BackfillNeed};
pub use describe::{Line, Sign, describe};
pub use desired::{Desired, DesiredError, desired, desired_beside};
pub use diff::diff;
pub use difference::{Difference, Kept, Note, ObjectKind};
pub use prove::{
    Claim, Direction, Failure, Obstacle, Outcome, Proof, ProofError, Sample, Unproved, obstacles,
    prove, rows_at_stake,
};
pub use rename::{
    Candidate, FormerName, FormerTable, Rename, RenameError, Renames, likely_renames,
};
pub use render::{NewRevision, RowCounts, formatted, render};
pub use scope::{MadeByHistory, Scope};
pub use warning::Warning;
