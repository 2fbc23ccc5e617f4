//! Entities of this crate and of another one.

pub mod post;

/// Every entity, once.
pub fn metadata() -> sterna::Metadata {
    sterna::Metadata::new()
        .entity(accounts::account::Entity)
        .entity(post::Entity)
}
