//! sessions
//!
//! Revision: 9c41d0be3f2a
//! Revises:  1f0a3c5d7e92
//! Created:  2026-11-20T08:12:33Z

use sterna::prelude::*;

pub const REVISION: Revision = Revision {
    id: "9c41d0be3f2a",
    revises: &["1f0a3c5d7e92"],
    message: "sessions",
    upgrade,
    downgrade,
    ..Revision::EMPTY
};

fn upgrade(op: &mut Operations) {
    op.create_table(
        table("sessions")
            .column(pk_uuid("id"))
            .column(integer("user_id"))
            .column(string("kind").default("web").collate("NOCASE"))
            .column(string_uniq("token"))
            .column(integer("tries").default(0))
            .column(timestamp_with_time_zone("started_at").default_sql("CURRENT_TIMESTAMP"))
            .column(timestamp_with_time_zone("expires_at"))
            .column(boolean_null("is_late").generated_virtual("expires_at < started_at"))
            .unique(["user_id", "kind"])
            .foreign_key(
                foreign_key(["user_id"])
                    .references("users", ["id"])
                    .on_delete(Cascade),
            )
            .check("tries >= 0")
            .named_check("known_kind", "kind IN ('web', 'api')")
            .index(
                index("idx-sessions-expires_at")
                    .column(column("expires_at").desc())
                    .column(expression("lower(kind)"))
                    .filter("tries > 0"),
            ),
    );
}

fn downgrade(op: &mut Operations) {
    op.drop_table("sessions");
}
