//! keywords as names
//!
//! Revision: ca5e00000000
//! Revises:  ba5e00000000
//! Created:  2026-01-02T00:00:00Z

use sterna::prelude::*;

pub const REVISION: Revision = Revision {
    id: "ca5e00000000",
    revises: &["ba5e00000000"],
    message: "keywords as names",
    upgrade,
    downgrade,
    ..Revision::EMPTY
};

fn upgrade(op: &mut Operations) {
    op.alter_table("table", |t| {
        t.add_column(integer_null("self"));
        t.alter_column(string_null("where"), string("where"));
        t.create_index(unique_index("idx-table-fn").column("fn"));
    });
}

fn downgrade(op: &mut Operations) {
    op.alter_table("table", |t| {
        t.drop_index("idx-table-fn");
        t.alter_column(string("where"), string_null("where"));
        t.drop_column("self");
    });
}
