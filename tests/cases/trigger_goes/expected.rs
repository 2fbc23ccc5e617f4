//! trigger goes
//!
//! Revision: ca5e00000000
//! Revises:  ba5e00000000
//! Created:  2026-01-02T00:00:00Z

use sterna::prelude::*;

pub const REVISION: Revision = Revision {
    id: "ca5e00000000",
    revises: &["ba5e00000000"],
    message: "trigger goes",
    upgrade,
    downgrade,
    ..Revision::EMPTY
};

fn upgrade(op: &mut Operations) {
    op.drop_trigger("log");
}

fn downgrade(op: &mut Operations) {
    op.create_trigger(
        "CREATE TRIGGER log AFTER INSERT ON posts BEGIN INSERT INTO tags (name) VALUES (new.title); END",
    );
}
