//! users and their transcriptions
//!
//! Revision: 0cc379ed605f
//! Revises:  nothing
//! Created:  2026-11-21T12:37:36Z

use sterna::prelude::*;

pub const REVISION: Revision = Revision {
    id: "0cc379ed605f",
    revises: &[],
    message: "users and their transcriptions",
    upgrade,
    downgrade,
    ..Revision::EMPTY
};

fn upgrade(op: &mut Operations) {
    op.create_table(
        table("users")
            .column(pk_auto("id"))
            .column(big_integer_uniq("telegram_id"))
            .column(string("name"))
            .column(timestamp_with_time_zone("created_at").default_sql("CURRENT_TIMESTAMP")),
    );
    op.create_table(
        table("transcriptions")
            .column(pk_auto("id"))
            .column(integer("user_id"))
            .column(string_uniq("voice_file"))
            .column(text_null("text"))
            .column(timestamp_with_time_zone("created_at").default_sql("CURRENT_TIMESTAMP"))
            .foreign_key(
                foreign_key(["user_id"])
                    .references("users", ["id"])
                    .on_delete(Cascade),
            )
            .index(index("idx-transcriptions-user_id").column("user_id")),
    );
}

fn downgrade(op: &mut Operations) {
    op.drop_table("transcriptions");
    op.drop_table("users");
}
