//! default holds a nul
//!
//! Revision: ca5e00000000
//! Revises:  ba5e00000000
//! Created:  2026-01-02T00:00:00Z

use sterna::prelude::*;

pub const REVISION: Revision = Revision {
    id: "ca5e00000000",
    revises: &["ba5e00000000"],
    message: "default holds a nul",
    upgrade,
    downgrade,
    ..Revision::EMPTY
};

fn upgrade(op: &mut Operations) {
    op.alter_table("posts", |t| {
        t.add_column(string("slug").default_sql("(CAST(X'610062' AS TEXT))"));
    });
}

fn downgrade(op: &mut Operations) {
    op.alter_table("posts", |t| {
        t.drop_column("slug");
    });
}
