//! drafts of invoices
//!
//! Revision: bdd02dacb877
//! Revises:  378920f9b900
//! Created:  2026-11-21T13:52:29Z

use sterna::prelude::*;

pub const REVISION: Revision = Revision {
    id: "bdd02dacb877",
    revises: &["378920f9b900"],
    message: "drafts of invoices",
    upgrade,
    downgrade,
    ..Revision::EMPTY
};

fn upgrade(op: &mut Operations) {
    op.create_table(
        table("invoice_drafts")
            .column(big_integer("user_id"))
            .column(text("payload"))
            .column(timestamp_with_time_zone("updated_at").default_sql("CURRENT_TIMESTAMP"))
            .primary_key(["user_id"]),
    );
}

fn downgrade(op: &mut Operations) {
    op.drop_table("invoice_drafts");
}
