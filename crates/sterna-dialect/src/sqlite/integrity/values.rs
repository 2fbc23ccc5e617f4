//! Values that a change of type would not leave the same, and values that would become equal.

use sterna_schema::{Column, Expression, IndexColumn, IndexKey, Table, same_name};

use super::{no_duplicates, no_row_where, rows_of};
use crate::plan::{Refusal, Statement};
use crate::sqlite::quote::identifier;
use crate::sqlite::storage::{self, Storage};
use crate::sqlite::{Catalogue, stored};

/// Refuses where the values of a column, asked of the table as it is, would not all be the same in
/// the column and the table that they become. SQLite itself would go on: it converts what looks
/// like a number, and keeps as it is what does not
/// (<https://www.sqlite.org/datatype3.html#type_affinity>).
pub fn are_kept(before: (&Table, &Column), after: (&Table, &Column)) -> Option<Statement> {
    let ((table, _), (_, to)) = (before, after);
    let condition = lost(before, after)?;
    let (name, column, kind) = (&table.name, &to.name, to.declared.text().trim());
    let refusal = Refusal {
        what: format!("{name}.{column} cannot become {kind}"),
        counted: rows_of(
            name,
            &format!("holds what would not be the same as {kind}"),
            &format!("hold what would not be the same as {kind}"),
        ),
        help: format!(
            "say what becomes of it, `.using(\"CAST({column} AS {kind})\")`, \
             or correct it in a data step before it"
        ),
        examples: None,
    };
    let purpose =
        format!("look for values of {name}.{column} that would not be the same as {kind}");
    Some(no_row_where(table, &condition, purpose, refusal))
}

/// The same for all columns at once, where the table becomes STRICT or ceases to be.
pub fn are_all_kept(
    before: &Table,
    after: &Table,
    columns: &[(&Column, &Column)],
) -> Option<Statement> {
    let columns = columns.iter();
    let conditions = columns.filter_map(|(from, to)| lost((before, from), (after, to)));
    let conditions: Vec<_> = conditions.collect();
    if conditions.is_empty() {
        return None;
    }
    let name = &before.name;
    let become_what = if after.options.strict {
        "STRICT"
    } else {
        "a table that is not STRICT"
    };
    let refusal = Refusal {
        what: format!("{name} cannot become {become_what}"),
        counted: rows_of(
            name,
            "holds what would not stay the same",
            "hold what would not stay the same",
        ),
        help: format!("delete or correct these rows of {name} in a data step before it"),
        examples: None,
    };
    let purpose = format!("look for values of {name} that would not stay the same");
    Some(no_row_where(
        before,
        &conditions.join(" OR "),
        purpose,
        refusal,
    ))
}

fn lost(before: (&Table, &Column), after: (&Table, &Column)) -> Option<String> {
    let ((table, from), (to_table, to)) = (before, after);
    if to.generated.is_some() {
        return None;
    }
    let storage = (Storage::of(from, table), Storage::of(to, to_table));
    storage::lost(&identifier(&from.name), storage.0, storage.1)
}

/// Refuses where rows that a constraint or an index kept apart so far would be equal under another
/// collation. `is_carried_over` says of which columns the values go over as they are.
pub fn stay_apart(
    catalogue: &Catalogue,
    before: &Table,
    after: &Table,
    is_carried_over: impl Fn(&str) -> bool,
) -> Vec<Statement> {
    let stays = |name: &&str| is_carried_over(name);
    let coarser = after.columns.iter().filter(|to| {
        let from = before.column(&to.name);
        from.is_some_and(|from| from.collation != to.collation) && !is_binary(to)
    });
    let coarser: Vec<_> = coarser.collect();
    let key = after.primary_key.iter();
    let keys = key.filter(|key| {
        let same = before.primary_key.as_ref();
        same.is_some_and(|same| same.columns == key.columns)
    });
    let uniques = after
        .uniques
        .iter()
        .filter(|unique| before.uniques.contains(unique));
    let indexes = after
        .indexes
        .iter()
        .filter(|index| index.unique && before.indexes.contains(index));
    let indexes: Vec<_> = indexes
        .map(|index| stored::as_written(catalogue, index))
        .collect();
    let none = None;
    let terms = keys
        .map(|key| (&key.columns, &none))
        .chain(uniques.map(|unique| (&unique.columns, &none)))
        .chain(
            indexes
                .iter()
                .map(|index| (&index.columns, &index.predicate)),
        );
    let mut statements = Vec::new();
    for (terms, predicate) in terms {
        let compared: Vec<_> = terms.iter().map(|term| under(term, &coarser)).collect();
        let mut names = terms.iter().filter_map(IndexColumn::name);
        if compared == *terms || !names.all(|name| stays(&name)) {
            continue;
        }
        let labels: Vec<_> = terms.iter().map(IndexColumn::label).collect();
        let what = format!(
            "({}) of {} cannot be unique",
            labels.join(", "),
            before.name
        );
        statements.push(no_duplicates(
            &before.name,
            what,
            &compared,
            predicate.as_ref(),
        ));
    }
    statements
}

/// Refuses where rows that NULL kept apart would be equal once it is filled with a value.
pub fn stay_apart_filled(
    catalogue: &Catalogue,
    table: &Table,
    column: &Column,
    value: &str,
) -> Vec<Statement> {
    let name = identifier(&column.name);
    let affinity = Storage::of(column, table).affinity;
    let filled = format!("coalesce({name}, {})", storage::stored(value, affinity));
    let is_filled = |term: &IndexColumn| term.name().is_some_and(|n| same_name(n, &column.name));
    let becomes = |term: &IndexColumn| match is_filled(term) {
        true => IndexColumn {
            key: IndexKey::Expression(Expression::new(filled.clone())),
            collation: term.collation.clone().or(column.collation.clone()),
            descending: term.descending,
        },
        false => term.clone(),
    };
    let uniques = table
        .uniques
        .iter()
        .map(|unique| (unique.columns.clone(), None));
    let indexes = table.indexes.iter().filter(|index| index.unique);
    let indexes = indexes.map(|index| {
        let written = stored::as_written(catalogue, index);
        (written.columns, written.predicate)
    });
    let concerned = uniques
        .chain(indexes)
        .filter(|(terms, _)| terms.iter().any(is_filled));
    let look = |(terms, predicate): (Vec<IndexColumn>, Option<Expression>)| {
        let labels: Vec<_> = terms.iter().map(IndexColumn::label).collect();
        let what = format!("({}) of {} cannot be unique", labels.join(", "), table.name);
        let terms: Vec<_> = terms.iter().map(becomes).collect();
        no_duplicates(&table.name, what, &terms, predicate.as_ref())
    };
    concerned.map(look).collect()
}

/// What differs to BINARY differs to every other collation too, or never did.
fn is_binary(column: &Column) -> bool {
    let collation = column.collation.as_deref();
    collation.is_none_or(|name| same_name(name, "BINARY"))
}

/// A term under the collation that its column has from now on, unless it has one of its own.
fn under(term: &IndexColumn, columns: &[&Column]) -> IndexColumn {
    let mut columns = columns.iter();
    let column = columns.find(|to| term.name().is_some_and(|name| same_name(name, &to.name)));
    let collation = column.and_then(|column| column.collation.clone());
    IndexColumn {
        collation: term.collation.clone().or(collation),
        ..term.clone()
    }
}
