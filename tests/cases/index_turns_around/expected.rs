//! index turns around
//!
//! Revision: ca5e00000000
//! Revises:  ba5e00000000
//! Created:  2026-01-02T00:00:00Z

use sterna::prelude::*;

pub const REVISION: Revision = Revision {
    id: "ca5e00000000",
    revises: &["ba5e00000000"],
    message: "index turns around",
    upgrade,
    downgrade,
    ..Revision::EMPTY
};

fn upgrade(op: &mut Operations) {
    op.alter_table("posts", |t| {
        t.drop_index("slugs");
        t.create_index(index("slugs").column(column("slug").desc()));
    });
}

fn downgrade(op: &mut Operations) {
    op.alter_table("posts", |t| {
        t.drop_index("slugs");
        t.create_index(index("slugs").column("slug"));
    });
}
