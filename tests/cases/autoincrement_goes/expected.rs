//! autoincrement goes
//!
//! Revision: ca5e00000000
//! Revises:  ba5e00000000
//! Created:  2026-01-02T00:00:00Z

use sterna::prelude::*;

pub const REVISION: Revision = Revision {
    id: "ca5e00000000",
    revises: &["ba5e00000000"],
    message: "autoincrement goes",
    upgrade,
    downgrade,
    ..Revision::EMPTY
};

fn upgrade(op: &mut Operations) {
    op.alter_table("posts", |t| {
        t.set_primary_key(primary_key(["id"]).autoincrement(), ["id"]);
    });
}

fn downgrade(op: &mut Operations) {
    op.alter_table("posts", |t| {
        t.set_primary_key(["id"], primary_key(["id"]).autoincrement());
    });
}
