//! invoices, their items and comments
//!
//! Revision: 378920f9b900
//! Revises:  nothing
//! Created:  2026-11-21T13:50:02Z

use sterna::prelude::*;

pub const REVISION: Revision = Revision {
    id: "378920f9b900",
    revises: &[],
    message: "invoices, their items and comments",
    upgrade,
    downgrade,
    ..Revision::EMPTY
};

fn upgrade(op: &mut Operations) {
    op.create_table(
        table("invoices")
            .column(pk_auto("id"))
            .column(big_integer("user_id"))
            .column(string("supplier"))
            .column(string_null("client"))
            .column(string("doc_number"))
            .column(date_null("doc_date"))
            .column(decimal_len("total_sum", 12, 2))
            .column(text_null("raw_text"))
            .column(string_null("source_path"))
            .column(timestamp_with_time_zone("created_at").default_sql("CURRENT_TIMESTAMP"))
            .index(index("idx-invoices-user_id").column("user_id")),
    );
    op.create_table(
        table("comments")
            .column(pk_auto("id"))
            .column(integer("invoice_id"))
            .column(big_integer("user_id"))
            .column(text("text"))
            .column(timestamp_with_time_zone("created_at").default_sql("CURRENT_TIMESTAMP"))
            .foreign_key(
                foreign_key(["invoice_id"])
                    .references("invoices", ["id"])
                    .on_delete(Cascade),
            )
            .index(index("idx-comments-invoice_id").column("invoice_id")),
    );
    op.create_table(
        table("invoice_items")
            .column(pk_auto("id"))
            .column(integer("invoice_id"))
            .column(integer("idx"))
            .column(string_null("code"))
            .column(string("name"))
            .column(decimal_len("qty", 12, 3))
            .column(decimal_len("price", 12, 2))
            .column(decimal_len("total", 12, 2))
            .foreign_key(
                foreign_key(["invoice_id"])
                    .references("invoices", ["id"])
                    .on_delete(Cascade),
            )
            .index(unique_index("idx-invoice_items-line").columns(["invoice_id", "idx"])),
    );
}

fn downgrade(op: &mut Operations) {
    op.drop_table("invoice_items");
    op.drop_table("comments");
    op.drop_table("invoices");
}
