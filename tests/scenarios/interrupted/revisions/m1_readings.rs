//! readings

use sterna::prelude::*;

pub const REVISION: Revision = Revision {
    id: "aaaa00000001",
    message: "readings",
    upgrade,
    downgrade,
    ..Revision::EMPTY
};

fn upgrade(op: &mut Operations) {
    op.create_table(
        table("readings")
            .column(pk_auto("id"))
            .column(string("serial"))
            .column(integer("sensor"))
            .column(integer_null("value"))
            .column(text_null("note"))
            .unique(unique(["serial"]))
            .index(index("idx-readings-sensor").column("sensor")),
    );
}

fn downgrade(op: &mut Operations) {
    op.drop_table("readings");
}
