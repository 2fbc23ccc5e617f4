//! What SQLite itself says of a database: its pragmas and every value of every row.
//!
//! No parser of ours has a part in it, so that a fault of the reader cannot hide itself. What
//! pragmas do not tell (CHECKs, predicates, expressions, triggers) is asked of `diff`.

use std::collections::{BTreeMap, BTreeSet};

use tests::Database;

/// A database at one moment.
#[derive(Debug)]
pub struct Facts {
    /// Tables with their columns, keys and foreign keys, and indexes with their terms, each a
    /// line; without the numbers by which SQLite counts them.
    pub schema: BTreeSet<String>,
    tables: BTreeMap<String, Content>,
    /// The last number that AUTOINCREMENT gave, by table.
    last_numbers: BTreeMap<String, String>,
}

/// The columns of a table, with their declared types, and its rows, each value as `quote()`
/// writes it.
#[derive(Debug)]
struct Content {
    columns: Vec<(String, String)>,
    rows: Vec<Vec<String>>,
}

/// Asks for the columns: a hidden column is a virtual table's own and no part of its rows.
const COLUMNS: &str = "FROM pragma_table_list AS t, pragma_table_xinfo(t.name, t.schema) AS c \
    WHERE t.schema = 'main' AND c.hidden <> 1 AND t.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' \
    AND t.name NOT LIKE 'sterna\\_%' ESCAPE '\\'";

/// Every object, a line each.
const SCHEMA: [&str; 4] = [
    "SELECT printf('%s %s: %s %s, null %d, default %s, key %d, hidden %d', t.type, t.name, \
     c.name, c.type, c.\"notnull\", quote(c.dflt_value), c.pk, c.hidden)",
    "SELECT printf('table %s: without rowid %d, strict %d', name, wr, strict) \
     FROM pragma_table_list WHERE schema = 'main' AND name NOT LIKE 'sterna\\_%' ESCAPE '\\'",
    "SELECT printf('foreign key %s(%s) %s(%s) %d, %s, %s', t.name, k.\"from\", k.\"table\", \
     coalesce(k.\"to\", (SELECT p.name FROM pragma_table_info(k.\"table\") AS p \
     WHERE p.pk = k.seq + 1)), k.seq, k.on_update, k.on_delete) \
     FROM pragma_table_list AS t, pragma_foreign_key_list(t.name) AS k WHERE t.schema = 'main'",
    "SELECT printf('%s index %s of %s: unique %d, partial %d, term %d %s %s %d', i.origin, \
     iif(i.origin = 'c', i.name, ''), t.name, i.\"unique\", i.partial, x.seqno, x.name, x.coll, \
     x.\"desc\") FROM pragma_table_list AS t, pragma_index_list(t.name) AS i, \
     pragma_index_xinfo(i.name) AS x WHERE t.schema = 'main' AND x.key",
];

impl Facts {
    /// Looks at the database.
    pub fn of(database: &Database) -> Self {
        let [columns, others @ ..] = SCHEMA;
        let mut schema: BTreeSet<_> = database
            .query(&format!("{columns} {COLUMNS}"))
            .into_iter()
            .collect();
        schema.extend(others.iter().flat_map(|query| database.query(query)));
        let names = database.query(&format!(
            "SELECT DISTINCT t.name {COLUMNS} AND t.type = 'table'"
        ));
        let tables = names.into_iter();
        Self {
            schema,
            tables: tables
                .map(|name| (name.clone(), Content::of(database, &name)))
                .collect(),
            last_numbers: last_numbers(database),
        }
    }

    /// The last number that AUTOINCREMENT gave; none where the table has no such key.
    pub fn last_number(&self, table: &str) -> Option<&str> {
        self.last_numbers.get(table).map(String::as_str)
    }

    /// The names of the tables.
    pub fn tables(&self) -> impl Iterator<Item = &str> {
        self.tables.keys().map(String::as_str)
    }

    /// The columns of a table, none where there is no such table.
    pub fn columns(&self, table: &str) -> impl Iterator<Item = &str> {
        let columns = self.tables.get(table).map(|content| &content.columns);
        columns.into_iter().flatten().map(|(name, _)| name.as_str())
    }

    /// The declared type of a column.
    pub fn declared(&self, table: &str, column: &str) -> Option<&str> {
        let mut columns = self.tables.get(table)?.columns.iter();
        let (_, declared) = columns.find(|(name, _)| name == column)?;
        Some(declared)
    }

    /// The rows of a table over some of its columns, in the order of these values.
    pub fn rows(&self, table: &str, columns: &[&str]) -> Vec<Vec<&str>> {
        let content = &self.tables[table];
        let place = |column: &&str| content.columns.iter().position(|(name, _)| name == column);
        let places: Vec<_> = columns.iter().filter_map(place).collect();
        let rows = content.rows.iter();
        let mut rows: Vec<Vec<_>> = rows
            .map(|row| places.iter().map(|&place| row[place].as_str()).collect())
            .collect();
        rows.sort_unstable();
        rows
    }
}

/// SQLite makes the table of these numbers with the first table that needs it
/// (<https://www.sqlite.org/autoinc.html>).
fn last_numbers(database: &Database) -> BTreeMap<String, String> {
    const COUNTED: &str = "FROM sqlite_schema WHERE type = 'table' AND sql LIKE '%AUTOINCREMENT%' \
        ORDER BY name";
    let tables = database.query(&format!("SELECT name {COUNTED}"));
    if tables.is_empty() {
        return BTreeMap::new();
    }
    let numbers = "SELECT coalesce((SELECT seq FROM sqlite_sequence AS s \
                   WHERE s.name = sqlite_schema.name), 0)";
    let numbers = database.query(&format!("{numbers} {COUNTED}"));
    tables.into_iter().zip(numbers).collect()
}

impl Content {
    fn of(database: &Database, table: &str) -> Self {
        let named = table.replace('\'', "''");
        let fact = |what: &str| {
            database.query(&format!(
                "SELECT c.{what} {COLUMNS} AND t.name = '{named}' ORDER BY c.cid"
            ))
        };
        let columns: Vec<_> = fact("name").into_iter().zip(fact("type")).collect();
        let quoted = |name: &str| format!("\"{}\"", name.replace('"', "\"\""));
        let values = columns
            .iter()
            .map(|(name, _)| format!("quote({})", quoted(name)));
        let values = values.collect::<Vec<_>>().join(" || char(31) || ");
        let rows = database.query(&format!("SELECT {values} FROM {}", quoted(table)));
        let cells = |row: String| row.split('\u{1f}').map(str::to_owned).collect();
        Self {
            columns,
            rows: rows.into_iter().map(cells).collect(),
        }
    }
}
