//! The version table: one row for each applied head, in the shape of Alembic's, so that a database
//! which Alembic managed is taken over as it is.

use sea_orm::{ConnectionTrait, DbErr};
use sterna_dialect::sqlite::quote;

use super::connection::Connection;
use super::query;
use crate::error::Error;

/// What the database says of itself before a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Versions {
    /// The applied heads.
    pub(super) heads: Vec<String>,
    /// Whether the version table is there.
    pub(super) table_exists: bool,
    /// Whether the history table is there.
    pub(super) history_exists: bool,
    /// Whether the history keeps ways down; one that an earlier version of Sterna made does not.
    pub(super) ways_down_exist: bool,
    /// Migrations that were taken over, lie below a head, and are not in their own table.
    pub(super) passed_over: Vec<&'static str>,
}

impl Versions {
    /// Whether these are the applied heads.
    pub(super) fn is_at(&self, heads: &[String]) -> bool {
        heads.len() == self.heads.len() && heads.iter().all(|head| self.heads.contains(head))
    }
}

/// Reads the applied heads, without a lock and without creating anything.
pub(super) async fn read(
    connection: &Connection,
    table: &str,
    history: &str,
) -> Result<Versions, Error> {
    let failed = |error| explain(table, error);
    require_free(connection, table, history).await?;
    let found = existing(connection, table, history).await.map_err(failed)?;
    let table_exists = found.contains(&table.to_ascii_lowercase());
    let heads = if table_exists {
        heads(connection, table).await?
    } else {
        Vec::new()
    };
    let history_exists = found.contains(&history.to_ascii_lowercase());
    let keeps = "SELECT count(*) FROM pragma_table_info(?) WHERE lower(name) = 'down'";
    let keeps = query::statement(connection, keeps, [history.into()]);
    let ways_down_exist =
        history_exists && query::first(connection, keeps).await.map_err(failed)? > 0;
    Ok(Versions {
        heads,
        table_exists,
        history_exists,
        ways_down_exist,
        passed_over: Vec::new(),
    })
}

async fn existing(
    connection: &Connection,
    table: &str,
    history: &str,
) -> Result<Vec<String>, DbErr> {
    let sql = "SELECT lower(name) FROM sqlite_schema WHERE type = 'table' AND lower(name) IN (lower(?), lower(?))";
    query::texts(connection, sql, [table.into(), history.into()]).await
}

/// A table cannot have the name of a view or an index
/// (<https://www.sqlite.org/lang_createtable.html>).
async fn require_free(connection: &Connection, table: &str, history: &str) -> Result<(), Error> {
    let sql = "SELECT iif(type = 'view', 'a view:', 'an index:') || name FROM sqlite_schema WHERE type IN ('view', 'index') AND lower(name) IN (lower(?), lower(?))";
    let taken = query::texts(connection, sql, [table.into(), history.into()]).await;
    let taken = taken.map_err(|error| explain(table, error))?;
    match taken.first().and_then(|found| found.split_once(':')) {
        None => Ok(()),
        Some((kind, name)) => Err(Error::NameTaken {
            name: name.to_owned(),
            kind: kind.to_owned(),
        }),
    }
}

async fn heads(connection: &Connection, table: &str) -> Result<Vec<String>, Error> {
    let sql = format!(
        "SELECT coalesce(CAST(version_num AS TEXT), '') FROM {} ORDER BY 1",
        quote::identifier(table)
    );
    let rows = connection.query_all_raw(query::statement(connection, sql, []));
    let rows = rows.await.map_err(|error| explain(table, error))?;
    // The cast makes a text of everything, so that only bytes which are no UTF-8 cannot be read.
    let heads = rows
        .iter()
        .map(|row| row.try_get_by_index(0).unwrap_or_default());
    let heads: Vec<String> = heads.collect();
    if heads.iter().any(String::is_empty) {
        let table = table.to_owned();
        return Err(Error::EmptyVersion { table });
    }
    match heads.windows(2).find(|pair| pair[0] == pair[1]) {
        Some(pair) => Err(Error::DoubledVersion {
            table: table.to_owned(),
            id: pair[0].clone(),
        }),
        None => Ok(heads),
    }
}

/// Replaces the applied heads, and creates the table where it is missing.
pub(super) async fn write(
    connection: &Connection,
    table: &str,
    before: &Versions,
    heads: &[String],
) -> Result<(), DbErr> {
    for sql in sql(table, before, heads) {
        connection.execute_unprepared(&sql).await?;
    }
    Ok(())
}

/// The SQL that does so.
pub(super) fn sql(table: &str, before: &Versions, heads: &[String]) -> Vec<String> {
    let quoted = quote::identifier(table);
    let create = (!before.table_exists).then(|| create(table));
    let gone = before.heads.iter().filter(|head| !heads.contains(head));
    let gone = gone.map(|head| {
        format!(
            "DELETE FROM {quoted} WHERE version_num = {}",
            quote::literal(head)
        )
    });
    let new = heads.iter().filter(|head| !before.heads.contains(head));
    let new = new.map(|head| {
        format!(
            "INSERT INTO {quoted} (version_num) VALUES ({})",
            quote::literal(head)
        )
    });
    create.into_iter().chain(gone).chain(new).collect()
}

fn create(table: &str) -> String {
    format!(
        "CREATE TABLE {} (\n    version_num VARCHAR(32) NOT NULL,\n    CONSTRAINT {} PRIMARY KEY (version_num)\n)",
        quote::identifier(table),
        quote::identifier(&format!("{table}_pkc"))
    )
}

fn explain(table: &str, error: DbErr) -> Error {
    if error.to_string().contains("no such column: version_num") {
        return Error::ForeignTable {
            table: table.to_owned(),
            column: "version_num",
        };
    }
    Error::database(format!("reading {table}"), error)
}
