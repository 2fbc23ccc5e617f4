//! The entities of a shop whose database Alembic made.

pub mod customer;
pub mod order;

/// Every entity, once.
pub fn metadata() -> sterna::Metadata {
    sterna::Metadata::new()
        .entity(customer::Entity)
        .entity(order::Entity)
}
