//! users write posts
//!
//! Revision: 629228fb1c98
//! Revises:  nothing
//! Created:  2026-11-20T09:54:05Z

use sterna::prelude::*;

pub const REVISION: Revision = Revision {
    id: "629228fb1c98",
    revises: &[],
    message: "users write posts",
    upgrade,
    downgrade,
    ..Revision::EMPTY
};

fn upgrade(op: &mut Operations) {
    op.create_table(
        table("posts")
            .column(pk_auto("id"))
            .column(text("content"))
            .column(enumeration(
                "platform",
                "platform",
                ["linkedin", "twitter", "blog"],
            ))
            .column(enumeration(
                "status",
                "post_status",
                ["draft", "scheduled", "posted", "failed"],
            ))
            .column(timestamp_with_time_zone("created_at").default_sql("CURRENT_TIMESTAMP"))
            .column(timestamp_with_time_zone_null("updated_at"))
            .column(timestamp_with_time_zone_null("posted_at")),
    );
    op.create_table(
        table("users")
            .column(pk_auto("id"))
            .column(string_uniq("email"))
            .column(string_null("name"))
            .column(timestamp_with_time_zone("created_at").default_sql("CURRENT_TIMESTAMP")),
    );
    op.create_table(
        table("sessions")
            .column(pk_uuid("id"))
            .column(integer("user_id"))
            .column(timestamp_with_time_zone("created_at").default_sql("CURRENT_TIMESTAMP"))
            .column(timestamp_with_time_zone("expires_at"))
            .foreign_key(
                foreign_key(["user_id"])
                    .references("users", ["id"])
                    .on_delete(Cascade),
            )
            .index(index("idx-sessions-expires_at").column("expires_at")),
    );
}

fn downgrade(op: &mut Operations) {
    op.drop_table("sessions");
    op.drop_table("users");
    op.drop_table("posts");
}
