//! drop tables that refer to each other
//!
//! Revision: ca5e00000000
//! Revises:  ba5e00000000
//! Created:  2026-01-02T00:00:00Z

use sterna::prelude::*;

pub const REVISION: Revision = Revision {
    id: "ca5e00000000",
    revises: &["ba5e00000000"],
    message: "drop tables that refer to each other",
    upgrade,
    downgrade,
    ..Revision::EMPTY
};

fn upgrade(op: &mut Operations) {
    op.alter_table("users", |t| {
        t.drop_foreign_key(foreign_key(["post_id"]).references("posts", ["id"]));
    });
    // drops the table with 1 row
    op.drop_table("posts");
    // drops the table with 1 row
    op.drop_table("users");
}

fn downgrade(op: &mut Operations) {
    // the rows of the dropped table are lost
    op.create_table(
        table("users")
            .column(pk_auto("id"))
            .column(integer_null("post_id")),
    );
    // the rows of the dropped table are lost
    op.create_table(
        table("posts")
            .column(pk_auto("id"))
            .column(integer_null("user_id"))
            .foreign_key(foreign_key(["user_id"]).references("users", ["id"])),
    );
    op.alter_table("users", |t| {
        t.add_foreign_key(foreign_key(["post_id"]).references("posts", ["id"]));
    });
}
