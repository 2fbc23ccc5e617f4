//! How much a table holds: what a rebuild has to copy.
//!
//! A plan is made without looking at rows, so whoever shows it asks here. What must stay absent:
//! a guess where SQLite does not answer.

use std::fmt;

use sea_orm::{ConnectionTrait, DbErr, Statement};

use super::quote::{identifier, literal};

/// Rows, and bytes where they can be known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Extent {
    /// How many rows.
    pub rows: u64,
    /// How many bytes their pages take.
    pub bytes: Option<u64>,
}

impl Extent {
    /// Asks for a table of the main database, which reads all of it. `None` where there is none.
    ///
    /// # Errors
    ///
    /// The database does not answer.
    pub async fn of<C: ConnectionTrait>(db: &C, table: &str) -> Result<Option<Self>, DbErr> {
        let exists = format!(
            "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND lower(name) = lower({})",
            literal(table)
        );
        if number(db, exists).await? == 0 {
            return Ok(None);
        }
        let rows = format!("SELECT count(*) FROM {}", identifier(table));
        // A build of SQLite may lack the table (<https://www.sqlite.org/dbstat.html>).
        let bytes = format!(
            "SELECT sum(pgsize) FROM dbstat('main', 1) WHERE name = {} COLLATE NOCASE",
            literal(table)
        );
        Ok(Some(Self {
            rows: number(db, rows).await?,
            bytes: number(db, bytes).await.ok(),
        }))
    }
}

async fn number<C: ConnectionTrait>(db: &C, sql: String) -> Result<u64, DbErr> {
    let statement = Statement::from_string(db.get_database_backend(), sql);
    let row = db.query_one_raw(statement).await?;
    let number: i64 = match row {
        Some(row) => row.try_get_by_index(0)?,
        None => 0,
    };
    Ok(u64::try_from(number).unwrap_or(0))
}

impl fmt::Display for Extent {
    /// `1,200,000 rows, about 300 MB`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let noun = if self.rows == 1 { "row" } else { "rows" };
        write!(f, "{} {noun}", grouped(self.rows))?;
        match self.bytes {
            Some(bytes) => write!(f, ", about {}", rounded(bytes)),
            None => Ok(()),
        }
    }
}

/// Digits in groups of three.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

fn rounded(bytes: u64) -> String {
    const UNITS: [&str; 5] = ["B", "kB", "MB", "GB", "TB"];
    let mut unit = 0;
    let mut divisor = 1;
    while unit + 1 < UNITS.len() && bytes.div_ceil(divisor) >= 1000 {
        unit += 1;
        divisor *= 1000;
    }
    let whole = (bytes + divisor / 2) / divisor;
    format!("{whole} {}", UNITS[unit])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_shown_as_people_read_them() {
        let shown = |rows, bytes| Extent { rows, bytes }.to_string();
        assert_eq!(
            shown(1_200_000, Some(300_400_000)),
            "1,200,000 rows, about 300 MB"
        );
        assert_eq!(shown(1, Some(4096)), "1 row, about 4 kB");
        assert_eq!(shown(0, None), "0 rows");
        assert_eq!(shown(999, Some(999_999)), "999 rows, about 1 MB");
        assert_eq!(shown(1_000, Some(512)), "1,000 rows, about 512 B");
    }
}
