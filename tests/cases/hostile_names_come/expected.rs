//! hostile names come
//!
//! Revision: ca5e00000000
//! Revises:  ba5e00000000
//! Created:  2026-01-02T00:00:00Z

use sterna::prelude::*;

pub const REVISION: Revision = Revision {
    id: "ca5e00000000",
    revises: &["ba5e00000000"],
    message: "hostile names come",
    upgrade,
    downgrade,
    ..Revision::EMPTY
};

fn upgrade(op: &mut Operations) {
    op.alter_table(r#"order "by" */ #"#, |t| {
        t.add_column(string_null(r##"a "#b" */ c"##));
        t.add_column(string_null("it's; DROP TABLE posts; --"));
        t.add_column(string_null("select"));
        t.add_column(string_null("naïve ✓ 表"));
        t.add_column(string_null("two\nlines"));
        t.add_column(string_null(r"{}\n\u{202e}"));
    });
}

fn downgrade(op: &mut Operations) {
    op.alter_table(r#"order "by" */ #"#, |t| {
        t.drop_column(r"{}\n\u{202e}");
        t.drop_column("two\nlines");
        t.drop_column("naïve ✓ 表");
        t.drop_column("select");
        t.drop_column("it's; DROP TABLE posts; --");
        t.drop_column(r##"a "#b" */ c"##);
    });
}
