//! The entities of a magazine, as sea-orm-cli writes them: columns and relations, nothing more.

pub mod article;
pub mod author;
pub mod comment;

/// Every entity, once.
pub fn metadata() -> sterna::Metadata {
    sterna::Metadata::new()
        .entity(author::Entity)
        .entity(article::Entity)
        .entity(comment::Entity)
}
