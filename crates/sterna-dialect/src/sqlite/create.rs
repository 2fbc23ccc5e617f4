//! Nouns to SQL: the text of `CREATE TABLE`, `CREATE INDEX` and their clauses.
//!
//! The text is what people read in `--sql` and what SQLite keeps in `sqlite_schema`, so it is
//! laid out for the eye. Every name is quoted, whatever it holds. Types, defaults and expressions
//! are SQL themselves and stand as their author wrote them; that they stay in their place is
//! checked by whoever reads the text back before it is run (`plan`).

use sterna_schema::{
    Action, Check, Column, ConflictResolution, Deferral, Expression, ForeignKey, Generated, Index,
    IndexColumn, IndexKey, PrimaryKey, Table, TableOptions, Trigger, Unique, View, same_name,
};

use super::expression;
use super::quote::identifier;

/// The `CREATE TABLE` statement, without the table's indexes.
pub fn create_table(table: &Table) -> String {
    let columns = table.columns.iter().map(|column| {
        let key = sole_key(table, column).map(inline_key);
        [Some(column_definition(column)), key]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" ")
    });
    let key = table.primary_key.as_ref().filter(|key| !is_inline(key));
    let lines: Vec<_> = columns
        .chain(key.map(primary_key))
        .chain(table.uniques.iter().map(unique))
        .chain(table.foreign_keys.iter().map(foreign_key))
        .chain(table.checks.iter().map(check))
        .map(|line| format!("  {line}"))
        .collect();
    format!(
        "CREATE TABLE {} (\n{}\n){}",
        identifier(&table.name),
        lines.join(",\n"),
        options(table.options)
    )
}

/// The `CREATE INDEX` statement.
pub fn create_index(table: &str, index: &Index) -> String {
    let unique = if index.unique { "UNIQUE " } else { "" };
    let predicate = index.predicate.as_ref();
    format!(
        "CREATE {unique}INDEX {} ON {} ({}){}",
        identifier(&index.name),
        identifier(table),
        terms(&index.columns),
        predicate.map_or_else(String::new, |p| format!(" WHERE {}", closed(p)))
    )
}

/// The `CREATE VIEW` statement: the view's own text.
pub fn create_view(view: &View) -> String {
    statement(&view.definition)
}

/// The `CREATE TRIGGER` statement: the trigger's own text.
pub fn create_trigger(trigger: &Trigger) -> String {
    statement(&trigger.definition)
}

fn statement(definition: &Expression) -> String {
    let text = definition.sql().trim_end();
    text.strip_suffix(';').unwrap_or(text).to_owned()
}

/// A column with all that is its own; keys, uniques and CHECKs belong to the table.
pub fn column_definition(column: &Column) -> String {
    let declared = column.declared.text().trim();
    let clauses = [
        Some(identifier(&column.name)),
        (!declared.is_empty()).then(|| declared.to_owned()),
        (!column.nullable).then(|| not_null(column.on_null)),
        column.default.as_ref().map(default),
        column.collation.as_deref().map(collate),
        column.generated.as_ref().map(generated),
    ];
    clauses.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// `NOT NULL`, with what happens to a row that breaks it.
pub fn not_null(on_conflict: Option<ConflictResolution>) -> String {
    format!("NOT NULL{}", conflict(on_conflict))
}

/// `DEFAULT`: a literal as it is, anything else in parentheses
/// (<https://www.sqlite.org/lang_createtable.html#the_default_clause>).
pub fn default(value: &Expression) -> String {
    let value = closed(value);
    match expression::default_clause(value) {
        Ok(clause) => format!("DEFAULT {clause}"),
        Err(_) => format!("DEFAULT ({value})"),
    }
}

/// `COLLATE`.
pub fn collate(name: &str) -> String {
    let known = ["BINARY", "NOCASE", "RTRIM"];
    if known.iter().any(|known| same_name(known, name)) {
        format!("COLLATE {name}")
    } else {
        format!("COLLATE {}", identifier(name))
    }
}

/// `GENERATED ALWAYS AS`.
pub fn generated(generated: &Generated) -> String {
    let kind = if generated.stored {
        "STORED"
    } else {
        "VIRTUAL"
    };
    format!(
        "GENERATED ALWAYS AS ({}) {kind}",
        closed(&generated.expression)
    )
}

/// Whether the key is written with its column: only there does `AUTOINCREMENT` have a place, and
/// only there does `DESC` keep an INTEGER key from being the rowid
/// (<https://www.sqlite.org/lang_createtable.html#rowids_and_the_integer_primary_key>).
pub fn is_inline(key: &PrimaryKey) -> bool {
    match key.columns.as_slice() {
        [term] => term.name().is_some() && term.collation.is_none(),
        _ => false,
    }
}

fn sole_key<'a>(table: &'a Table, column: &Column) -> Option<&'a PrimaryKey> {
    let key = table.primary_key.as_ref().filter(|key| is_inline(key))?;
    same_name(key.columns[0].label(), &column.name).then_some(key)
}

/// The primary key as a clause of its column.
pub fn inline_key(key: &PrimaryKey) -> String {
    let descending = key.columns.iter().any(|term| term.descending);
    format!(
        "{}PRIMARY KEY{}{}{}",
        named(key.name.as_deref()),
        if descending { " DESC" } else { "" },
        conflict(key.on_conflict),
        if key.autoincrement {
            " AUTOINCREMENT"
        } else {
            ""
        }
    )
}

/// The primary key as a clause of the table.
pub fn primary_key(key: &PrimaryKey) -> String {
    format!(
        "{}PRIMARY KEY ({}){}",
        named(key.name.as_deref()),
        terms(&key.columns),
        conflict(key.on_conflict)
    )
}

/// A UNIQUE constraint as a clause of the table.
pub fn unique(unique: &Unique) -> String {
    format!(
        "{}UNIQUE ({}){}",
        named(unique.name.as_deref()),
        terms(&unique.columns),
        conflict(unique.on_conflict)
    )
}

/// A CHECK as a clause of the table.
pub fn check(check: &Check) -> String {
    format!(
        "{}CHECK ({})",
        named(check.name.as_deref()),
        closed(&check.expression)
    )
}

/// A foreign key as a clause of the table.
pub fn foreign_key(key: &ForeignKey) -> String {
    format!(
        "{}FOREIGN KEY ({}) {}",
        named(key.name.as_deref()),
        identifiers(&key.columns),
        references(key)
    )
}

/// A foreign key of one column as a clause of that column.
pub fn inline_foreign_key(key: &ForeignKey) -> String {
    format!("{}{}", named(key.name.as_deref()), references(key))
}

/// What follows the columns of a foreign key.
fn references(key: &ForeignKey) -> String {
    let mut text = format!("REFERENCES {}", identifier(&key.table));
    if !key.references.is_empty() {
        text += &format!(" ({})", identifiers(&key.references));
    }
    for (event, action) in [("DELETE", key.on_delete), ("UPDATE", key.on_update)] {
        if action != Action::NoAction {
            text += &format!(" ON {event} {}", action.sql());
        }
    }
    if key.deferral == Deferral::Deferred {
        text += " DEFERRABLE INITIALLY DEFERRED";
    }
    text
}

/// What follows the closing parenthesis, with the blank before it.
pub fn options(options: TableOptions) -> String {
    let words = [
        options.strict.then_some("STRICT"),
        options.without_rowid.then_some("WITHOUT ROWID"),
    ];
    let words: Vec<_> = words.into_iter().flatten().collect();
    if words.is_empty() {
        String::new()
    } else {
        format!(" {}", words.join(", "))
    }
}

/// Names, quoted, with commas between them.
pub fn identifiers(names: &[String]) -> String {
    let quoted: Vec<_> = names.iter().map(|name| identifier(name)).collect();
    quoted.join(", ")
}

/// The terms of a key or an index, with commas between them.
pub fn terms(terms: &[IndexColumn]) -> String {
    let terms: Vec<_> = terms.iter().map(term).collect();
    terms.join(", ")
}

fn term(term: &IndexColumn) -> String {
    let mut text = match &term.key {
        IndexKey::Column(name) => identifier(name),
        IndexKey::Expression(expression) => closed(expression).to_owned(),
    };
    if let Some(collation) = &term.collation {
        text += &format!(" {}", collate(collation));
    }
    if term.descending {
        text += " DESC";
    }
    text
}

/// `CONSTRAINT "name" `, or nothing.
pub fn named(name: Option<&str>) -> String {
    name.map_or_else(String::new, |name| {
        format!("CONSTRAINT {} ", identifier(name))
    })
}

fn conflict(on_conflict: Option<ConflictResolution>) -> String {
    on_conflict.map_or_else(String::new, |way| format!(" ON CONFLICT {}", way.sql()))
}

fn closed(expression: &Expression) -> &str {
    expression.sql().trim()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sqlite::parse;

    fn key(columns: &[&str]) -> PrimaryKey {
        PrimaryKey {
            columns: columns
                .iter()
                .map(|name| IndexColumn::column(*name))
                .collect(),
            ..PrimaryKey::default()
        }
    }

    #[test]
    fn a_table_is_laid_out_for_the_eye() {
        let mut table = Table::new("posts");
        table.columns = vec![
            Column::new("id", "INTEGER"),
            Column::new("title", "VARCHAR(80)")
                .not_null()
                .default(Expression::new("''")),
            Column::new("user_id", "INTEGER"),
        ];
        table.primary_key = Some(PrimaryKey {
            autoincrement: true,
            ..key(&["id"])
        });
        table.foreign_keys.push(ForeignKey {
            columns: vec!["user_id".to_owned()],
            table: "users".to_owned(),
            references: vec!["id".to_owned()],
            on_delete: Action::Cascade,
            ..ForeignKey::default()
        });
        table.checks.push(Check {
            name: Some("short".to_owned()),
            expression: Expression::new("length(title) < 80"),
        });
        table.options.strict = true;
        let sql = "\
CREATE TABLE \"posts\" (
  \"id\" INTEGER PRIMARY KEY AUTOINCREMENT,
  \"title\" VARCHAR(80) NOT NULL DEFAULT '',
  \"user_id\" INTEGER,
  FOREIGN KEY (\"user_id\") REFERENCES \"users\" (\"id\") ON DELETE CASCADE,
  CONSTRAINT \"short\" CHECK (length(title) < 80)
) STRICT";
        assert_eq!(create_table(&table), sql);
    }

    #[test]
    fn a_key_is_the_rowid_exactly_where_the_noun_says_so() {
        for sql in [
            "CREATE TABLE t (a INTEGER PRIMARY KEY)",
            "CREATE TABLE t (a INTEGER PRIMARY KEY DESC)",
            "CREATE TABLE t (a INT PRIMARY KEY)",
            "CREATE TABLE t (a INTEGER, PRIMARY KEY (a DESC))",
            "CREATE TABLE t (a INTEGER, b INT, PRIMARY KEY (b DESC, a COLLATE NOCASE))",
            "CREATE TABLE t (a TEXT, PRIMARY KEY (a COLLATE NOCASE)) WITHOUT ROWID",
        ] {
            let table = parse::table(sql).expect(sql);
            let read = parse::table(&create_table(&table)).expect(sql);
            assert_eq!(read, table, "{sql}");
        }
    }

    #[test]
    fn an_index_says_all_it_is_over() {
        for sql in [
            "CREATE INDEX \"i\" ON \"t\" (\"a\")",
            "CREATE UNIQUE INDEX \"i\" ON \"t\" (\"a\" COLLATE NOCASE DESC, lower(b)) WHERE a > 0",
            "CREATE INDEX \"i\" ON \"t\" (\"a\" COLLATE \"of my own\")",
        ] {
            let (table, index) = parse::index(sql).expect(sql);
            assert_eq!(
                parse::index(&create_index(&table, &index)).expect(sql),
                (table, index)
            );
        }
    }
}
