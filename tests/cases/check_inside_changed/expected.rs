//! check inside changed
//!
//! Revision: ca5e00000000
//! Revises:  ba5e00000000
//! Created:  2026-01-02T00:00:00Z

use sterna::prelude::*;

pub const REVISION: Revision = Revision {
    id: "ca5e00000000",
    revises: &["ba5e00000000"],
    message: "check inside changed",
    upgrade,
    downgrade,
    ..Revision::EMPTY
};

fn upgrade(op: &mut Operations) {
    op.alter_table("posts", |t| {
        t.drop_check(check("length(title) > 0").named("has_title"));
        t.add_check(check("length(title) > 1").named("has_title"));
    });
}

fn downgrade(op: &mut Operations) {
    op.alter_table("posts", |t| {
        t.drop_check(check("length(title) > 1").named("has_title"));
        t.add_check(check("length(title) > 0").named("has_title"));
    });
}
