//! artists have names
//!
//! Revision: 00000c410002
//! Revises:  00000c410001
//! Created:  2026-01-01T00:00:00Z

use sterna::prelude::*;

pub const REVISION: Revision = Revision {
    id: "00000c410002",
    revises: &["00000c410001"],
    message: "artists have names",
    upgrade,
    downgrade,
    ..Revision::EMPTY
};

fn upgrade(op: &mut Operations) {
    op.alter_table("Artist", |t| {
        t.alter_column(
            custom_null("Name", "NVARCHAR(120)"),
            custom("Name", "NVARCHAR(120)"),
        );
    });
}

fn downgrade(op: &mut Operations) {
    op.alter_table("Artist", |t| {
        t.alter_column(
            custom("Name", "NVARCHAR(120)"),
            custom_null("Name", "NVARCHAR(120)"),
        );
    });
}
