//! posts get a headline
//!
//! Revision: 9c41d0be3f2a
//! Revises:  1f0a3c5d7e92
//! Created:  2026-11-20T08:12:33Z

use sterna::prelude::*;

pub const REVISION: Revision = Revision {
    id: "9c41d0be3f2a",
    revises: &["1f0a3c5d7e92"],
    message: "posts get a headline",
    upgrade,
    downgrade,
    ..Revision::EMPTY
};

fn upgrade(op: &mut Operations) {
    op.alter_table("posts", |t| {
        t.add_column(string_null("headline"));
        t.add_column(string("slug")).backfill("lower(content)");
        t.alter_column(text("content"), text_null("content"));
        t.create_index(unique_index("idx-posts-external_id").column("external_id"));
    });
}

fn downgrade(op: &mut Operations) {
    op.alter_table("posts", |t| {
        t.drop_index("idx-posts-external_id");
        t.alter_column(text_null("content"), text("content"));
        t.drop_column("slug");
        t.drop_column("headline");
    });
}
