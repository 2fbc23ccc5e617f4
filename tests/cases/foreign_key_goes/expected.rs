//! foreign key goes
//!
//! Revision: ca5e00000000
//! Revises:  ba5e00000000
//! Created:  2026-01-02T00:00:00Z

use sterna::prelude::*;

pub const REVISION: Revision = Revision {
    id: "ca5e00000000",
    revises: &["ba5e00000000"],
    message: "foreign key goes",
    upgrade,
    downgrade,
    ..Revision::EMPTY
};

fn upgrade(op: &mut Operations) {
    op.alter_table("posts", |t| {
        t.drop_foreign_key(foreign_key(["user_id"]).references("users", ["id"]));
    });
}

fn downgrade(op: &mut Operations) {
    op.alter_table("posts", |t| {
        t.add_foreign_key(foreign_key(["user_id"]).references("users", ["id"]));
    });
}
