//! What only a whole table can tell about its parts.
//!
//! A key says `ID` where the table says `id`; an index says `COLLATE NOCASE` over a column that
//! is NOCASE anyway. Once the table is known, such things get one spelling.

use sterna_schema::{Column, ForeignKey, Index, IndexColumn, IndexKey, Table, same_name};

use super::types;

/// Settles all parts of a table.
pub(super) fn table(table: &mut Table) {
    let columns = &mut table.columns;
    if let Some(key) = &mut table.primary_key {
        terms(&mut key.columns, columns);
        key_type(&key.columns, table.options.without_rowid, columns);
    }
    for unique in &mut table.uniques {
        terms(&mut unique.columns, columns);
    }
    for key in &mut table.foreign_keys {
        spell_all(&mut key.columns, columns);
    }
    for index in &mut table.indexes {
        self::index(index, columns);
    }
}

/// Settles an index of a table with these columns.
pub(super) fn index(index: &mut Index, columns: &[Column]) {
    terms(&mut index.columns, columns);
}

/// Gives the columns of a key or an index their table's spelling, and drops a collation that
/// the column has anyway (<https://www.sqlite.org/datatype3.html#collation>).
pub(super) fn terms(terms: &mut [IndexColumn], columns: &[Column]) {
    for term in terms {
        let IndexKey::Column(name) = &mut term.key else {
            continue;
        };
        let Some(column) = columns.iter().find(|column| same_name(&column.name, name)) else {
            continue;
        };
        name.clone_from(&column.name);
        let own = column.collation.as_deref().unwrap_or("BINARY");
        term.collation.take_if(|collation| collation == own);
    }
}

/// Gives names of columns their table's spelling.
pub(super) fn spell_all(names: &mut [String], columns: &[Column]) {
    for name in names {
        if let Some(column) = columns.iter().find(|column| same_name(&column.name, name)) {
            name.clone_from(&column.name);
        }
    }
}

/// Tells `INT` from `INTEGER` in the one column that may be the rowid.
pub(super) fn key_type(key: &[IndexColumn], without_rowid: bool, columns: &mut [Column]) {
    let ([term], false) = (key, without_rowid) else {
        return;
    };
    let sole = columns
        .iter_mut()
        .find(|column| term.name() == Some(column.name.as_str()));
    if let Some(column) = sole {
        let sea = column.declared.sea.take();
        column.declared = types::key_type(column.declared.text());
        column.declared.sea = sea;
    }
}

/// Gives a foreign key the spelling of the table that it refers to, and the columns of that
/// table's primary key where none are written
/// (<https://www.sqlite.org/foreignkeys.html#fk_indexes>). SQLite takes a key of another number
/// of columns, as long as they stay unwritten; such a key stays without them.
pub(super) fn foreign_key(key: &mut ForeignKey, parent: &Table) {
    key.table.clone_from(&parent.name);
    if !key.references.is_empty() {
        return spell_all(&mut key.references, &parent.columns);
    }
    let Some(primary) = &parent.primary_key else {
        return;
    };
    if primary.columns.len() == key.columns.len() {
        let names = primary.columns.iter().filter_map(IndexColumn::name);
        key.references = names.map(str::to_owned).collect();
    }
}
