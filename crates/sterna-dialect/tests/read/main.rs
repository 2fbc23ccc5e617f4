//! The reader against real SQLite.
//!
//! Each module is one kind of input: a zoo of definitions, the conformance cases, a database
//! that people know, hostile names and broken texts, random definitions.

mod accepts;
mod chinook;
mod conformance;
mod defaults;
mod hostile;
mod part;
mod random;
mod refresh;
mod scale;
mod sea_schema;
mod support;
mod zoo;
