//! Sample rows: a few of the rows that are there, since real rows show real trouble.
//!
//! For each table that the operations are about, and for those that refer to it: the oldest and
//! the newest rows, and the rows that these refer to, so that foreign keys hold. Read only, and
//! bounded in rows and bytes.

mod keys;

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ConnectionTrait, DbErr};
use sterna_dialect::sqlite::quote::identifier;
use sterna_schema::{Operation, Schema, Table};

use super::lineage::Lineage;
use super::question::{all_as_sql, ask, values};
use keys::{Join, Key, joins};

/// Rows at either end of a table.
const ROWS_AT_AN_END: usize = 25;
/// Rows of all tables; beyond that, nothing more is looked for.
const ROWS_AT_MOST: usize = 50_000;
/// Bytes of one row; a longer one is left out.
const BYTES_OF_A_ROW: usize = 64 * 1024;
/// Bytes of all rows.
const BYTES_AT_MOST: usize = 16 * 1024 * 1024;

/// Rows of a database, as SQL that puts them into a copy of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sample {
    /// The rows, table by table.
    pub(super) tables: Vec<SampleTable>,
    /// Tables whose rows could not be read, with the reason.
    pub(super) left_out: Vec<(String, String)>,
}

/// The sample rows of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SampleTable {
    /// The table.
    pub(super) name: String,
    /// The columns that hold values, quoted and separated.
    pub(super) columns: String,
    /// The values of each row, in that order.
    pub(super) rows: Vec<String>,
}

impl Sample {
    /// Takes sample rows of a database with this schema for a proof of these operations.
    ///
    /// # Errors
    ///
    /// The database does not answer. A table that cannot be read is left out.
    pub async fn take<C: ConnectionTrait>(
        db: &C,
        schema: &Schema,
        operations: &[Operation],
    ) -> Result<Self, DbErr> {
        let lineage = Lineage::new(schema, operations);
        let mut picking = Picking {
            db,
            schema,
            lineage: &lineage,
            picked: BTreeMap::new(),
            left_out: BTreeMap::new(),
        };
        for name in concerned(schema, &lineage) {
            picking.ends(name).await;
        }
        picking.follow_keys().await;
        Ok(picking.read().await)
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.tables.iter().all(|table| table.rows.is_empty())
    }
}

/// The tables that the operations are about, and those that refer to them.
fn concerned<'a>(schema: &'a Schema, lineage: &'a Lineage) -> BTreeSet<&'a str> {
    let touched = lineage.tables().filter(|table| table.is_touched);
    let names = touched.flat_map(|table| {
        let referrers = schema.referring_to(&table.before);
        let referrers = referrers.map(|table| table.name.as_str());
        referrers.chain([table.before.as_str()])
    });
    names.collect()
}

/// Rows that are being picked, by their keys as SQL.
struct Picking<'a, C> {
    db: &'a C,
    schema: &'a Schema,
    lineage: &'a Lineage,
    picked: BTreeMap<String, BTreeSet<String>>,
    left_out: BTreeMap<String, String>,
}

impl<C: ConnectionTrait> Picking<'_, C> {
    /// The oldest and the newest rows.
    async fn ends(&mut self, name: &str) {
        let Some((table, key)) = self.schema.table(name).and_then(with_key) else {
            return self.leave_out(name, "its rows have no key".to_owned());
        };
        for direction in ["ASC", "DESC"] {
            let order = key.ordered(direction);
            let keys = key.as_sql("");
            let from = identifier(&table.name);
            let sql = format!("SELECT {keys} FROM {from} ORDER BY {order} LIMIT {ROWS_AT_AN_END}");
            self.pick(table, &key, sql).await;
        }
    }

    /// The rows that picked rows refer to, and those that these refer to, and so on.
    async fn follow_keys(&mut self) {
        self.picked.retain(|_, keys| !keys.is_empty());
        let mut fresh = self.picked.clone();
        while !fresh.is_empty() && self.count() < ROWS_AT_MOST {
            let mut next: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
            for (name, keys) in &fresh {
                for join in joins(self.schema, self.lineage, name) {
                    let found = self.referred(name, keys, &join).await;
                    next.entry(join.parent).or_default().extend(found);
                }
            }
            next.retain(|_, keys| !keys.is_empty());
            fresh = next;
        }
    }

    fn count(&self) -> usize {
        self.picked.values().map(BTreeSet::len).sum()
    }

    /// Picks the rows that these rows refer to; returns the keys of those that are new.
    async fn referred(&mut self, name: &str, keys: &BTreeSet<String>, join: &Join) -> Vec<String> {
        let child = self.schema.table(name).and_then(with_key);
        let parent = self.schema.table(&join.parent).and_then(with_key);
        let (Some((child, child_key)), Some((parent, parent_key))) = (child, parent) else {
            return Vec::new();
        };
        let sql = format!(
            "SELECT {} FROM {} AS p WHERE {} IN (SELECT {} FROM {} AS c WHERE {} IN ({}))",
            parent_key.as_sql("p."),
            identifier(&parent.name),
            keys::tuple("p.", &join.references),
            keys::list("c.", &join.columns),
            identifier(&child.name),
            child_key.tuple("c."),
            keys::listed(keys),
        );
        self.pick(parent, &parent_key, sql).await
    }

    /// Remembers the keys that a query finds; returns those that are new.
    async fn pick(&mut self, table: &Table, key: &Key, sql: String) -> Vec<String> {
        let rows = match ask(self.db, sql).await {
            Ok(rows) => rows,
            Err(error) => {
                self.leave_out(&table.name, error.to_string());
                return Vec::new();
            }
        };
        let found = rows.iter().filter_map(|row| values(row, key.width()));
        let picked = self.picked.entry(table.name.clone()).or_default();
        found.filter(|key| picked.insert(key.clone())).collect()
    }

    fn leave_out(&mut self, name: &str, reason: String) {
        self.left_out.insert(name.to_owned(), reason);
    }

    /// Reads what was picked.
    async fn read(mut self) -> Sample {
        let mut tables = Vec::new();
        let mut budget = BYTES_AT_MOST;
        let mut picked = std::mem::take(&mut self.picked);
        picked.retain(|_, keys| !keys.is_empty());
        for (name, keys) in picked {
            let Some((table, key)) = self.schema.table(&name).and_then(with_key) else {
                continue;
            };
            match self.rows(table, &key, &keys, &mut budget).await {
                Ok(read) => tables.push(read),
                Err(error) => self.leave_out(&name, error.to_string()),
            }
        }
        Sample {
            tables,
            left_out: self.left_out.into_iter().collect(),
        }
    }

    async fn rows(
        &self,
        table: &Table,
        key: &Key,
        keys: &BTreeSet<String>,
        budget: &mut usize,
    ) -> Result<SampleTable, DbErr> {
        let holding = table.columns.iter().filter(|one| one.generated.is_none());
        let columns: Vec<_> = holding.map(|column| column.name.as_str()).collect();
        let size = |name: &&str| format!("coalesce(octet_length({}), 0)", identifier(name));
        let sizes: Vec<_> = columns.iter().map(size).collect();
        let sql = format!(
            "SELECT {} FROM {} WHERE {} IN ({}) AND {} <= {BYTES_OF_A_ROW}",
            all_as_sql(columns.iter().copied()),
            identifier(&table.name),
            key.tuple(""),
            keys::listed(keys),
            sizes.join(" + "),
        );
        let rows = ask(self.db, sql).await?;
        let rows = rows.iter().filter_map(|row| values(row, columns.len()));
        let within = rows.filter(|row| match budget.checked_sub(row.len()) {
            Some(left) => {
                *budget = left;
                true
            }
            None => false,
        });
        Ok(SampleTable {
            name: table.name.clone(),
            rows: within.collect(),
            columns: keys::list("", &columns),
        })
    }
}

fn with_key(table: &Table) -> Option<(&Table, Key)> {
    Some((table, Key::of(table)?))
}
