//! column becomes not null with a value
//!
//! Revision: ca5e00000000
//! Revises:  ba5e00000000
//! Created:  2026-01-02T00:00:00Z

use sterna::prelude::*;

pub const REVISION: Revision = Revision {
    id: "ca5e00000000",
    revises: &["ba5e00000000"],
    message: "column becomes not null with a value",
    upgrade,
    downgrade,
    ..Revision::EMPTY
};

fn upgrade(op: &mut Operations) {
    op.alter_table("posts", |t| {
        t.alter_column(string_null("title"), string("title"))
            .backfill("'none'");
    });
}

fn downgrade(op: &mut Operations) {
    op.alter_table("posts", |t| {
        t.alter_column(string("title"), string_null("title"));
    });
}
