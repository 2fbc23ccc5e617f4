//! The entities of this project: the source of truth of its schema.
//!
//! After an edit here, `cargo db revision --autogenerate` writes what has to change in the
//! database.

pub mod post;

/// Every entity, once. One that is declared above but missing here is an error that names it.
pub fn metadata() -> sterna::Metadata {
    sterna::Metadata::new().entity(post::Entity)
}
