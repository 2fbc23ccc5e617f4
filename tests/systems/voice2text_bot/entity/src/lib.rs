//! The entities of a Telegram bot that turns voice messages into text.

pub mod transcription;
pub mod user;

/// Every entity, once. One that is declared above but missing here is an error that names it.
pub fn metadata() -> sterna::Metadata {
    sterna::Metadata::new()
        .entity(user::Entity)
        .entity(transcription::Entity)
}
