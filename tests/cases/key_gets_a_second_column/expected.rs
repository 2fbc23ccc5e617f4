//! key gets a second column
//!
//! Revision: ca5e00000000
//! Revises:  ba5e00000000
//! Created:  2026-01-02T00:00:00Z

use sterna::prelude::*;

pub const REVISION: Revision = Revision {
    id: "ca5e00000000",
    revises: &["ba5e00000000"],
    message: "key gets a second column",
    upgrade,
    downgrade,
    ..Revision::EMPTY
};

fn upgrade(op: &mut Operations) {
    op.alter_table("tags", |t| {
        t.set_primary_key(
            ["post_id"],
            primary_key(["post_id", "tag"]).named("pk-tags"),
        );
    });
}

fn downgrade(op: &mut Operations) {
    op.alter_table("tags", |t| {
        t.set_primary_key(
            primary_key(["post_id", "tag"]).named("pk-tags"),
            ["post_id"],
        );
    });
}
