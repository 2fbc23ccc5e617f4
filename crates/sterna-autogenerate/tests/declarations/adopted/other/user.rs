//! users: what the attributes of its entity cannot say.

use crate::entities::user::Column;
use sterna::declare::*;

/// Indexes, constraints and properties of columns, as the database has them.
pub fn table(t: &mut TableDeclaration) {
    t.column(Column::Email).declared("TEXT");
    t.strict();
}
