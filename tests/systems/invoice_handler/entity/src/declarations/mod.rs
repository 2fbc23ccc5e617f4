//! What the database has and the attributes of the entities cannot say.

mod invoice;
mod invoice_line;

/// The list of the entities with these declarations.
pub fn all(metadata: sterna::Metadata) -> sterna::Metadata {
    metadata
        .declare(crate::invoice_line::Entity, invoice_line::table)
        .declare(crate::invoice::Entity, invoice::table)
        .view_statement(
            r"CREATE VIEW open_invoices AS
    SELECT invoices.id, suppliers.name AS supplier, invoice_number, cents, currency
    FROM invoices JOIN suppliers ON suppliers.id = supplier_id
    WHERE status <> 'paid'",
        )
}
