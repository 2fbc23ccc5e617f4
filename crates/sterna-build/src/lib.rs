//! Collects the revision modules of a project when it is built.
//!
//! A project's `build.rs` is one call; its `src/lib.rs` then includes what was collected with
//! `sterna::include_revisions!()`. So a new revision is a new file and nothing else: two branches
//! that add one never meet in a list of modules.
//!
//! ```no_run
//! // All that `main` of build.rs does:
//! sterna_build::collect("src/versions");
//! ```
//!
//! What must stay absent: the runner, a database, a Rust parser. A file is recognised and
//! checksummed from its tokens alone, so that comments and formatting do not count.

mod collect;
mod error;
mod generate;
mod module;
mod tokens;

pub use collect::{collect, collect_all};
pub use error::CollectError;
pub use module::{Module, is_module_name, modules};
pub use tokens::checksum;
