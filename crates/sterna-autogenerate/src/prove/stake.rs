//! How many rows and values an upgrade loses, counted where they are.

use sea_orm::{ConnectionTrait, DbErr};
use sterna_dialect::sqlite::quote::identifier;
use sterna_schema::{Operation, Schema};

use super::lineage::{ColumnLine, Lineage, TableLine};
use super::question::integers;
use crate::render::RowCounts;

/// The rows of the tables that go, and the rows that hold a value in a column that goes.
///
/// # Errors
///
/// The database does not answer.
pub async fn rows_at_stake<C: ConnectionTrait>(
    db: &C,
    schema: &Schema,
    operations: &[Operation],
) -> Result<RowCounts, DbErr> {
    let mut counts = RowCounts::default();
    for line in Lineage::new(schema, operations).tables() {
        let table = identifier(&line.before);
        if line.is_dropped {
            let sql = format!("SELECT count(*) FROM {table}");
            let rows = integers(db, sql, 1).await?;
            counts.insert(
                &line.after,
                rows.first().map_or(0, |rows| rows.unsigned_abs()),
            );
            continue;
        }
        count_values(db, line, &mut counts).await?;
    }
    Ok(counts)
}

async fn count_values<C: ConnectionTrait>(
    db: &C,
    line: &TableLine,
    counts: &mut RowCounts,
) -> Result<(), DbErr> {
    let dropped: Vec<_> = line.dropped().collect();
    if dropped.is_empty() {
        return Ok(());
    }
    let count = |column: &&ColumnLine| format!("count({})", identifier(&column.before));
    let counted: Vec<_> = dropped.iter().map(count).collect();
    let (counted, table) = (counted.join(", "), identifier(&line.before));
    let sql = format!("SELECT {counted} FROM {table}");
    let values = integers(db, sql, dropped.len()).await?;
    for (column, values) in dropped.into_iter().zip(values) {
        counts.insert_values(&line.after, &column.after, values.unsigned_abs());
    }
    Ok(())
}
