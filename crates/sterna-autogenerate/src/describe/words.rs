//! What the parts of a table are called and what they say: a subject and a detail each.

use sterna_schema::{
    Action, Check, Column, Deferral, ForeignKey, Index, IndexColumn, PrimaryKey, TableOptions,
    Unique,
};

pub(super) fn of_column(column: &Column) -> (String, String) {
    (column.name.clone(), definition(column))
}

/// A column as its declaration says it, without its name.
pub(super) fn definition(column: &Column) -> String {
    let words = [
        Some(column.declared.text().to_owned()),
        (!column.nullable).then(|| "NOT NULL".to_owned()),
        column
            .default
            .as_ref()
            .map(|value| format!("DEFAULT {value}")),
        column
            .collation
            .as_ref()
            .map(|name| format!("COLLATE {name}")),
        column.generated.as_ref().map(|g| {
            format!(
                "AS ({}){}",
                g.expression,
                if g.stored { " STORED" } else { "" }
            )
        }),
    ];
    let said: Vec<_> = words
        .into_iter()
        .flatten()
        .filter(|word| !word.is_empty())
        .collect();
    said.join(" ")
}

pub(super) fn of_key(key: &PrimaryKey) -> (String, String) {
    let autoincrement = if key.autoincrement {
        " AUTOINCREMENT"
    } else {
        ""
    };
    let detail = format!("{}{autoincrement}", terms(&key.columns));
    ("primary key".to_owned(), detail)
}

pub(super) fn of_unique(unique: &Unique) -> (String, String) {
    ("unique".to_owned(), terms(&unique.columns))
}

pub(super) fn of_check(check: &Check) -> (String, String) {
    let name = named(&check.name);
    ("check".to_owned(), format!("{name}({})", check.expression))
}

/// A constraint's name before what it says, if it has one.
fn named(name: &Option<String>) -> String {
    name.as_ref()
        .map_or_else(String::new, |name| format!("{name} "))
}

pub(super) fn of_foreign_key(key: &ForeignKey) -> (String, String) {
    let actions = [("DELETE", key.on_delete), ("UPDATE", key.on_update)]
        .into_iter()
        .filter(|(_, action)| *action != Action::NoAction)
        .map(|(event, action)| format!(" ON {event} {}", action.sql()));
    let (columns, references) = (key.columns.join(", "), key.references.join(", "));
    let deferred = match key.deferral {
        Deferral::Immediate => "",
        Deferral::Deferred => " DEFERRABLE INITIALLY DEFERRED",
    };
    let detail = format!(
        "{}({columns}) -> {}({references}){}{deferred}",
        named(&key.name),
        key.table,
        actions.collect::<String>()
    );
    ("foreign key".to_owned(), detail)
}

pub(super) fn of_index(index: &Index) -> (String, String) {
    let unique = if index.unique { "unique " } else { "" };
    let predicate = index.predicate.as_ref();
    let filter = predicate.map_or_else(String::new, |p| format!(" WHERE {p}"));
    let detail = format!("{} {}{filter}", index.name, terms(&index.columns));
    (format!("{unique}index"), detail)
}

pub(super) fn terms(columns: &[IndexColumn]) -> String {
    let term = |term: &IndexColumn| {
        let collation = term
            .collation
            .as_ref()
            .map_or_else(String::new, |c| format!(" COLLATE {c}"));
        let order = if term.descending { " DESC" } else { "" };
        format!("{}{collation}{order}", term.label())
    };
    let terms: Vec<_> = columns.iter().map(term).collect();
    format!("({})", terms.join(", "))
}

pub(super) fn options(options: TableOptions) -> String {
    let words = [
        (options.strict, "STRICT"),
        (options.without_rowid, "WITHOUT ROWID"),
    ];
    let said: Vec<_> = words
        .iter()
        .filter(|(holds, _)| *holds)
        .map(|(_, word)| *word)
        .collect();
    if said.is_empty() {
        "none".to_owned()
    } else {
        said.join(", ")
    }
}
