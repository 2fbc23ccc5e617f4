//! drop table
//!
//! Revision: ca5e00000000
//! Revises:  ba5e00000000
//! Created:  2026-01-02T00:00:00Z

use sterna::prelude::*;

pub const REVISION: Revision = Revision {
    id: "ca5e00000000",
    revises: &["ba5e00000000"],
    message: "drop table",
    upgrade,
    downgrade,
    ..Revision::EMPTY
};

fn upgrade(op: &mut Operations) {
    // drops the table with 1 row
    op.drop_table("tags");
}

fn downgrade(op: &mut Operations) {
    // the rows of the dropped table are lost
    op.create_table(
        table("tags")
            .column(pk_auto("id"))
            .column(string_uniq("name")),
    );
}
