//! change in another case
//!
//! Revision: ca5e00000000
//! Revises:  ba5e00000000
//! Created:  2026-01-02T00:00:00Z

use sterna::prelude::*;

pub const REVISION: Revision = Revision {
    id: "ca5e00000000",
    revises: &["ba5e00000000"],
    message: "change in another case",
    upgrade,
    downgrade,
    ..Revision::EMPTY
};

fn upgrade(op: &mut Operations) {
    op.alter_table("Posts", |t| {
        t.alter_column(custom("TITLE", "Varchar"), custom_null("TITLE", "Varchar"));
    });
}

fn downgrade(op: &mut Operations) {
    op.alter_table("Posts", |t| {
        t.alter_column(custom_null("TITLE", "Varchar"), custom("TITLE", "Varchar"));
    });
}
