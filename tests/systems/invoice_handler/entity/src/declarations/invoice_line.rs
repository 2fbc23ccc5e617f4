//! invoice_lines: what the attributes of its entity cannot say.

use crate::invoice_line::Column;
use sterna::declare::*;

/// Indexes, constraints and properties of columns, as the database has them.
pub fn table(t: &mut TableDeclaration) {
    t.column(Column::Cents).declared("BIGINT");
    t.index(index("idx_invoice_lines_invoice").column(Column::InvoiceId));
}
