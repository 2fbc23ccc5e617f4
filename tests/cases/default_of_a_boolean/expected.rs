//! default of a boolean
//!
//! Revision: ca5e00000000
//! Revises:  ba5e00000000
//! Created:  2026-01-02T00:00:00Z

use sterna::prelude::*;

pub const REVISION: Revision = Revision {
    id: "ca5e00000000",
    revises: &["ba5e00000000"],
    message: "default of a boolean",
    upgrade,
    downgrade,
    ..Revision::EMPTY
};

fn upgrade(op: &mut Operations) {
    op.alter_table("posts", |t| {
        t.alter_column(
            boolean("shown").default(false),
            boolean("shown").default(true),
        );
    });
}

fn downgrade(op: &mut Operations) {
    op.alter_table("posts", |t| {
        t.alter_column(
            boolean("shown").default(true),
            boolean("shown").default(false),
        );
    });
}
