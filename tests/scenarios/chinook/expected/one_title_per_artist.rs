//! one title per artist
//!
//! Revision: 00000c410004
//! Revises:  00000c410003
//! Created:  2026-01-01T00:00:00Z

use sterna::prelude::*;

pub const REVISION: Revision = Revision {
    id: "00000c410004",
    revises: &["00000c410003"],
    message: "one title per artist",
    upgrade,
    downgrade,
    ..Revision::EMPTY
};

fn upgrade(op: &mut Operations) {
    op.create_index(
        unique_index("idx-Album-title")
            .table("Album")
            .columns(["Title", "ArtistId"]),
    );
}

fn downgrade(op: &mut Operations) {
    op.drop_index("idx-Album-title", "Album");
}
