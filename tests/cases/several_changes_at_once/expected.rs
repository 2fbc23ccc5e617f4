//! several changes at once
//!
//! Revision: ca5e00000000
//! Revises:  ba5e00000000
//! Created:  2026-01-02T00:00:00Z

use sterna::prelude::*;

pub const REVISION: Revision = Revision {
    id: "ca5e00000000",
    revises: &["ba5e00000000"],
    message: "several changes at once",
    upgrade,
    downgrade,
    ..Revision::EMPTY
};

fn upgrade(op: &mut Operations) {
    op.alter_table("posts", |t| {
        t.rename_column("title", "name");
    });
    op.create_table(table("users").column(pk_auto("id")).column(string("name")));
    op.alter_table("posts", |t| {
        t.drop_index("headlines");
        t.add_column(integer_null("user_id"));
        t.alter_column(string_len_null("size", 20), string_len_null("size", 40));
        // drops the values of 1 row
        t.drop_column("headline");
        t.add_foreign_key(
            foreign_key(["user_id"])
                .references("users", ["id"])
                .on_delete(SetNull),
        );
        t.create_index(unique_index("idx-posts-name").column("name"));
        t.create_index(index("idx-posts-size").column("size"));
    });
    // drops the table with 1 row
    op.drop_table("old");
}

fn downgrade(op: &mut Operations) {
    // the rows of the dropped table are lost
    op.create_table(table("old").column(pk_auto("id")).column(text_null("note")));
    op.alter_table("posts", |t| {
        t.drop_index("idx-posts-size");
        t.drop_index("idx-posts-name");
        t.drop_foreign_key(
            foreign_key(["user_id"])
                .references("users", ["id"])
                .on_delete(SetNull),
        );
        // the dropped values are lost
        t.add_column(string_null("headline"));
        t.alter_column(string_len_null("size", 40), string_len_null("size", 20));
        t.drop_column("user_id");
        t.create_index(index("headlines").column("headline"));
    });
    op.drop_table("users");
    op.alter_table("posts", |t| {
        t.rename_column("name", "title");
    });
}
