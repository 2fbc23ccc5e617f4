//! SQLite: read from its own text with SQLite's own grammar, altered the cheapest safe way.
//!
//! The reading half ([`inspect`] over [`parse`], [`text`], [`expression`], [`types`]) turns
//! `sqlite_schema` into nouns and normalises once, so that `==` is the comparison from there
//! on. The planning half turns operations into statements. The two meet in the stored text:
//! what the reader does not understand, an edit of that text still keeps.
//!
//! What must stay absent: guessing. A text whose tokens and syntax tree disagree is an error.

pub mod alter;
pub mod broken;
pub mod choose;
pub mod create;
pub mod dependants;
pub mod edit;
mod error;
pub mod expression;
pub mod extent;
pub mod in_place;
pub mod inspect;
pub mod integrity;
pub mod key;
pub mod mention;
pub mod parse;
pub mod plan;
pub mod quote;
pub mod rebuild;
pub mod rehearse;
pub mod script;
mod settle;
pub mod shadow;
pub mod storage;
pub mod stored;
mod syntax;
mod term;
pub mod text;
mod tokens;
pub mod types;
pub mod version;

pub use error::ReadError;
pub use inspect::Catalogue;
pub use version::Version;
