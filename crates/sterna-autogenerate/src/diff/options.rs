//! Whether STRICT or WITHOUT ROWID changes.

use sterna_schema::{Alteration, Table};

use super::table::TableChanges;
use crate::pair::Pair;

pub(super) fn compare(table: Pair<&Table>, changes: &mut TableChanges) {
    let options = table.map(|table| table.options);
    if !options.is_equal() {
        changes.alterations.push(Alteration::SetOptions {
            from: options.from,
            to: options.to,
        });
    }
}
