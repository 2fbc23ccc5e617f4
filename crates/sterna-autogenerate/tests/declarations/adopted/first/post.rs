//! posts: what the attributes of its entity cannot say.

use crate::entities::post::Column;
use sterna::declare::*;

/// Indexes, constraints and properties of columns, as the database has them.
pub fn table(t: &mut TableDeclaration) {
    t.column(Column::Id).declared("bigint");
    t.column(Column::Title).default_sql("'it''s new'");
    t.column(Column::Status).default_sql("'draft'");
    t.column(Column::Price).declared("DOUBLE");
    t.column(Column::Size).generated_virtual("length(title)");
    t.plain_rowid();
    t.check("status <> ''");
    t.check(check("price >= 0").named("has_price"));
    t.foreign_key(
        foreign_key([Column::AuthorId])
            .references("users", ["id"])
            .on_delete(SetNull)
            .on_update(Cascade)
            .named("author"),
    );
    t.foreign_key(
        foreign_key([Column::EditorId])
            .references("users", ["id"])
            .deferred(),
    );
    t.unique([Column::Title, Column::Slug]);
    t.index(index("idx-posts-slug").column(column(Column::Slug).desc()));
    t.index(
        index("idx-posts-status-rank")
            .columns([Column::Status, Column::Rank])
            .filter("rank IS NOT NULL"),
    );
    t.index(
        unique_index("once")
            .column(expression("ifnull(rank, -1)"))
            .column(column(Column::Title).collate("NOCASE"))
            .column(Column::AuthorId),
    );
}
