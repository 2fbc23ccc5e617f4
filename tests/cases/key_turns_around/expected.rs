//! key turns around
//!
//! Revision: ca5e00000000
//! Revises:  ba5e00000000
//! Created:  2026-01-02T00:00:00Z

use sterna::prelude::*;

pub const REVISION: Revision = Revision {
    id: "ca5e00000000",
    revises: &["ba5e00000000"],
    message: "key turns around",
    upgrade,
    downgrade,
    ..Revision::EMPTY
};

fn upgrade(op: &mut Operations) {
    op.alter_table("tags", |t| {
        t.set_primary_key(["post_id", "tag"], ["tag", "post_id"]);
    });
}

fn downgrade(op: &mut Operations) {
    op.alter_table("tags", |t| {
        t.set_primary_key(["tag", "post_id"], ["post_id", "tag"]);
    });
}
