//! all declarations
//!
//! Revision: 9c41d0be3f2a
//! Revises:  nothing
//! Created:  2026-11-20T08:12:33Z

use sterna::prelude::*;

pub const REVISION: Revision = Revision {
    id: "9c41d0be3f2a",
    revises: &[],
    message: "all declarations",
    upgrade,
    downgrade,
    ..Revision::EMPTY
};

fn upgrade(op: &mut Operations) {
    op.alter_table("posts", |t| {
        t.alter_column(string("title"), string("title").default_sql("CURRENT_DATE"));
        t.alter_column(string("slug"), string("slug").collate("NOCASE"));
        t.alter_column(
            decimal_len("price", 10, 2),
            custom("price", "NUMERIC(10,2)"),
        );
        // drops the values of the column: the column is computed from now on
        t.alter_column(
            integer_null("size"),
            integer_null("size").generated_stored("length(title)"),
        );
        t.set_primary_key(primary_key(["id"]).autoincrement(), ["id"]);
        t.add_check(r#""status" IN ('draft', 'posted', 'it''s gone')"#);
        t.add_check(check("length(title) > 0").named("has_title"));
        t.add_check(r#""rank" IN (-1, 7)"#);
        t.add_foreign_key(
            foreign_key(["editor_id"])
                .references("users", ["id"])
                .on_delete(SetNull)
                .deferred()
                .named("editor"),
        );
        t.create_index(unique_index("idx-posts-title-slug").columns(["title", "slug"]));
        t.create_index(
            index("queue")
                .column(column("status").desc())
                .column(expression("lower(title)"))
                .filter("price > 0"),
        );
    });
    op.create_view(r#"CREATE VIEW "drafts" AS SELECT id, title FROM posts WHERE status = 'draft'"#);
    op.create_trigger(
        "CREATE TRIGGER gone AFTER DELETE ON posts BEGIN DELETE FROM users WHERE id = old.editor_id; END",
    );
}

fn downgrade(op: &mut Operations) {
    op.drop_trigger("gone");
    op.drop_view("drafts");
    op.alter_table("posts", |t| {
        t.drop_index("queue");
        t.drop_index("idx-posts-title-slug");
        t.drop_foreign_key(
            foreign_key(["editor_id"])
                .references("users", ["id"])
                .on_delete(SetNull)
                .deferred()
                .named("editor"),
        );
        t.drop_check(r#""rank" IN (-1, 7)"#);
        t.drop_check(check("length(title) > 0").named("has_title"));
        t.drop_check(r#""status" IN ('draft', 'posted', 'it''s gone')"#);
        t.set_primary_key(["id"], primary_key(["id"]).autoincrement());
        t.alter_column(
            integer_null("size").generated_stored("length(title)"),
            integer_null("size"),
        );
        t.alter_column(
            custom("price", "NUMERIC(10,2)"),
            decimal_len("price", 10, 2),
        );
        t.alter_column(string("slug").collate("NOCASE"), string("slug"));
        t.alter_column(string("title").default_sql("CURRENT_DATE"), string("title"));
    });
}
