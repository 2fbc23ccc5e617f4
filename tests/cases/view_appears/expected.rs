//! view appears
//!
//! Revision: ca5e00000000
//! Revises:  ba5e00000000
//! Created:  2026-01-02T00:00:00Z

use sterna::prelude::*;

pub const REVISION: Revision = Revision {
    id: "ca5e00000000",
    revises: &["ba5e00000000"],
    message: "view appears",
    upgrade,
    downgrade,
    ..Revision::EMPTY
};

fn upgrade(op: &mut Operations) {
    op.create_view(r#"CREATE VIEW "titles" AS SELECT title FROM posts"#);
}

fn downgrade(op: &mut Operations) {
    op.drop_view("titles");
}
