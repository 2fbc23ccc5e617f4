//! values are never missing

use sterna::prelude::*;

pub const REVISION: Revision = Revision {
    id: "bbbb00000002",
    revises: &["aaaa00000001"],
    message: "values are never missing",
    upgrade,
    downgrade,
    ..Revision::EMPTY
};

fn upgrade(op: &mut Operations) {
    op.alter_table("readings", |t| {
        t.alter_column(integer_null("value"), integer("value"))
            .backfill("-1");
        t.add_check(check("value >= -1"));
    });
}

fn downgrade(op: &mut Operations) {
    op.alter_table("readings", |t| {
        t.drop_check(check("value >= -1"));
        t.alter_column(integer("value"), integer_null("value"));
    });
}
