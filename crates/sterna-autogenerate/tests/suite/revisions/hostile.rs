//! "# */ fn main() { \u{202e}
//!
//! Revision: 9c41d0be3f2a
//! Revises:  1f0a3c5d7e92
//! Created:  2026-11-20T08:12:33Z

use sterna::prelude::*;

pub const REVISION: Revision = Revision {
    id: "9c41d0be3f2a",
    revises: &["1f0a3c5d7e92"],
    message: "\"#\n*/ fn main() { \u{202e}",
    upgrade,
    downgrade,
    ..Revision::EMPTY
};

fn upgrade(op: &mut Operations) {
    op.alter_table(r#"a"b"#, |t| {
        t.add_column(integer_null("new\nline"));
        t.add_column(integer_null("\u{202e}"));
        t.alter_column(integer_null(r##"x"#"##), text_null(r##"x"#"##));
        t.alter_column(text_null("it's"), text_null("it's").default(r#"\""#));
        t.create_index(unique_index("idx-a\"b-new\nline").column("new\nline"));
        t.create_index(index("i); DROP TABLE t; --").column("it's"));
    });
}

fn downgrade(op: &mut Operations) {
    op.alter_table(r#"a"b"#, |t| {
        t.drop_index("i); DROP TABLE t; --");
        t.drop_index("idx-a\"b-new\nline");
        t.alter_column(text_null("it's").default(r#"\""#), text_null("it's"));
        t.alter_column(text_null(r##"x"#"##), integer_null(r##"x"#"##));
        t.drop_column("\u{202e}");
        t.drop_column("new\nline");
    });
}
