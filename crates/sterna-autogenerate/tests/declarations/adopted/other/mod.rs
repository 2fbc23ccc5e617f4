//! What the database has and the attributes of the entities cannot say.

mod post;
mod user;

/// The list of the entities with these declarations.
pub fn all(metadata: sterna::Metadata) -> sterna::Metadata {
    metadata
        .declare(crate::entities::post::Entity, post::table)
        .declare(crate::entities::user::Entity, user::table)
}
