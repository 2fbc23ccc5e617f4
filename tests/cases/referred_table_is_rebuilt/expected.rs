//! referred table is rebuilt
//!
//! Revision: ca5e00000000
//! Revises:  ba5e00000000
//! Created:  2026-01-02T00:00:00Z

use sterna::prelude::*;

pub const REVISION: Revision = Revision {
    id: "ca5e00000000",
    revises: &["ba5e00000000"],
    message: "referred table is rebuilt",
    upgrade,
    downgrade,
    ..Revision::EMPTY
};

fn upgrade(op: &mut Operations) {
    op.alter_table("users", |t| {
        t.alter_column(string("name"), custom("name", "TEXT"));
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
    op.alter_table("users", |t| {
        t.set_options(
            TableOptions {
                strict: true,
                without_rowid: false,
            },
            TableOptions::default(),
        );
        t.alter_column(custom("name", "TEXT"), string("name"));
    });
}
