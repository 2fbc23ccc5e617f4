//! table loses its rowid
//!
//! Revision: ca5e00000000
//! Revises:  ba5e00000000
//! Created:  2026-01-02T00:00:00Z

use sterna::prelude::*;

pub const REVISION: Revision = Revision {
    id: "ca5e00000000",
    revises: &["ba5e00000000"],
    message: "table loses its rowid",
    upgrade,
    downgrade,
    ..Revision::EMPTY
};

fn upgrade(op: &mut Operations) {
    op.alter_table("tags", |t| {
        t.set_options(
            TableOptions::default(),
            TableOptions {
                strict: false,
                without_rowid: true,
            },
        );
    });
}

fn downgrade(op: &mut Operations) {
    op.alter_table("tags", |t| {
        t.set_options(
            TableOptions {
                strict: false,
                without_rowid: true,
            },
            TableOptions::default(),
        );
    });
}
