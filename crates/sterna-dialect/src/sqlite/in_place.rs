//! The edit in place: another text for a table in `sqlite_schema`, its rows where they are.
//!
//! SQLite documents it for changes that do not concern how rows are stored
//! (<https://www.sqlite.org/lang_altertable.html#making_other_kinds_of_table_schema_changes>,
//! the second procedure). All of it happens inside the runner's transaction, so a rollback takes
//! the old text back.
//!
//! The new text is first given to SQLite as it is, under another name and for a moment: what it
//! would not accept never gets into the schema. That also counts up the version of the schema,
//! by which other connections notice that they must read it again
//! (<https://www.sqlite.org/pragma.html#pragma_schema_version>); a plan does not know the version
//! and could not set it. This connection reads it again because of
//! `PRAGMA writable_schema = RESET` (<https://www.sqlite.org/pragma.html#pragma_writable_schema>).

mod convert;

use sterna_schema::{
    Alteration, Check, Column, Conversion, Expression, ForeignKey, Table, same_name,
};

use self::convert::Converting;
use super::integrity::{references, values};
use super::quote::{identifier, literal};
use super::storage::{self, Storage};
use super::types::{Affinity, affinity};
use super::{Catalogue, edit, integrity, mention, stored};
use crate::plan::{Counted, PlanError, Refusal, Role, Statement};

/// The statements that edit a table's definition, after a look for rows that would break it.
///
/// # Errors
///
/// The table's text cannot be edited as the alterations ask.
pub fn statements(
    table: &Table,
    alterations: &[Alteration],
    catalogue: &Catalogue,
) -> Result<Vec<Statement>, PlanError> {
    let text = stored::text(catalogue, table)?;
    let edited = edit::edit(text, table, alterations)?;
    let converting = Converting {
        catalogue,
        before: table,
        after: &edited.table,
    };
    let mut statements = converting.guards();
    statements.extend(fillings(table, alterations, catalogue));
    statements.extend(guards(table, alterations, catalogue, &edited.table));
    if edited.sql == text {
        return Ok(statements);
    }
    let free = stored::free_name(catalogue, &table.name);
    statements.extend(converting.drop_indexes());
    statements.extend(accepted(&table.name, &edited.sql, &free)?);
    statements.extend(store(&table.name, &edited.sql));
    statements.extend(converting.convert());
    Ok(statements)
}

/// Lets SQLite read a text, for a moment, as the definition of another table.
fn accepted(table: &str, sql: &str, free: &str) -> Result<Vec<Statement>, PlanError> {
    let trial = edit::renamed(&mention::without_qualifier(sql, table), free)?;
    let purpose = format!("see that SQLite accepts the new definition of {table}");
    Ok(vec![
        Statement::change(trial, purpose.clone()),
        Statement::change(format!("DROP TABLE {}", identifier(free)), purpose),
    ])
}

/// The statements that put a text in the place of a table's own. The version of the schema must
/// change in the same transaction.
pub fn store(table: &str, sql: &str) -> Vec<Statement> {
    let (name, text) = (literal(table), literal(sql));
    let purpose = format!("edit the definition of {table} in place");
    vec![
        Statement::change("PRAGMA writable_schema = ON", purpose.clone()),
        Statement::change(
            format!("UPDATE sqlite_schema SET sql = {text} WHERE type = 'table' AND name = {name}"),
            purpose.clone(),
        ),
        Statement::change(READ_AGAIN, purpose),
        is_stored(table, &name, &text),
    ]
}

/// How many statements at the end of the plan of these alterations may wait for the edits that
/// follow: those after the text is stored, where the plan writes no rows and they are read as
/// before. Until they run, this connection keeps to the definition as it was, which for looking
/// at rows is then the same.
pub fn waiting(statements: &[Statement], alterations: &[Alteration]) -> usize {
    if !alterations.iter().all(reads_alike) {
        return 0;
    }
    let is_look = |statement: &Statement| statement.role != Role::Change;
    let (looks, edit) = statements.split_at(statements.len().saturating_sub(TRIAL + STORE));
    let reads_again = |statement: &Statement| statement.sql == READ_AGAIN;
    let is_edit = edit.get(TRIAL + STORE - WAITING).is_some_and(reads_again);
    if is_edit && looks.iter().all(is_look) {
        WAITING
    } else {
        0
    }
}

/// Whether an expression over the rows means the same before and after.
fn reads_alike(alteration: &Alteration) -> bool {
    let Alteration::AlterColumn { from, to, .. } = alteration else {
        return true;
    };
    let affinity = |column: &Column| affinity(column.declared.text());
    from.collation == to.collation
        && from.generated == to.generated
        && affinity(from) == affinity(to)
}

/// How many statements [`accepted`] has.
const TRIAL: usize = 2;
/// How many statements [`store`] has, and how many of these may wait.
const STORE: usize = 4;
const WAITING: usize = 2;

const READ_AGAIN: &str = "PRAGMA writable_schema = RESET";

/// Makes sure that the text is there, and that SQLite reads the schema with it.
fn is_stored(table: &str, name: &str, text: &str) -> Statement {
    let refusal = Refusal {
        what: format!("the definition of {table} was not edited"),
        counted: Counted::new(
            "table has another definition",
            "tables have another definition",
        ),
        help: "nothing was changed; please report this".to_owned(),
        examples: None,
    };
    let sql = format!(
        "SELECT 1 - count(*) FROM sqlite_schema \
         WHERE type = 'table' AND name = {name} AND sql = {text}"
    );
    Statement::guard(
        sql,
        format!("make sure that {table} is defined as it should be"),
        refusal,
    )
}

/// Values that are written before the definition changes: those that a revision gives for NULL,
/// and those that rows so far read from a default that goes.
fn fillings(table: &Table, alterations: &[Alteration], catalogue: &Catalogue) -> Vec<Statement> {
    let mut statements = Vec::new();
    let mut columns = table.columns.clone();
    for alteration in alterations {
        let Alteration::AlterColumn { to, convert, .. } = alteration else {
            continue;
        };
        let Some(from) = columns
            .iter_mut()
            .find(|column| same_name(&column.name, &to.name))
        else {
            continue;
        };
        statements.extend(kept_default(table, from, to));
        if let Some(value) = filled_with(from, to, convert) {
            statements.extend(values::stay_apart_filled(catalogue, table, from, &value));
            statements.push(backfill(table, from, &value));
        }
        from.clone_from(to);
    }
    statements
}

fn kept_default(table: &Table, from: &Column, to: &Column) -> Option<Statement> {
    let affinity = |column| Storage::of(column, table).affinity;
    let is_read_otherwise =
        from.default != to.default || storage::differs(affinity(from), affinity(to));
    let old = from
        .default
        .as_ref()
        .filter(|old| is_read_otherwise && !mention::is_computed(old.sql()))?;
    let column = identifier(&from.name);
    let condition = if is_stored_as_written(old, affinity(from)) {
        format!("{column} IS {}", old.sql())
    } else {
        "TRUE".to_owned()
    };
    let purpose = format!(
        "write the old default into the rows of {} that only read it",
        table.name
    );
    Some(Statement::change(
        update(table, &column, &column, &condition),
        purpose,
    ))
}

/// Whether a row that reads the default holds just what is written, so that it can be found by
/// it: a text in a text column, a whole number in a numeric one. Of all else, such as a number
/// in a text column, the stored form is not guessed
/// (<https://www.sqlite.org/datatype3.html#type_affinity>).
fn is_stored_as_written(default: &Expression, affinity: Affinity) -> bool {
    let sql = default.sql().trim();
    match affinity {
        Affinity::Text => mention::is_constant(sql) && sql.starts_with('\''),
        Affinity::Integer | Affinity::Numeric => {
            !sql.is_empty() && sql.len() < 16 && sql.bytes().all(|byte| byte.is_ascii_digit())
        }
        Affinity::Real | Affinity::Blob => false,
    }
}

/// What NULL is filled with, where the column will refuse it.
fn filled_with(from: &Column, to: &Column, convert: &Conversion) -> Option<String> {
    let value = convert.backfill.as_ref();
    let value = value.filter(|_| from.nullable && !to.nullable)?;
    Some(format!("({})", value.sql().trim()))
}

fn backfill(table: &Table, from: &Column, value: &str) -> Statement {
    let column = identifier(&from.name);
    let purpose = format!("fill {}.{} where it is NULL", table.name, from.name);
    let condition = format!("{column} IS NULL");
    Statement::change(update(table, &column, value, &condition), purpose)
}

/// `OR ABORT`, since a constraint of the table may say `ON CONFLICT REPLACE`.
fn update(table: &Table, column: &str, value: &str, condition: &str) -> String {
    let name = identifier(&table.name);
    format!("UPDATE OR ABORT {name} SET {column} = {value} WHERE {condition}")
}

/// What rows might break, each asked by one scan.
fn guards(
    table: &Table,
    alterations: &[Alteration],
    catalogue: &Catalogue,
    after: &Table,
) -> Vec<Statement> {
    let of = |alteration: &Alteration| match alteration {
        Alteration::AddCheck(check) => offenders(table, check),
        Alteration::AddForeignKey(key) => orphans(table, key, catalogue),
        Alteration::AlterColumn { to, .. } => {
            let to = after.column(&to.name)?;
            nulls(table, to)
        }
        _ => None,
    };
    alterations.iter().filter_map(of).collect()
}

/// A CHECK that only gets another name is true already.
fn offenders(table: &Table, check: &Check) -> Option<Statement> {
    let is_known = |known: &Check| known.expression == check.expression;
    let known = table.checks.iter().any(is_known);
    (!known).then(|| integrity::no_offenders(table, check))
}

/// A foreign key that only changes what it does is true already, or as false as it was.
fn orphans(table: &Table, key: &ForeignKey, catalogue: &Catalogue) -> Option<Statement> {
    let known = table.foreign_keys.iter().any(|known| known.joins_like(key));
    let parent = catalogue.schema().table(&key.table);
    (!known).then(|| references::no_orphans(table, key, parent))
}

fn nulls(table: &Table, to: &Column) -> Option<Statement> {
    let from = table.column(&to.name)?;
    let tightens = from.nullable && !to.nullable;
    tightens.then(|| integrity::no_nulls(table, &to.name, &identifier(&to.name)))
}
