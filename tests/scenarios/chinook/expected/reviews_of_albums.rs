//! reviews of albums
//!
//! Revision: 00000c410000
//! Revises:  00000c41ffff
//! Created:  2026-01-01T00:00:00Z

use sterna::prelude::*;

pub const REVISION: Revision = Revision {
    id: "00000c410000",
    revises: &["00000c41ffff"],
    message: "reviews of albums",
    upgrade,
    downgrade,
    ..Revision::EMPTY
};

fn upgrade(op: &mut Operations) {
    op.create_table(
        table("Review")
            .column(big_pk_auto("ReviewId"))
            .column(big_integer("AlbumId"))
            .column(big_integer_null("CustomerId"))
            .column(integer("Stars").default(3))
            .column(text("Words"))
            .foreign_key(
                foreign_key(["AlbumId"])
                    .references("Album", ["AlbumId"])
                    .on_delete(Cascade),
            )
            .foreign_key(
                foreign_key(["CustomerId"])
                    .references("Customer", ["CustomerId"])
                    .on_delete(SetNull),
            )
            .index(index("idx-Review-AlbumId").column("AlbumId")),
    );
}

fn downgrade(op: &mut Operations) {
    op.drop_table("Review");
}
