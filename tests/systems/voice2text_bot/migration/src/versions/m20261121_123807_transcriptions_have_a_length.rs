//! transcriptions have a length
//!
//! Revision: 42034de1deb7
//! Revises:  0cc379ed605f
//! Created:  2026-11-21T12:38:07Z

use sterna::prelude::*;

pub const REVISION: Revision = Revision {
    id: "42034de1deb7",
    revises: &["0cc379ed605f"],
    message: "transcriptions have a length",
    upgrade,
    downgrade,
    ..Revision::EMPTY
};

fn upgrade(op: &mut Operations) {
    op.alter_table("transcriptions", |t| {
        t.add_column(integer("seconds").default(0));
    });
}

fn downgrade(op: &mut Operations) {
    op.alter_table("transcriptions", |t| {
        t.drop_column("seconds");
    });
}
