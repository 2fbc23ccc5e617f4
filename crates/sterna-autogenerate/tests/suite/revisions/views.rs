//! a wider view
//!
//! Revision: 9c41d0be3f2a
//! Revises:  1f0a3c5d7e92
//! Created:  2026-11-20T08:12:33Z

use sterna::prelude::*;

pub const REVISION: Revision = Revision {
    id: "9c41d0be3f2a",
    revises: &["1f0a3c5d7e92"],
    message: "a wider view",
    upgrade,
    downgrade,
    ..Revision::EMPTY
};

fn upgrade(op: &mut Operations) {
    op.drop_trigger("through");
    op.drop_view("seen");
    op.create_view(
        r#"CREATE VIEW seen AS
                SELECT id, "title"
                FROM posts"#,
    );
    op.create_trigger(
        "CREATE TRIGGER through INSTEAD OF INSERT ON seen BEGIN INSERT INTO posts (id) VALUES (new.id); END",
    );
}

fn downgrade(op: &mut Operations) {
    op.drop_trigger("through");
    op.drop_view("seen");
    op.create_view("CREATE VIEW seen AS SELECT id FROM posts");
    op.create_trigger(
        "CREATE TRIGGER through INSTEAD OF INSERT ON seen BEGIN INSERT INTO posts (id) VALUES (new.id); END",
    );
}
