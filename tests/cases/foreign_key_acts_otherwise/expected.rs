//! foreign key acts otherwise
//!
//! Revision: ca5e00000000
//! Revises:  ba5e00000000
//! Created:  2026-01-02T00:00:00Z

use sterna::prelude::*;

pub const REVISION: Revision = Revision {
    id: "ca5e00000000",
    revises: &["ba5e00000000"],
    message: "foreign key acts otherwise",
    upgrade,
    downgrade,
    ..Revision::EMPTY
};

fn upgrade(op: &mut Operations) {
    op.alter_table("posts", |t| {
        t.drop_foreign_key(
            foreign_key(["user_id"])
                .references("users", ["id"])
                .on_delete(SetNull),
        );
        t.add_foreign_key(
            foreign_key(["user_id"])
                .references("users", ["id"])
                .on_delete(Cascade),
        );
    });
}

fn downgrade(op: &mut Operations) {
    op.alter_table("posts", |t| {
        t.drop_foreign_key(
            foreign_key(["user_id"])
                .references("users", ["id"])
                .on_delete(Cascade),
        );
        t.add_foreign_key(
            foreign_key(["user_id"])
                .references("users", ["id"])
                .on_delete(SetNull),
        );
    });
}
