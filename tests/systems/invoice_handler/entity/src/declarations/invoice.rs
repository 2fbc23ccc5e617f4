//! invoices: what the attributes of its entity cannot say.

use crate::invoice::Column;
use sterna::declare::*;

/// Indexes, constraints and properties of columns, as the database has them.
pub fn table(t: &mut TableDeclaration) {
    t.column(Column::Status).default_sql("'received'");
    t.column(Column::Currency).default_sql("'EUR'");
    t.column(Column::Cents).declared("BIGINT");
    t.column(Column::ReceivedAt)
        .declared("TIMESTAMP")
        .default_sql("CURRENT_TIMESTAMP");
    t.check("status IN ('received', 'approved', 'paid')");
    t.check("length(currency) = 3");
    t.index(
        index("idx_invoices_open")
            .column(Column::ReceivedAt)
            .filter("status <> 'paid'"),
    );
}
