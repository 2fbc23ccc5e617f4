//! A column as a revision writes it: a helper of SeaORM's, and what hangs on it.

use sterna_dialect::sqlite::expression::{default, default_clause};
use sterna_dialect::sqlite::types::affinity;
use sterna_schema::{Column, Expression, PrimaryKey};

use super::source::{Code, call, sql, text, word};
use super::types::helper;

/// A column, which may also say that it is unique.
pub(super) fn column(column: &Column, unique: bool) -> Code {
    let helper = helper(&column.declared);
    let plain = column.default.is_none() && column.collation.is_none();
    let in_name = unique && plain && !column.nullable && helper.has_unique();
    let mut code = if column.declared.text().is_empty() {
        without_type(column)
    } else {
        let ending = match (column.nullable, in_name) {
            (true, _) => "_null",
            (false, true) => "_uniq",
            (false, false) => "",
        };
        let arguments = std::iter::once(text(&column.name)).chain(helper.arguments);
        call(format!("{}{ending}", helper.name), arguments)
    };
    if unique && !in_name {
        code = code.then("unique_key", []);
    }
    with_rest(code, column)
}

/// No helper makes a column without a type, which only SQLite has.
fn without_type(column: &Column) -> Code {
    let code = call("ColumnDef::new", [text(&column.name)]);
    if column.nullable {
        return code;
    }
    code.then("not_null", [])
}

/// The helper that says column and primary key at once, where it says exactly what is there.
pub(super) fn key_column(column: &Column, key: &PrimaryKey) -> Option<Code> {
    let bare = Column {
        nullable: false,
        ..Column::new(column.name.clone(), column.declared.clone())
    };
    let [term] = &key.columns[..] else {
        return None;
    };
    let plain_key = key.name.is_none() && key.on_conflict.is_none();
    let plain_term = term.collation.is_none() && !term.descending;
    if *column != bare || !plain_key || !plain_term {
        return None;
    }
    let name = match (helper(&column.declared).name, key.autoincrement) {
        ("integer", true) => "pk_auto",
        ("big_integer", true) => "big_pk_auto",
        ("uuid", false) => "pk_uuid",
        _ => return None,
    };
    Some(call(name, [text(&column.name)]))
}

fn with_rest(mut code: Code, column: &Column) -> Code {
    if let Some(value) = &column.default {
        code = with_default(code, value, column);
    }
    if let Some(resolution) = column.on_null {
        code = code.then("on_null_conflict", [text(resolution.sql())]);
    }
    if let Some(collation) = &column.collation {
        code = code.then("collate", [text(collation)]);
    }
    if let Some(generated) = &column.generated {
        let method = if generated.stored {
            "generated_stored"
        } else {
            "generated_virtual"
        };
        code = code.then(method, [sql(generated.expression.sql())]);
    }
    code
}

/// The default as a Rust literal where SeaORM spells that as the default is, else as SQL.
fn with_default(code: Code, value: &Expression, column: &Column) -> Code {
    let affinity = affinity(column.declared.text());
    let reads_back = |spelled: &str| {
        let read = default(spelled, affinity);
        matches!(read, Ok(Some(read)) if read == *value)
    };
    if let Some((literal, spelled)) = literal(value.sql())
        && reads_back(&spelled)
    {
        return code.then("default", [literal]);
    }
    let clause = default_clause(value.sql()).unwrap_or_else(|_| format!("({})", value.sql()));
    code.then("default_sql", [sql(&clause)])
}

/// A Rust literal for an SQL literal, and how SeaORM spells it in SQL.
fn literal(written: &str) -> Option<(Code, String)> {
    if let Some(inner) = written
        .strip_prefix('\'')
        .and_then(|rest| rest.strip_suffix('\''))
    {
        let value = inner.replace("''", "'");
        let spelled = format!("'{}'", value.replace('\'', "''"));
        return (spelled == written && !value.contains('\0')).then(|| (text(&value), spelled));
    }
    let written = written.trim_matches(['(', ')', ' ']);
    if let Ok(number) = written.parse::<i32>() {
        return Some((word(number.to_string()), number.to_string()));
    }
    let is_decimal = written.contains('.') && !written.contains(['e', 'E', '+']);
    if let Some(number) = written
        .parse::<f64>()
        .ok()
        .filter(|n| is_decimal && n.is_finite())
    {
        return Some((word(format!("{number:?}")), number.to_string()));
    }
    let truth = written.to_ascii_lowercase().parse::<bool>().ok()?;
    Some((word(truth.to_string()), truth.to_string().to_uppercase()))
}
