//! The entities of ContentEngine, a tool that schedules posts to social platforms.
//!
//! They are the source of truth: after an edit here, `cargo db revision --autogenerate`
//! writes what has to change in the database.

pub mod chat_message;
pub mod oauth_token;
pub mod post;
pub mod session;
pub mod user;

/// Every entity, once. One that is declared above but missing here is an error that names it.
pub fn metadata() -> sterna::Metadata {
    sterna::Metadata::new()
        .entity(user::Entity)
        .entity(session::Entity)
        .entity(post::Entity)
        .entity(chat_message::Entity)
        .entity(oauth_token::Entity)
}
