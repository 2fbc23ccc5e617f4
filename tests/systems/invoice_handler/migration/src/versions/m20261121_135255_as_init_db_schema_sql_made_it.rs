//! as init_db/schema.sql made it
//!
//! Revision: 240f26cc551d
//! Revises:  nothing
//! Created:  2026-11-21T13:52:55Z

use sterna::prelude::*;

pub const REVISION: Revision = Revision {
    id: "240f26cc551d",
    revises: &[],
    message: "as init_db/schema.sql made it",
    upgrade,
    downgrade,
    ..Revision::EMPTY
};

fn upgrade(op: &mut Operations) {
    op.create_table(
        table("suppliers")
            .column(custom_null("id", "INTEGER"))
            .column(custom("name", "TEXT"))
            .column(custom_null("vat_number", "TEXT").unique_key())
            .primary_key(primary_key(["id"]).autoincrement()),
    );
    op.create_table(
        table("invoices")
            .column(custom_null("id", "INTEGER"))
            .column(custom("supplier_id", "INTEGER"))
            .column(custom("invoice_number", "TEXT"))
            .column(custom("status", "TEXT").default("received"))
            .column(custom("currency", "TEXT").default("EUR"))
            .column(custom("cents", "BIGINT"))
            .column(custom("received_at", "TIMESTAMP").default_sql("CURRENT_TIMESTAMP"))
            .primary_key(primary_key(["id"]).autoincrement())
            .unique(["supplier_id", "invoice_number"])
            .foreign_key(
                foreign_key(["supplier_id"])
                    .references("suppliers", ["id"])
                    .on_delete(Restrict),
            )
            .check("status IN ('received', 'approved', 'paid')")
            .check("length(currency) = 3")
            .index(
                index("idx_invoices_open")
                    .column("received_at")
                    .filter("status <> 'paid'"),
            ),
    );
    op.create_table(
        table("invoice_lines")
            .column(custom_null("id", "INTEGER"))
            .column(custom("invoice_id", "INTEGER"))
            .column(custom("description", "TEXT"))
            .column(custom("cents", "BIGINT"))
            .primary_key(primary_key(["id"]).autoincrement())
            .foreign_key(
                foreign_key(["invoice_id"])
                    .references("invoices", ["id"])
                    .on_delete(Cascade),
            )
            .index(index("idx_invoice_lines_invoice").column("invoice_id")),
    );
    op.create_view(
        r"CREATE VIEW open_invoices AS
    SELECT invoices.id, suppliers.name AS supplier, invoice_number, cents, currency
    FROM invoices JOIN suppliers ON suppliers.id = supplier_id
    WHERE status <> 'paid'",
    );
}

fn downgrade(op: &mut Operations) {
    op.one_way("the database was there before its first revision");
}
