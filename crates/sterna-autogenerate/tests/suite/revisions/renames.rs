//! posts are articles
//!
//! Revision: 9c41d0be3f2a
//! Revises:  1f0a3c5d7e92
//! Created:  2026-11-20T08:12:33Z

use sterna::prelude::*;

pub const REVISION: Revision = Revision {
    id: "9c41d0be3f2a",
    revises: &["1f0a3c5d7e92"],
    message: "posts are articles",
    upgrade,
    downgrade,
    ..Revision::EMPTY
};

fn upgrade(op: &mut Operations) {
    op.rename_table("posts", "articles");
    op.alter_table("articles", |t| {
        t.rename_column("title", "headline");
        t.drop_index("idx-posts-title");
        t.alter_column(string("headline"), text_null("headline"));
        t.create_index(index("idx-articles-headline").column("headline"));
    });
}

fn downgrade(op: &mut Operations) {
    op.alter_table("articles", |t| {
        t.drop_index("idx-articles-headline");
        t.alter_column(text_null("headline"), string("headline"));
        t.create_index(index("idx-posts-title").column("headline"));
        t.rename_column("headline", "title");
    });
    op.rename_table("articles", "posts");
}
