//! posts are scheduled
//!
//! Revision: cdd1c5e9b0bf
//! Revises:  629228fb1c98
//! Created:  2026-11-20T09:54:32Z

use sterna::prelude::*;

pub const REVISION: Revision = Revision {
    id: "cdd1c5e9b0bf",
    revises: &["629228fb1c98"],
    message: "posts are scheduled",
    upgrade,
    downgrade,
    ..Revision::EMPTY
};

fn upgrade(op: &mut Operations) {
    op.create_table(
        table("oauth_tokens")
            .column(pk_auto("id"))
            .column(enumeration(
                "platform",
                "platform",
                ["linkedin", "twitter", "blog"],
            ))
            .column(text("access_token"))
            .column(text_null("refresh_token"))
            .column(timestamp_with_time_zone_null("expires_at"))
            .column(string("user_sub"))
            .column(string_null("user_email"))
            .column(timestamp_with_time_zone("created_at").default_sql("CURRENT_TIMESTAMP"))
            .column(timestamp_with_time_zone_null("updated_at"))
            .index(
                unique_index("idx-oauth_tokens-platform_user_sub")
                    .columns(["platform", "user_sub"]),
            ),
    );
    op.alter_table("posts", |t| {
        t.add_column(boolean("is_demo").default(false));
        t.add_column(timestamp_with_time_zone_null("scheduled_at"));
        t.add_column(string_null("external_id"));
        t.add_column(text_null("error_message"));
        t.create_index(index("idx-posts-scheduled_at").column("scheduled_at"));
    });
}

fn downgrade(op: &mut Operations) {
    op.alter_table("posts", |t| {
        t.drop_index("idx-posts-scheduled_at");
        t.drop_column("error_message");
        t.drop_column("external_id");
        t.drop_column("scheduled_at");
        t.drop_column("is_demo");
    });
    op.drop_table("oauth_tokens");
}
