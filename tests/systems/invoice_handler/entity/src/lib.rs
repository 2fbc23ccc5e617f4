//! The entities of a service that takes in invoices.

mod declarations;
pub mod invoice;
pub mod invoice_line;
pub mod supplier;

/// Every entity, once. One that is declared above but missing here is an error that names it.
pub fn metadata() -> sterna::Metadata {
    sterna::Metadata::new()
        .entity(supplier::Entity)
        .entity(invoice::Entity)
        .entity(invoice_line::Entity)
        .with(declarations::all)
}
