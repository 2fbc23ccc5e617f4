//! artists have a country
//!
//! Revision: 00000c410001
//! Revises:  00000c410000
//! Created:  2026-01-01T00:00:00Z

use sterna::prelude::*;

pub const REVISION: Revision = Revision {
    id: "00000c410001",
    revises: &["00000c410000"],
    message: "artists have a country",
    upgrade,
    downgrade,
    ..Revision::EMPTY
};

fn upgrade(op: &mut Operations) {
    op.alter_table("Artist", |t| {
        t.add_column(string("Country")).backfill("'unknown'");
    });
}

fn downgrade(op: &mut Operations) {
    op.alter_table("Artist", |t| {
        t.drop_column("Country");
    });
}
