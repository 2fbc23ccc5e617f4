//! One table that will be large.

pub mod reading;

/// Every entity, once.
pub fn metadata() -> sterna::Metadata {
    sterna::Metadata::new().entity(reading::Entity)
}
