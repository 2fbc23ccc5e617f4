//! table becomes strict
//!
//! Revision: ca5e00000000
//! Revises:  ba5e00000000
//! Created:  2026-01-02T00:00:00Z

use sterna::prelude::*;

pub const REVISION: Revision = Revision {
    id: "ca5e00000000",
    revises: &["ba5e00000000"],
    message: "table becomes strict",
    upgrade,
    downgrade,
    ..Revision::EMPTY
};

fn upgrade(op: &mut Operations) {
    op.alter_table("posts", |t| {
        t.alter_column(string("title"), custom("title", "TEXT"));
        t.set_options(
            TableOptions::default(),
            TableOptions {
                strict: true,
                without_rowid: false,
            },
        );
    });
}

fn downgrade(op: &mut Operations) {
    op.alter_table("posts", |t| {
        t.set_options(
            TableOptions {
                strict: true,
                without_rowid: false,
            },
            TableOptions::default(),
        );
        t.alter_column(custom("title", "TEXT"), string("title"));
    });
}
