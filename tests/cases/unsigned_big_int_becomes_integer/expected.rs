//! unsigned big int becomes integer
//!
//! Revision: ca5e00000000
//! Revises:  ba5e00000000
//! Created:  2026-01-02T00:00:00Z

use sterna::prelude::*;

pub const REVISION: Revision = Revision {
    id: "ca5e00000000",
    revises: &["ba5e00000000"],
    message: "unsigned big int becomes integer",
    upgrade,
    downgrade,
    ..Revision::EMPTY
};

fn upgrade(op: &mut Operations) {
    op.alter_table("posts", |t| {
        t.alter_column(custom("size", "UNSIGNED BIG INT"), big_integer("size"));
    });
}

fn downgrade(op: &mut Operations) {
    op.alter_table("posts", |t| {
        t.alter_column(big_integer("size"), custom("size", "UNSIGNED BIG INT"));
    });
}
