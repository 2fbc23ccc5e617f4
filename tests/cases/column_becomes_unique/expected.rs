//! column becomes unique
//!
//! Revision: ca5e00000000
//! Revises:  ba5e00000000
//! Created:  2026-01-02T00:00:00Z

use sterna::prelude::*;

pub const REVISION: Revision = Revision {
    id: "ca5e00000000",
    revises: &["ba5e00000000"],
    message: "column becomes unique",
    upgrade,
    downgrade,
    ..Revision::EMPTY
};

fn upgrade(op: &mut Operations) {
    op.create_index(
        unique_index("idx-posts-title")
            .table("posts")
            .column("title"),
    );
}

fn downgrade(op: &mut Operations) {
    op.drop_index("idx-posts-title", "posts");
}
