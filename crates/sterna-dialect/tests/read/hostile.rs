//! Names that try to break out, and databases whose schema is broken.

use sea_orm::ConnectionTrait;
use sterna_dialect::sqlite::inspect::Catalogue;
use sterna_dialect::sqlite::quote::identifier;
use sterna_dialect::sqlite::shadow;
use sterna_schema::Unmanaged;

use crate::support::{database, read};

#[tokio::test]
async fn hostile_names_are_read_as_they_are() {
    let long = "n".repeat(1000);
    for name in [
        "a\"b",
        "it's",
        "a]b",
        "a`b",
        "\"; DROP TABLE t; --",
        " ",
        "\u{1}\n",
        "Ünï cödé",
        "select",
        "a.b",
        "%s{}",
        &long,
    ] {
        let [table, column, index, view] =
            ["", "c", "i", "v"].map(|p| identifier(&format!("{p}{name}")));
        let catalogue = read(&[
            format!(
                "CREATE TABLE {table} ({column} TEXT CONSTRAINT {column} UNIQUE REFERENCES {table})"
            ),
            format!("CREATE INDEX {index} ON {table} ({column}) WHERE {column} > ''"),
            format!("CREATE VIEW {view} AS SELECT {column} FROM {table}"),
            format!("CREATE TRIGGER {table} AFTER INSERT ON {table} BEGIN SELECT 1; END"),
        ])
        .await;
        let schema = catalogue.schema();
        let table = schema.table(name).unwrap();
        assert_eq!(table.columns[0].name, format!("c{name}"));
        assert_eq!(table.uniques[0].name.as_ref(), Some(&table.columns[0].name));
        assert_eq!(table.indexes[0].name, format!("i{name}"));
        assert_eq!(schema.views[0].name, format!("v{name}"));
        assert_eq!(schema.triggers[0].name, name);
        assert!(catalogue.text(name).unwrap().starts_with("CREATE TABLE"));
    }
}

/// Reads a database to whose schema a row is added behind SQLite's back.
async fn with_row(kind: &str, name: &str, table: &str, page: u8, sql: &str) -> Vec<Unmanaged> {
    let db = database(&["CREATE TABLE sound (a)", "PRAGMA writable_schema = ON"]).await;
    let row =
        format!("INSERT INTO sqlite_schema VALUES ('{kind}', {name}, {table}, {page}, {sql})");
    db.execute_unprepared(&row).await.unwrap();
    let catalogue = Catalogue::read(&db).await.unwrap();
    assert!(catalogue.schema().table("sound").is_some());
    let (_, missing) = shadow::replicate(&catalogue).await.unwrap();
    assert!(missing.len() <= 1, "{missing:?}");
    catalogue.schema().unmanaged.clone()
}

#[tokio::test]
async fn what_cannot_be_read_is_left_in_peace_and_the_rest_is_read() {
    for (kind, sql) in [
        ("table", "'CREATE TABLE t (a'"),
        ("table", "'CREATE TABLE t (a INT INT !)'"),
        ("table", "''"),
        ("table", "NULL"),
        ("table", "'CREATE TABLE t (a)' || char(0) || 'garbage'"),
        (
            "table",
            "CAST(x'435245415445205441424C452074FF2861FE29' AS TEXT)",
        ),
        ("view", "'CREATE VIEW t AS SELECT ''unterminated'"),
        ("view", "NULL"),
        ("trigger", "'not a trigger'"),
    ] {
        let left = with_row(kind, "'t'", "'t'", 2, sql).await;
        assert_eq!(left.len(), 1, "{kind} {sql}");
        assert_eq!(left[0].name, "t");
        assert!(
            left[0]
                .kind
                .starts_with(&format!("{kind} that could not be read: ")),
            "{left:?}"
        );
    }
}

#[tokio::test]
async fn an_index_that_cannot_be_read_is_left_and_one_without_its_table_too() {
    let left = with_row("index", "'i'", "'sound'", 2, "'CREATE INDEX i ON'").await;
    assert!(
        left[0].kind.starts_with("index that could not be read: "),
        "{left:?}"
    );
    let left = with_row(
        "index",
        "'i'",
        "'absent'",
        2,
        "'CREATE INDEX i ON absent (a)'",
    )
    .await;
    assert_eq!(left, []);
}

#[tokio::test]
async fn a_name_that_is_no_text_does_not_stop_the_rest() {
    let left = with_row(
        "table",
        "CAST(x'74FF' AS TEXT)",
        "CAST(x'74FF' AS TEXT)",
        2,
        "NULL",
    )
    .await;
    assert_eq!(left[0].name, "t\u{fffd}");
    let long = format!("'{}'", "n".repeat(100_000));
    let left = with_row("table", &long, &long, 2, "'CREATE TABLE'").await;
    assert_eq!(left[0].name.len(), 100_000);
}

#[tokio::test]
async fn the_shadows_of_an_unknown_module_are_taken_by_their_names() {
    let db = database(&[
        "CREATE TABLE vectors_chunks (a)",
        "CREATE TABLE vectorsmith (a)",
        "PRAGMA writable_schema = ON",
        "INSERT INTO sqlite_schema VALUES ('table', 'Vectors', 'Vectors', 0, 'CREATE VIRTUAL TABLE Vectors USING vec0(a)')",
    ])
    .await;
    let catalogue = Catalogue::read(&db).await.unwrap();
    let names: Vec<_> = catalogue
        .schema()
        .tables
        .iter()
        .map(|table| &table.name)
        .collect();
    assert_eq!(names, ["vectorsmith"]);
    let left: Vec<_> = catalogue
        .schema()
        .unmanaged
        .iter()
        .map(|object| &object.name)
        .collect();
    assert_eq!(left, ["Vectors", "vectors_chunks"]);
    let (_, missing) = shadow::replicate(&catalogue).await.unwrap();
    assert_eq!(missing.len(), 1);
    assert!(
        missing[0].kind.contains("no such module: vec0"),
        "{missing:?}"
    );
}

#[tokio::test]
async fn a_database_in_utf_16_is_read() {
    for encoding in ["UTF-16le", "UTF-16be"] {
        let definitions = [
            format!("PRAGMA encoding = '{encoding}'"),
            "CREATE TABLE \"tä\" (a TEXT DEFAULT 'ü')".to_owned(),
        ];
        let catalogue = read(&definitions).await;
        let column = &catalogue.schema().table("tä").unwrap().columns[0];
        assert_eq!(column.default.as_ref().unwrap().sql(), "'ü'");
    }
}
