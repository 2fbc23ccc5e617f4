//! longer titles
//!
//! Revision: 00000c410003
//! Revises:  00000c410002
//! Created:  2026-01-01T00:00:00Z

use sterna::prelude::*;

pub const REVISION: Revision = Revision {
    id: "00000c410003",
    revises: &["00000c410002"],
    message: "longer titles",
    upgrade,
    downgrade,
    ..Revision::EMPTY
};

fn upgrade(op: &mut Operations) {
    op.alter_table("Album", |t| {
        t.alter_column(
            custom("Title", "NVARCHAR(160)"),
            custom("Title", "NVARCHAR(255)"),
        );
    });
}

fn downgrade(op: &mut Operations) {
    op.alter_table("Album", |t| {
        t.alter_column(
            custom("Title", "NVARCHAR(255)"),
            custom("Title", "NVARCHAR(160)"),
        );
    });
}
