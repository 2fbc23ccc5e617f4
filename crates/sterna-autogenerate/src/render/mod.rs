//! The revision module, whole: what a reviewer reads and the compiler compiles.
//!
//! Operations in, Rust source out. The look is the product: it reads like the change it makes,
//! rustfmt leaves it as it is, clippy has nothing to say, and no name or message can break out of
//! its place. What is lost is said in a comment at the line that loses it.
//!
//! What must stay absent: the file system (the one program that is asked is rustfmt, in
//! `format`), and SQL of its own.

mod alteration;
mod column;
mod constraint;
pub(crate) mod declaration;
mod format;
mod header;
mod losses;
mod operation;
mod source;
mod table;
mod types;

use sterna_schema::Operation;

pub use format::formatted;
pub use losses::RowCounts;

use losses::Direction;

/// What is known of a revision before it has operations.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewRevision {
    /// Its name.
    pub id: String,
    /// The revisions directly below it.
    pub revises: Vec<String>,
    /// What it does, in a line.
    pub message: String,
    /// When it was made, as it shall be written.
    pub created: String,
    /// Names for the branch that it starts.
    pub branch_labels: Vec<String>,
    /// Revisions of other branches that must be applied before it.
    pub depends_on: Vec<String>,
    /// The revisions that it stands for.
    pub replaces: Vec<String>,
    /// How many rows the tables have, for the comments at what loses them.
    pub rows: RowCounts,
}

/// The source of a revision, laid out but not yet seen by rustfmt (see [`formatted`]).
pub fn render(revision: &NewRevision, upgrade: &[Operation], downgrade: &[Operation]) -> String {
    let function = |name, operations, direction| {
        operation::function(name, operations, direction, &revision.rows)
    };
    let parts = [
        header::header(revision),
        "use sterna::prelude::*;".to_owned(),
        header::constant(revision),
        function("upgrade", upgrade, Direction::Upgrade),
        function("downgrade", downgrade, Direction::Downgrade),
    ];
    parts.join("\n\n") + "\n"
}
