//! Keys, uniques, CHECKs, foreign keys and indexes as a revision writes them.

use sterna_schema::{
    Action, Check, ConflictResolution, Deferral, ForeignKey, Index, IndexColumn, IndexKey,
    PrimaryKey, Unique,
};

use super::source::{Code, call, sql, text, texts, word};

/// A primary key: its columns, or a builder where there is more to say.
pub(super) fn primary_key(key: &PrimaryKey) -> Code {
    let plain = key.name.is_none() && !key.autoincrement && key.on_conflict.is_none();
    if plain {
        return terms(&key.columns);
    }
    let mut code = call("primary_key", [terms(&key.columns)]);
    if key.autoincrement {
        code = code.then("autoincrement", []);
    }
    on_conflict(named(code, &key.name), key.on_conflict)
}

/// A UNIQUE constraint: its columns, or a builder where there is more to say.
pub(super) fn unique(unique: &Unique) -> Code {
    if unique.name.is_none() && unique.on_conflict.is_none() {
        return terms(&unique.columns);
    }
    let code = call("unique", [terms(&unique.columns)]);
    on_conflict(named(code, &unique.name), unique.on_conflict)
}

/// A CHECK: its expression, or a builder where it has a name.
pub(super) fn check(check: &Check) -> Code {
    let expression = sql(check.expression.sql());
    match &check.name {
        None => expression,
        name => named(call("check", [expression]), name),
    }
}

/// A foreign key.
pub(super) fn foreign_key(key: &ForeignKey) -> Code {
    let columns = |names: &[String]| match names {
        // A key to a table that is not there may leave out what it refers to; an array without
        // items needs a type.
        [] => word("[\"\"; 0]"),
        names => texts(names.iter().map(String::as_str)),
    };
    let mut code = call("foreign_key", [columns(&key.columns)])
        .then("references", [text(&key.table), columns(&key.references)]);
    for (method, action) in [("on_delete", key.on_delete), ("on_update", key.on_update)] {
        if let Some(name) = action_name(action) {
            code = code.then(method, [word(name)]);
        }
    }
    if key.deferral == Deferral::Deferred {
        code = code.then("deferred", []);
    }
    named(code, &key.name)
}

/// An index, of this table where it does not stand in one.
pub(super) fn index(index: &Index, table: Option<&str>) -> Code {
    let builder = if index.unique {
        "unique_index"
    } else {
        "index"
    };
    let mut code = call(builder, [text(&index.name)]);
    if let Some(table) = table {
        code = code.then("table", [text(table)]);
    }
    code = match &index.columns[..] {
        [only] => code.then("column", [term(only)]),
        several if several.iter().all(is_plain) => code.then("columns", [terms(several)]),
        several => several
            .iter()
            .fold(code, |code, next| code.then("column", [term(next)])),
    };
    match &index.predicate {
        Some(predicate) => code.then("filter", [sql(predicate.sql())]),
        None => code,
    }
}

/// Several terms: by name where that says it all.
fn terms(columns: &[IndexColumn]) -> Code {
    if columns.iter().all(is_plain) {
        return texts(columns.iter().map(IndexColumn::label));
    }
    Code::Array(columns.iter().map(built_term).collect())
}

fn is_plain(term: &IndexColumn) -> bool {
    term.name().is_some() && term.collation.is_none() && !term.descending
}

fn term(column: &IndexColumn) -> Code {
    if is_plain(column) {
        return text(column.label());
    }
    built_term(column)
}

fn built_term(column: &IndexColumn) -> Code {
    let mut code = match &column.key {
        IndexKey::Column(name) => call("column", [text(name)]),
        IndexKey::Expression(expression) => call("expression", [sql(expression.sql())]),
    };
    if let Some(collation) = &column.collation {
        code = code.then("collate", [text(collation)]);
    }
    if column.descending {
        code = code.then("desc", []);
    }
    code
}

fn named(code: Code, name: &Option<String>) -> Code {
    match name {
        Some(name) => code.then("named", [text(name)]),
        None => code,
    }
}

fn on_conflict(code: Code, resolution: Option<ConflictResolution>) -> Code {
    let method = match resolution {
        None => return code,
        Some(ConflictResolution::Rollback) => "on_conflict_rollback",
        Some(ConflictResolution::Fail) => "on_conflict_fail",
        Some(ConflictResolution::Ignore) => "on_conflict_ignore",
        Some(ConflictResolution::Replace) => "on_conflict_replace",
    };
    code.then(method, [])
}

/// The name of an action in the prelude; none for the one that need not be said.
fn action_name(action: Action) -> Option<&'static str> {
    match action {
        Action::NoAction => None,
        Action::Restrict => Some("Restrict"),
        Action::SetNull => Some("SetNull"),
        Action::SetDefault => Some("SetDefault"),
        Action::Cascade => Some("Cascade"),
    }
}
