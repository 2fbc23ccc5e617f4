//! Sample rows on the copy: put there, and looked at again.

use std::collections::BTreeMap;

use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr};
use sterna_dialect::sqlite::inspect::{ObjectKind, StoredObject};
use sterna_dialect::sqlite::quote::identifier;
use sterna_dialect::sqlite::{Catalogue, ReadError};

use super::lineage::{ColumnLine, Lineage};
use super::question::{all_as_sql, ask, values};
use super::sample::{Sample, SampleTable};

/// Puts the rows into the copy, as they are: neither foreign keys nor CHECKs nor triggers have a
/// say in what is there already. A row that the copy does not take is left out.
pub(super) async fn fill(
    copy: &DatabaseConnection,
    live: &Catalogue,
    sample: &Sample,
) -> Result<(), ReadError> {
    if sample.is_empty() {
        return Ok(());
    }
    let triggers = triggers(live, sample);
    run(copy, "PRAGMA foreign_keys = OFF").await?;
    run(copy, "PRAGMA ignore_check_constraints = ON").await?;
    run(copy, "BEGIN").await?;
    for trigger in &triggers {
        let name = identifier(&trigger.name);
        run(copy, &format!("DROP TRIGGER IF EXISTS {name}")).await?;
    }
    for table in &sample.tables {
        insert(copy, table).await;
    }
    for text in triggers.iter().filter_map(|trigger| trigger.sql.as_deref()) {
        // What could not be copied in the first place is no more possible now.
        let _ = copy.execute_unprepared(text).await;
    }
    run(copy, "COMMIT").await?;
    run(copy, "PRAGMA ignore_check_constraints = OFF").await?;
    run(copy, "PRAGMA foreign_keys = ON").await?;
    Ok(())
}

fn triggers<'a>(live: &'a Catalogue, sample: &'a Sample) -> Vec<&'a StoredObject> {
    let tables = sample.tables.iter();
    let objects = tables.flat_map(|table| live.belonging_to(&table.name));
    // SQLx waits forever for what follows a NUL, at which SQLite ends a text.
    let can_be_run = |object: &&StoredObject| {
        let text = object.sql.as_deref();
        text.is_some_and(|sql| !sql.contains('\0'))
    };
    objects
        .filter(|object| object.kind == ObjectKind::Trigger)
        .filter(can_be_run)
        .collect()
}

async fn run(copy: &DatabaseConnection, sql: &str) -> Result<(), DbErr> {
    copy.execute_unprepared(sql).await.map(drop)
}

/// All rows at once, or, if one of them is refused, each by itself.
async fn insert(copy: &DatabaseConnection, table: &SampleTable) {
    let rows: Vec<_> = table.rows.iter().map(|row| format!("({row})")).collect();
    let (name, columns) = (identifier(&table.name), &table.columns);
    let sql = |rows: &str| format!("INSERT OR ABORT INTO {name} ({columns}) VALUES {rows}");
    if rows.is_empty() || run(copy, &sql(&rows.join(", "))).await.is_ok() {
        return;
    }
    for row in &rows {
        let _ = copy.execute_unprepared(&sql(row)).await;
    }
}

/// Which names the tables are looked up by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Names {
    /// Those before the upgrade, and after the downgrade.
    Before,
    /// Those in between.
    After,
}

/// What the sample rows hold at one moment, by the names of the tables before all.
#[derive(Clone, Debug, Default)]
pub(super) struct Snapshot {
    /// The values that must stay, row by row, sorted.
    pub(super) kept: BTreeMap<String, Vec<String>>,
    /// The values of columns that are converted, by table and column, row by row, sorted.
    pub(super) converted: BTreeMap<(String, String), Vec<String>>,
}

impl Snapshot {
    /// Reads the tables that have sample rows, but for those that the upgrade drops.
    pub(super) async fn take(
        copy: &DatabaseConnection,
        sample: &Sample,
        lineage: &Lineage,
        names: Names,
    ) -> Result<Self, DbErr> {
        let mut snapshot = Self::default();
        let lines = sample.tables.iter();
        let lines = lines.filter_map(|table| lineage.before(&table.name));
        for line in lines.filter(|line| !line.is_dropped) {
            let table = match names {
                Names::Before => &line.before,
                Names::After => &line.after,
            };
            let kept = rows(copy, table, line.kept(), names).await?;
            snapshot.kept.insert(line.before.clone(), kept);
            if names == Names::After {
                continue;
            }
            for column in line.converted() {
                let found = rows(copy, table, [column], names).await?;
                let key = (line.before.clone(), column.before.clone());
                snapshot.converted.insert(key, found);
            }
        }
        Ok(snapshot)
    }

    /// How many rows were looked at.
    pub(super) fn count(&self) -> u64 {
        self.kept.values().map(|rows| rows.len() as u64).sum()
    }
}

/// The values of some columns, a text a row. Without a column, the rows are counted at least.
async fn rows<'a>(
    copy: &DatabaseConnection,
    table: &str,
    columns: impl IntoIterator<Item = &'a ColumnLine>,
    names: Names,
) -> Result<Vec<String>, DbErr> {
    let columns = columns.into_iter().map(|column| match names {
        Names::Before => column.before.as_str(),
        Names::After => column.after.as_str(),
    });
    let columns: Vec<_> = columns.collect();
    let selected = match columns.as_slice() {
        [] => "''".to_owned(),
        columns => all_as_sql(columns.iter().copied()),
    };
    let sql = format!("SELECT {selected} FROM {}", identifier(table));
    let found = ask(copy, sql).await?;
    let texts = found
        .iter()
        .map(|row| values(row, columns.len()).unwrap_or_default());
    let mut texts: Vec<_> = texts.collect();
    texts.sort();
    Ok(texts)
}
