//! serials repeat

use sterna::prelude::*;

pub const REVISION: Revision = Revision {
    id: "bbbb00000003",
    revises: &["aaaa00000001"],
    message: "serials repeat",
    upgrade,
    downgrade,
    ..Revision::EMPTY
};

fn upgrade(op: &mut Operations) {
    op.alter_table("readings", |t| {
        t.drop_unique(unique(["serial"]));
    });
}

fn downgrade(op: &mut Operations) {
    op.alter_table("readings", |t| {
        t.add_unique(unique(["serial"]));
    });
}
