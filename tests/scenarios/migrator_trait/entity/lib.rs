//! The entities of a forum whose tables hand-written migrations made.

pub mod member;
pub mod thread;

/// Every entity, once.
pub fn metadata() -> sterna::Metadata {
    sterna::Metadata::new()
        .entity(member::Entity)
        .entity(thread::Entity)
}
