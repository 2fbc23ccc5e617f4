//! Plans of operations that change rows: raw SQL and inserts.

use sea_orm::sea_query::{Alias, Query, SqliteQueryBuilder};
use sqlite3_parser::dialect::TokenType;
use sterna_schema::{BulkInsert, RawSql, Value};

use crate::plan::{Plan, PlanError, Statement, Touched};
use crate::sqlite::tokens;

/// As many rows as go into one statement, far below SQLite's limit for the length of one
/// (<https://www.sqlite.org/limits.html#max_sql_length>) for rows of any reasonable width.
const ROWS: usize = 500;

/// Runs SQL as it stands.
pub(super) fn execute(raw: &RawSql) -> Plan {
    let touched = if changes_rows_only(&raw.sql) {
        Touched::Nothing
    } else {
        Touched::Everything
    };
    Plan {
        statements: vec![Statement::change(raw.sql.clone(), "SQL of the revision")],
        touched,
        ..Plan::default()
    }
}

/// Whether each statement of a text begins with a word that leaves the schema alone.
fn changes_rows_only(sql: &str) -> bool {
    use TokenType as T;
    let Ok(tokens) = tokens::scan(sql) else {
        return false;
    };
    let statements = tokens.split(|token| token.kind == T::TK_SEMI);
    let mut firsts = statements.filter_map(|statement| statement.first());
    firsts.all(|first| {
        matches!(
            first.kind,
            T::TK_INSERT | T::TK_UPDATE | T::TK_DELETE | T::TK_REPLACE | T::TK_SELECT | T::TK_WITH
        )
    })
}

/// Inserts rows, many at a time, each value as a literal.
pub(super) fn bulk_insert(insert: &BulkInsert) -> Result<Plan, PlanError> {
    let chunks = insert.rows.chunks(ROWS);
    Ok(Plan {
        statements: chunks
            .map(|rows| insert_into(insert, rows))
            .collect::<Result<_, _>>()?,
        ..Plan::default()
    })
}

fn insert_into(insert: &BulkInsert, rows: &[Vec<Value>]) -> Result<Statement, PlanError> {
    let mut query = Query::insert();
    query.into_table(Alias::new(&insert.table));
    query.columns(insert.columns.iter().map(Alias::new));
    for row in rows {
        let values = row.iter().cloned().map(Into::into);
        query
            .values(values)
            .map_err(|error| PlanError::Impossible {
                table: insert.table.clone(),
                reason: format!("a row does not fit the columns: {error}"),
            })?;
    }
    let purpose = format!("insert {} rows into {}", rows.len(), insert.table);
    Ok(Statement::change(
        query.to_string(SqliteQueryBuilder),
        purpose,
    ))
}
