//! posts: what the attributes of its entity cannot say.

use crate::entities::post::Column;
use sterna::declare::*;

/// Indexes, constraints and properties of columns, as the database has them.
pub fn table(t: &mut TableDeclaration) {
    t.column(Column::Title).default_sql(r##"'"#; } \'"##);
    t.primary_key(
        primary_key([column(Column::Slug).desc(), column(Column::Id)]).named(r#"a "key""#),
    );
    t.without_rowid();
    t.check(r##"status NOT IN ('*/', '"# ', 'it''s')"##);
    t.index(
        index(r#"a "name" # */"#)
            .column(Column::Title)
            .filter(r##"title <> '"#'"##),
    );
}
