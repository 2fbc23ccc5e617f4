//! What a revision file declares.

use crate::operations::Operations;
use crate::taking_over::TakenOver;

/// One revision of the schema: the constant that a revision file declares.
///
/// Every field but the `id` has a default in [`Revision::EMPTY`].
#[derive(Clone, Copy, Debug)]
pub struct Revision {
    /// Its name, unique in the project: letters, digits, `_` and `.`.
    pub id: &'static str,
    /// The revisions directly below it. None: it starts a history. Several: it is a merge.
    pub revises: &'static [&'static str],
    /// What it does, in a line.
    pub message: &'static str,
    /// Names for the branch that it starts.
    pub branch_labels: &'static [&'static str],
    /// Revisions or labels of other branches that must be applied before it.
    pub depends_on: &'static [&'static str],
    /// The revisions that it stands for, oldest first.
    pub replaces: &'static [&'static str],
    /// Whether it runs in the transaction of the whole run.
    pub transaction: Transaction,
    /// The migrator whose migration it is; `None` for a revision of a file.
    pub taken_over: Option<TakenOver>,
    /// Fills in what leads to it.
    pub upgrade: fn(&mut Operations),
    /// Fills in what leads back from it.
    pub downgrade: fn(&mut Operations),
}

impl Revision {
    /// The defaults of a revision: it starts a history, does nothing, and cannot be undone if it
    /// is given something to do.
    pub const EMPTY: Self = Self {
        id: "",
        revises: &[],
        message: "",
        branch_labels: &[],
        depends_on: &[],
        replaces: &[],
        transaction: Transaction::Inside,
        taken_over: None,
        upgrade: nothing,
        downgrade: missing,
    };
}

/// Whether a revision runs in the transaction of the whole run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Transaction {
    /// It is applied together with its neighbours, all or nothing.
    #[default]
    Inside,
    /// It runs by itself, without a transaction, between two that are committed: for statements
    /// such as `VACUUM`. If it fails, what it did so far stays.
    Outside,
}

/// A revision with the file that it came from.
#[derive(Clone, Copy, Debug)]
pub struct Source {
    /// The revision.
    pub revision: &'static Revision,
    /// The file's path from the root of its crate, with `/`.
    pub path: &'static str,
    /// The checksum of the file's code; empty where it is not known.
    pub checksum: &'static str,
}

fn nothing(_: &mut Operations) {}

fn missing(op: &mut Operations) {
    op.one_way("it has no downgrade");
}

/// Includes the revisions that the build script collected, as `revisions()`.
///
/// It belongs into `lib.rs` of the migration crate, whose `build.rs` calls
/// `sterna_build::collect("src/versions")`. With a `MigratorTrait` of sea-orm-migration its
/// migrations come first: `include_revisions!(after old::Migrator)`.
#[macro_export]
macro_rules! include_revisions {
    ($(after $migrator:ty)?) => {
        mod versions {
            use $crate::Source;
            include!(concat!(env!("OUT_DIR"), "/revisions.rs"));
        }

        /// The revisions of this project.
        pub fn revisions() -> $crate::Revisions {
            $crate::Revisions::new(versions::SOURCES)$(.after::<$migrator>())?
        }
    };
}
