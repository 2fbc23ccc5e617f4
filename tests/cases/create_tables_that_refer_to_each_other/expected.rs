//! create tables that refer to each other
//!
//! Revision: ca5e00000000
//! Revises:  ba5e00000000
//! Created:  2026-01-02T00:00:00Z

use sterna::prelude::*;

pub const REVISION: Revision = Revision {
    id: "ca5e00000000",
    revises: &["ba5e00000000"],
    message: "create tables that refer to each other",
    upgrade,
    downgrade,
    ..Revision::EMPTY
};

fn upgrade(op: &mut Operations) {
    op.create_table(
        table("users")
            .column(pk_auto("id"))
            .column(integer_null("post_id"))
            .foreign_key(foreign_key(["post_id"]).references("posts", ["id"])),
    );
    op.create_table(
        table("posts")
            .column(pk_auto("id"))
            .column(integer_null("user_id"))
            .foreign_key(foreign_key(["user_id"]).references("users", ["id"])),
    );
}

fn downgrade(op: &mut Operations) {
    op.drop_table("posts");
    op.drop_table("users");
}
