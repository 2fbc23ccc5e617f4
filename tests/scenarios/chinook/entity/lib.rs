//! The entities of Chinook, a music shop, as its tables are.

pub mod album;
pub mod artist;
pub mod customer;
pub mod employee;
pub mod genre;
pub mod invoice;
pub mod invoice_line;
pub mod media_type;
pub mod playlist;
pub mod playlist_track;
pub mod track;

/// Every entity, once.
pub fn metadata() -> sterna::Metadata {
    sterna::Metadata::new()
        .entity(album::Entity)
        .entity(artist::Entity)
        .entity(customer::Entity)
        .entity(employee::Entity)
        .entity(genre::Entity)
        .entity(invoice::Entity)
        .entity(invoice_line::Entity)
        .entity(media_type::Entity)
        .entity(playlist::Entity)
        .entity(playlist_track::Entity)
        .entity(track::Entity)
}
