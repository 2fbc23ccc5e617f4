//! labels for notes

use sterna::prelude::*;

pub const REVISION: Revision = Revision {
    id: "bbbb00000001",
    revises: &["aaaa00000001"],
    message: "labels for notes",
    upgrade,
    downgrade,
    ..Revision::EMPTY
};

fn upgrade(op: &mut Operations) {
    op.alter_table("readings", |t| {
        t.add_column(string_null("label"))
            .backfill("'label ' || id");
        t.drop_column("note");
    });
}

fn downgrade(op: &mut Operations) {
    op.alter_table("readings", |t| {
        t.add_column(text_null("note"));
        t.drop_column("label");
    });
}
