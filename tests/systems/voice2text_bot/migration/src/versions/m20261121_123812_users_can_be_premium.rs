//! users can be premium
//!
//! Revision: 3c530d6d20de
//! Revises:  42034de1deb7
//! Created:  2026-11-21T12:38:12Z

use sterna::prelude::*;

pub const REVISION: Revision = Revision {
    id: "3c530d6d20de",
    revises: &["42034de1deb7"],
    message: "users can be premium",
    upgrade,
    downgrade,
    ..Revision::EMPTY
};

fn upgrade(op: &mut Operations) {
    op.alter_table("users", |t| {
        t.add_column(boolean("is_premium").default(false));
    });
}

fn downgrade(op: &mut Operations) {
    op.alter_table("users", |t| {
        t.drop_column("is_premium");
    });
}
