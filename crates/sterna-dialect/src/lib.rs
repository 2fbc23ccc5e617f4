//! How Sterna reads, plans and alters each database.
//!
//! A dialect is a room and a stage is a file; the names repeat across dialects. This is the
//! only crate that knows the words of a particular database: everything outside speaks the
//! nouns and operations of `sterna-schema` and the [`plan`] that comes out of here.
//!
//! What must stay absent: entities, revisions, the differ, printing. A dialect touches a
//! database to read it; whoever holds a plan executes it.

pub mod held;
pub mod plan;
pub mod sqlite;
