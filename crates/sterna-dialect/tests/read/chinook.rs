//! The Chinook database, and what sea-schema's discovery makes of it.

use std::collections::BTreeSet;

use sea_orm::DatabaseConnection;
use sea_orm::sea_query::SqliteQueryBuilder;
use sea_schema::sqlite::def::{DefaultType, TableDef};
use sea_schema::sqlite::discovery::SchemaDiscovery;
use sterna_schema::{Action, IndexColumn, Table};

use crate::support::{checked, database, test_data};

async fn chinook() -> DatabaseConnection {
    database(&[test_data("data/chinook.sql")]).await
}

#[tokio::test]
async fn all_of_it_is_read() {
    let catalogue = checked(&chinook().await).await;
    let schema = catalogue.schema();
    let count = |of: fn(&Table) -> usize| schema.tables.iter().map(of).sum::<usize>();
    assert_eq!(schema.tables.len(), 11);
    assert_eq!(count(|table| table.columns.len()), 64);
    assert_eq!(count(|table| table.foreign_keys.len()), 11);
    assert_eq!(count(|table| table.indexes.len()), 11);
    assert_eq!(schema.unmanaged, []);
    let track = schema.table("track").unwrap();
    assert_eq!(
        track.column("Name").unwrap().declared.text(),
        "NVARCHAR(200)"
    );
    assert_eq!(
        track.primary_key.as_ref().unwrap().name.as_deref(),
        Some("PK_Track")
    );
    assert_eq!(track.foreign_keys[0].on_delete, Action::NoAction);
}

/// What sea-schema discovers, table by table in the order of names.
async fn discovered(db: &DatabaseConnection) -> Vec<TableDef> {
    let pool = db.get_sqlite_connection_pool().clone();
    let mut tables = SchemaDiscovery::new(pool).discover().await.unwrap().tables;
    tables.sort_by(|left, right| left.name.cmp(&right.name));
    tables
}

fn key_of(table: &Table) -> BTreeSet<&str> {
    let key = table.primary_key.as_ref().unwrap();
    key.columns.iter().filter_map(IndexColumn::name).collect()
}

#[tokio::test]
async fn sea_schema_finds_the_same_columns_and_keys() {
    let db = chinook().await;
    let catalogue = checked(&db).await;
    let theirs = discovered(&db).await;
    assert_eq!(catalogue.schema().tables.len(), theirs.len());
    for (table, theirs) in catalogue.schema().tables.iter().zip(&theirs) {
        assert_eq!(table.name, theirs.name);
        let names = table.columns.iter().map(|column| column.name.as_str());
        assert!(names.eq(theirs.columns.iter().map(|column| column.name.as_str())));
        let not_null = table.columns.iter().map(|column| !column.nullable);
        assert!(not_null.eq(theirs.columns.iter().map(|column| column.not_null)));
        let key = theirs.columns.iter().filter(|column| column.primary_key);
        assert_eq!(
            key_of(table),
            key.map(|column| column.name.as_str()).collect()
        );
        assert_eq!(table.foreign_keys.len(), theirs.foreign_keys.len());
    }
}

/// Why sea-schema's discovery is a cross-check and not the reader: what it does not say. Should
/// one of these fail some day, it has learnt something.
#[tokio::test]
async fn what_sea_schema_does_not_see() {
    let db = database(&[
        "CREATE TABLE t (b TEXT DEFAULT '007', a INT COLLATE NOCASE CHECK (a > 0), \
         c AS (a) STORED, PRIMARY KEY (a, b)) WITHOUT ROWID",
        "CREATE INDEX i ON t (a DESC) WHERE a > 1",
    ])
    .await;
    let catalogue = checked(&db).await;
    let ours = &catalogue.schema().tables[0];
    let theirs = &discovered(&db).await[0];

    let default = &theirs.columns[0].default_value;
    assert_eq!(ours.columns[0].default.as_ref().unwrap().sql(), "'007'");
    assert_eq!(
        *default,
        DefaultType::Integer(7),
        "the quotes of a default are gone"
    );

    let key: Vec<_> = ours
        .primary_key
        .as_ref()
        .unwrap()
        .columns
        .iter()
        .map(IndexColumn::label)
        .collect();
    let flagged = theirs.columns.iter().filter(|column| column.primary_key);
    assert_eq!(key, ["a", "b"]);
    assert_eq!(
        flagged.map(|c| c.name.as_str()).collect::<Vec<_>>(),
        ["b", "a"],
        "the order of a key is gone"
    );

    let written = theirs.write().to_string(SqliteQueryBuilder).to_uppercase();
    for lost in ["CHECK", "NOCASE", "STORED", "WITHOUT ROWID"] {
        assert!(!written.contains(lost), "{lost}: {written}");
    }
}
