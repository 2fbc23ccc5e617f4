//! posts belong to users
//!
//! Revision: 0734bcfe1d3c
//! Revises:  cdd1c5e9b0bf
//! Created:  2026-11-20T09:54:53Z

use sterna::prelude::*;

pub const REVISION: Revision = Revision {
    id: "0734bcfe1d3c",
    revises: &["cdd1c5e9b0bf"],
    message: "posts belong to users",
    upgrade,
    downgrade,
    ..Revision::EMPTY
};

fn upgrade(op: &mut Operations) {
    op.alter_table("users", |t| {
        t.add_column(string_null("linkedin_sub"));
        t.add_column(string_null("profile_picture_url"));
        t.add_column(text_null("access_token"));
        t.add_column(text_null("refresh_token"));
        t.add_column(timestamp_with_time_zone_null("token_expires_at"));
        t.add_column(timestamp_with_time_zone_null("last_login_at"));
        t.create_index(unique_index("idx-users-linkedin_sub").column("linkedin_sub"));
    });
    op.create_table(
        table("chat_messages")
            .column(pk_auto("id"))
            .column(integer("user_id"))
            .column(enumeration(
                "role",
                "chat_role",
                ["user", "assistant", "system"],
            ))
            .column(text("content"))
            .column(timestamp_with_time_zone("created_at").default_sql("CURRENT_TIMESTAMP"))
            .foreign_key(
                foreign_key(["user_id"])
                    .references("users", ["id"])
                    .on_delete(Cascade),
            ),
    );
    op.alter_table("posts", |t| {
        t.add_column(integer_null("user_id"));
        t.add_foreign_key(
            foreign_key(["user_id"])
                .references("users", ["id"])
                .on_delete(SetNull),
        );
    });
    // Until now the tool had one user: what was written is theirs.
    op.execute(
        "UPDATE posts SET user_id = (SELECT id FROM users) WHERE (SELECT count(*) FROM users) = 1",
    );
}

fn downgrade(op: &mut Operations) {
    op.alter_table("posts", |t| {
        t.drop_foreign_key(
            foreign_key(["user_id"])
                .references("users", ["id"])
                .on_delete(SetNull),
        );
        t.drop_column("user_id");
    });
    op.drop_table("chat_messages");
    op.alter_table("users", |t| {
        t.drop_index("idx-users-linkedin_sub");
        t.drop_column("last_login_at");
        t.drop_column("token_expires_at");
        t.drop_column("refresh_token");
        t.drop_column("access_token");
        t.drop_column("profile_picture_url");
        t.drop_column("linkedin_sub");
    });
}
