//! enum gains a member
//!
//! Revision: ca5e00000000
//! Revises:  ba5e00000000
//! Created:  2026-01-02T00:00:00Z

use sterna::prelude::*;

pub const REVISION: Revision = Revision {
    id: "ca5e00000000",
    revises: &["ba5e00000000"],
    message: "enum gains a member",
    upgrade,
    downgrade,
    ..Revision::EMPTY
};

fn upgrade(op: &mut Operations) {
    op.alter_table("posts", |t| {
        t.drop_check("status IN ('draft', 'posted')");
        t.add_check(r#""status" IN ('draft', 'posted', 'gone')"#);
    });
}

fn downgrade(op: &mut Operations) {
    op.alter_table("posts", |t| {
        t.drop_check(r#""status" IN ('draft', 'posted', 'gone')"#);
        t.add_check("status IN ('draft', 'posted')");
    });
}
