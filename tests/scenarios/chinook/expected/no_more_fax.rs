//! no more fax
//!
//! Revision: 00000c410005
//! Revises:  00000c410004
//! Created:  2026-01-01T00:00:00Z

use sterna::prelude::*;

pub const REVISION: Revision = Revision {
    id: "00000c410005",
    revises: &["00000c410004"],
    message: "no more fax",
    upgrade,
    downgrade,
    ..Revision::EMPTY
};

fn upgrade(op: &mut Operations) {
    op.alter_table("Customer", |t| {
        // drops the values of 12 rows
        t.drop_column("Fax");
    });
}

fn downgrade(op: &mut Operations) {
    op.alter_table("Customer", |t| {
        // the dropped values are lost
        t.add_column(custom_null("Fax", "NVARCHAR(24)"));
    });
}
