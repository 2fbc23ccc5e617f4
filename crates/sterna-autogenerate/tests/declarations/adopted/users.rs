use crate::entities::user::Column;
use sterna::declare::*;

/// What the attributes of the entity cannot say of its table.
pub fn table(t: &mut TableDeclaration) {
    t.column(Column::Email).declared("text").collate("NOCASE");
    t.plain_rowid();
    t.unique([Column::Email]);
}
