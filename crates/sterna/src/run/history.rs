//! The history table: what ran, when, for how long, from which source, by whom. Rows are added
//! and never changed.
//!
//! It answers what the version table cannot: which revision was applied last, whether an applied
//! one was edited since, and what an id means that this program lacks.

use std::env;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use sea_orm::{ConnectionTrait, DbErr, QueryResult, Value};
use sterna_dialect::sqlite::quote;

use super::connection::Connection;
use super::query;
use super::versions::Versions;
use crate::error::Error;
use crate::graph::Direction;
use crate::report::HistoryEntry;

/// What a row says was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Done {
    /// The revision was applied.
    Upgrade,
    /// It was undone.
    Downgrade,
    /// It was declared to be applied.
    Stamp,
    /// It was declared not to be applied.
    Unstamp,
    /// It was applied before there was a history.
    Adopt,
    /// Its source was accepted as it is now.
    Repair,
}

impl Done {
    /// What a step in this direction does.
    pub(super) fn of(direction: Direction) -> Self {
        match direction {
            Direction::Up => Self::Upgrade,
            Direction::Down => Self::Downgrade,
        }
    }

    /// Whether the revision counts as applied from then on.
    pub(super) fn applies(self) -> bool {
        !matches!(self, Self::Downgrade | Self::Unstamp)
    }

    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Upgrade => "upgrade",
            Self::Downgrade => "downgrade",
            Self::Stamp => "stamp",
            Self::Unstamp => "unstamp",
            Self::Adopt => "adopt",
            Self::Repair => "repair",
        }
    }
}

/// A row to be added.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) revision: String,
    pub(super) done: Done,
    pub(super) message: String,
    pub(super) at: SystemTime,
    pub(super) duration: Duration,
    pub(super) checksum: String,
    /// How a program that lacks the revision can undo it.
    pub(super) down: Option<String>,
}

/// The latest word on a revision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Latest {
    pub(super) revision: String,
    pub(super) checksum: String,
    /// Whether it says that the revision is applied.
    pub(super) applied: bool,
}

const COLUMNS: &str =
    "revision, direction, message, applied_at, duration_ms, checksum, applied_by, sterna_version";

/// SQLite takes at least 999 values in a statement (<https://www.sqlite.org/limits.html>).
const ROWS_AT_ONCE: usize = 100;

/// Creates the table.
pub(super) async fn create(connection: &Connection, table: &str) -> Result<(), DbErr> {
    connection.execute_unprepared(&create_sql(table)).await?;
    Ok(())
}

fn create_sql(table: &str) -> String {
    format!(
        "CREATE TABLE {} (\n    \
         id INTEGER PRIMARY KEY AUTOINCREMENT,\n    \
         revision TEXT NOT NULL,\n    \
         direction TEXT NOT NULL,\n    \
         message TEXT NOT NULL,\n    \
         applied_at TEXT NOT NULL,\n    \
         duration_ms INTEGER NOT NULL,\n    \
         checksum TEXT NOT NULL,\n    \
         applied_by TEXT NOT NULL,\n    \
         sterna_version TEXT NOT NULL,\n    \
         down TEXT\n)",
        quote::identifier(table)
    )
}

/// Lets a table that an earlier version of Sterna made keep ways down.
pub(super) async fn add_ways_down(connection: &Connection, table: &str) -> Result<(), DbErr> {
    connection
        .execute_unprepared(&add_ways_down_sql(table))
        .await?;
    Ok(())
}

fn add_ways_down_sql(table: &str) -> String {
    format!(
        "ALTER TABLE {} ADD COLUMN down TEXT",
        quote::identifier(table)
    )
}

/// The SQL that creates or completes the table and adds the rows, when it is run.
pub(super) fn sql(table: &str, before: &Versions, applied_by: &str, rows: &[Row]) -> Vec<String> {
    let create = match (before.history_exists, before.ways_down_exist) {
        (false, _) => Some(create_sql(table)),
        (true, false) => Some(add_ways_down_sql(table)),
        (true, true) => None,
    };
    let insert = |row: &Row| {
        let texts = [&row.revision, row.done.word(), &row.message]
            .map(quote::literal)
            .join(", ");
        let rest = [&row.checksum, applied_by, env!("CARGO_PKG_VERSION")]
            .map(quote::literal)
            .join(", ");
        format!(
            "INSERT INTO {} ({COLUMNS}, down) VALUES ({texts}, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), 0, {rest}, {})",
            quote::identifier(table),
            row.down
                .as_deref()
                .map_or_else(|| "NULL".to_owned(), quote::literal)
        )
    };
    create.into_iter().chain(rows.iter().map(insert)).collect()
}

/// Adds rows.
pub(super) async fn write(
    connection: &Connection,
    table: &str,
    applied_by: &str,
    rows: &[Row],
) -> Result<(), DbErr> {
    for chunk in rows.chunks(ROWS_AT_ONCE) {
        let places = vec![ROW; chunk.len()].join(", ");
        let sql = format!(
            "INSERT INTO {} ({COLUMNS}, down) VALUES {places}",
            quote::identifier(table)
        );
        let values = chunk.iter().flat_map(|row| values(row, applied_by));
        connection
            .execute_raw(query::statement(connection, sql, values))
            .await?;
    }
    Ok(())
}

const ROW: &str = "(?, ?, ?, strftime('%Y-%m-%dT%H:%M:%fZ', ?, 'unixepoch'), ?, ?, ?, ?, ?)";

fn values(row: &Row, applied_by: &str) -> [Value; 9] {
    let seconds = row
        .at
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default()
        .as_secs_f64();
    [
        row.revision.as_str().into(),
        row.done.word().into(),
        row.message.as_str().into(),
        seconds.into(),
        i64::try_from(row.duration.as_millis())
            .unwrap_or(i64::MAX)
            .into(),
        row.checksum.as_str().into(),
        applied_by.into(),
        env!("CARGO_PKG_VERSION").into(),
        row.down.clone().into(),
    ]
}

/// The latest word on every revision, in the order in which they were applied or undone: that
/// one's source was accepted later moves it nowhere.
pub(super) async fn latest(connection: &Connection, table: &str) -> Result<Vec<Latest>, Error> {
    let quoted = quote::identifier(table);
    let sql = format!(
        "SELECT h.revision, h.checksum, h.direction NOT IN ('downgrade', 'unstamp') \
         FROM (SELECT max(id) AS last, max(iif(direction = 'repair', NULL, id)) AS moved \
         FROM {quoted} GROUP BY revision) JOIN {quoted} AS h ON h.id = last \
         ORDER BY coalesce(moved, last)"
    );
    let rows = connection
        .query_all_raw(query::statement(connection, sql, []))
        .await;
    let read = rows.and_then(|rows| rows.iter().map(latest_of).collect());
    read.map_err(|error| explain(table, error))
}

fn latest_of(row: &QueryResult) -> Result<Latest, DbErr> {
    Ok(Latest {
        revision: row.try_get_by_index(0)?,
        checksum: row.try_get_by_index(1)?,
        applied: row.try_get_by_index(2)?,
    })
}

/// The last row that says how a revision came to be applied.
pub(super) async fn entry(
    connection: &Connection,
    table: &str,
    revision: &str,
) -> Result<Option<HistoryEntry>, Error> {
    let sql = format!(
        "SELECT {COLUMNS} FROM {} WHERE revision = ? AND direction NOT IN ('downgrade', 'unstamp', 'repair') \
         ORDER BY id DESC LIMIT 1",
        quote::identifier(table)
    );
    let row = connection
        .query_one_raw(query::statement(connection, sql, [revision.into()]))
        .await;
    let read = row.and_then(|row| row.as_ref().map(entry_of).transpose());
    read.map_err(|error| explain(table, error))
}

/// All rows, oldest first.
pub(super) async fn entries(
    connection: &Connection,
    table: &str,
) -> Result<Vec<HistoryEntry>, Error> {
    let sql = format!(
        "SELECT {COLUMNS} FROM {} ORDER BY id",
        quote::identifier(table)
    );
    let rows = connection
        .query_all_raw(query::statement(connection, sql, []))
        .await;
    let read = rows.and_then(|rows| rows.iter().map(entry_of).collect());
    read.map_err(|error| explain(table, error))
}

fn entry_of(row: &QueryResult) -> Result<HistoryEntry, DbErr> {
    Ok(HistoryEntry {
        revision: row.try_get_by_index(0)?,
        direction: row.try_get_by_index(1)?,
        message: row.try_get_by_index(2)?,
        applied_at: row.try_get_by_index(3)?,
        duration_ms: row.try_get_by_index(4)?,
        checksum: row.try_get_by_index(5)?,
        applied_by: row.try_get_by_index(6)?,
        sterna_version: row.try_get_by_index(7)?,
    })
}

/// The user of the operating system, as it names itself.
pub(super) fn user() -> String {
    let variables = ["USER", "LOGNAME", "USERNAME"];
    let named = variables
        .iter()
        .find_map(|variable| env::var(variable).ok());
    named.unwrap_or_default()
}

fn explain(table: &str, error: DbErr) -> Error {
    let columns = [
        "revision",
        "direction",
        "message",
        "applied_at",
        "duration_ms",
        "checksum",
        "applied_by",
        "sterna_version",
    ];
    let text = error.to_string();
    match columns
        .into_iter()
        .find(|column| text.contains(&format!("no such column: {column}")))
    {
        Some(column) => Error::ForeignTable {
            table: table.to_owned(),
            column,
        },
        None => Error::database(format!("reading {table}"), error),
    }
}
