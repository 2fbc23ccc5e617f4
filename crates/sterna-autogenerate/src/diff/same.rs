//! When two constraints promise the same, whatever they are called.
//!
//! Names of columns are compared as the database does, so `==` on the nouns is too strict where
//! only the case of a name differs.

use sterna_schema::{
    Column, ForeignKey, Index, IndexColumn, IndexKey, PrimaryKey, Table, Unique, same_name,
};

/// Whether two keys, uniques or indexes are over the same terms.
pub(super) fn terms(left: &[IndexColumn], right: &[IndexColumn]) -> bool {
    left.len() == right.len() && left.iter().zip(right).all(|(l, r)| term(l, r))
}

fn term(left: &IndexColumn, right: &IndexColumn) -> bool {
    let key = match (&left.key, &right.key) {
        (IndexKey::Column(left), IndexKey::Column(right)) => same_name(left, right),
        (left, right) => left == right,
    };
    key && left.descending == right.descending && collation(&left.collation, &right.collation)
}

/// Whether two collations are the same; their names are identifiers.
pub(super) fn collation(left: &Option<String>, right: &Option<String>) -> bool {
    match (left, right) {
        (Some(left), Some(right)) => same_name(left, right),
        (left, right) => left == right,
    }
}

/// Whether two primary keys are the same but for their names.
pub(super) fn primary_key(left: &Option<PrimaryKey>, right: &Option<PrimaryKey>) -> bool {
    match (left, right) {
        (Some(left), Some(right)) => {
            terms(&left.columns, &right.columns)
                && left.autoincrement == right.autoincrement
                && left.on_conflict == right.on_conflict
        }
        (left, right) => left.is_none() && right.is_none(),
    }
}

/// Whether two UNIQUE constraints are the same but for their names.
pub(super) fn unique(left: &Unique, right: &Unique) -> bool {
    terms(&left.columns, &right.columns) && left.on_conflict == right.on_conflict
}

/// Whether a unique index does exactly what the constraint does.
///
/// SQLite implements the one by the other (<https://www.sqlite.org/lang_createtable.html#uniqueconst>).
/// An `ON CONFLICT` clause is the one thing that an index cannot say.
pub(super) fn unique_as_index(unique: &Unique, index: &Index) -> bool {
    unique.on_conflict.is_none()
        && index.is_plain_unique()
        && terms(&unique.columns, &index.columns)
}

/// Whether the primary key alone already forbids what the constraint forbids.
pub(super) fn unique_as_primary_key(unique: &Unique, table: &Table) -> bool {
    let key = table.primary_key.as_ref();
    unique.on_conflict.is_none() && key.is_some_and(|key| terms(&unique.columns, &key.columns))
}

/// Whether two indexes of one name are the same.
pub(super) fn index(left: &Index, right: &Index) -> bool {
    left.unique == right.unique
        && left.predicate == right.predicate
        && terms(&left.columns, &right.columns)
}

/// Whether two foreign keys act alike and at the same time; what they join is asked elsewhere.
pub(super) fn behaviour(left: &ForeignKey, right: &ForeignKey) -> bool {
    left.on_delete == right.on_delete
        && left.on_update == right.on_update
        && left.deferral == right.deferral
}

/// Whether the live name of a constraint will do: it counts only where the wanted side states
/// one. A name that `wanted_names` gives to another constraint has to be free for that.
pub(super) fn name_will_do<'a>(
    live: &Option<String>,
    wanted: &Option<String>,
    wanted_names: impl IntoIterator<Item = &'a Option<String>>,
) -> bool {
    match (live, wanted) {
        (None, None) => true,
        (Some(live), None) => !is_named(wanted_names, live),
        (Some(live), Some(wanted)) => same_name(live, wanted),
        (None, Some(_)) => false,
    }
}

/// Whether one of the names is that one.
pub(super) fn is_named<'a>(
    names: impl IntoIterator<Item = &'a Option<String>>,
    wanted: &str,
) -> bool {
    let mut names = names.into_iter().flatten();
    names.any(|name| same_name(name, wanted))
}

/// Whether two columns are the same in all that is compared.
pub(super) fn column(left: &Column, right: &Column) -> bool {
    left.declared == right.declared
        && left.nullable == right.nullable
        && left.on_null == right.on_null
        && left.default == right.default
        && left.generated == right.generated
        && collation(&left.collation, &right.collation)
}
