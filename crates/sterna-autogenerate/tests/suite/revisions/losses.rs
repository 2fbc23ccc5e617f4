//! without prices
//!
//! Revision: 9c41d0be3f2a
//! Revises:  1f0a3c5d7e92
//! Created:  2026-11-20T08:12:33Z

use sterna::prelude::*;

pub const REVISION: Revision = Revision {
    id: "9c41d0be3f2a",
    revises: &["1f0a3c5d7e92"],
    message: "without prices",
    upgrade,
    downgrade,
    ..Revision::EMPTY
};

fn upgrade(op: &mut Operations) {
    op.alter_table("shops", |t| {
        t.alter_column(text_null("price"), integer_null("price"));
        // drops the values of 2 rows
        t.drop_column("note");
        // drops the values of 2 rows
        t.drop_column("legacy");
    });
    // drops the table with 1 row
    op.drop_table("extra");
}

fn downgrade(op: &mut Operations) {
    // the rows of the dropped table are lost
    op.create_table(
        table("extra")
            .column(custom_null("id", "INTEGER"))
            .column(custom_null("shop_id", "INT"))
            .primary_key(["id"])
            .foreign_key(foreign_key(["shop_id"]).references("shops", ["id"]))
            .check("shop_id > 0"),
    );
    op.alter_table("shops", |t| {
        // the dropped values are lost; rows get ''
        t.add_column(custom("legacy", "TEXT")).backfill("''");
        // the dropped values are lost
        t.add_column(string_null("note"));
        t.alter_column(integer_null("price"), text_null("price"));
    });
}
