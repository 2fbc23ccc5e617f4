//! The entities of a Telegram bot that turns photographed invoices into rows.

pub mod comment;
pub mod invoice;
pub mod invoice_draft;
pub mod invoice_item;

/// Every entity, once. One that is declared above but missing here is an error that names it.
pub fn metadata() -> sterna::Metadata {
    sterna::Metadata::new()
        .entity(invoice::Entity)
        .entity(invoice_item::Entity)
        .entity(comment::Entity)
        .entity(invoice_draft::Entity)
}
