//! decimal becomes more precise
//!
//! Revision: ca5e00000000
//! Revises:  ba5e00000000
//! Created:  2026-01-02T00:00:00Z

use sterna::prelude::*;

pub const REVISION: Revision = Revision {
    id: "ca5e00000000",
    revises: &["ba5e00000000"],
    message: "decimal becomes more precise",
    upgrade,
    downgrade,
    ..Revision::EMPTY
};

fn upgrade(op: &mut Operations) {
    op.alter_table("posts", |t| {
        t.alter_column(
            custom("price", "decimal(10, 2)"),
            decimal_len("price", 12, 4),
        );
    });
}

fn downgrade(op: &mut Operations) {
    op.alter_table("posts", |t| {
        t.alter_column(
            decimal_len("price", 12, 4),
            custom("price", "decimal(10, 2)"),
        );
    });
}
