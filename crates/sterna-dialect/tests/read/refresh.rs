//! One table read again is as if the whole database had been.

use sea_orm::ConnectionTrait;
use sterna_dialect::sqlite::inspect::Catalogue;

use crate::support::database;

/// Runs the statements, refreshes these tables, and compares with a fresh reading.
async fn follows(definitions: &[&str], statements: &str, tables: &[&str]) {
    let db = database(definitions).await;
    let mut catalogue = Catalogue::read(&db).await.unwrap();
    db.execute_unprepared(statements).await.unwrap();
    for table in tables {
        catalogue.refresh(&db, table).await.unwrap();
    }
    let fresh = Catalogue::read(&db).await.unwrap();
    assert_eq!(catalogue.schema(), fresh.schema(), "{statements}");
    assert!(catalogue.objects().eq(fresh.objects()), "{statements}");
    for object in fresh.objects() {
        assert_eq!(
            catalogue.text(&object.name),
            fresh.text(&object.name),
            "{}",
            object.name
        );
        let [left, right] = [&catalogue, &fresh].map(|c| c.belonging_to(&object.table).count());
        assert_eq!(left, right, "{}", object.name);
    }
}

const BASE: [&str; 7] = [
    "CREATE TABLE a (id INTEGER PRIMARY KEY, x)",
    "CREATE TABLE m (id INTEGER PRIMARY KEY, a_id REFERENCES A, up REFERENCES M)",
    "CREATE INDEX m_a ON m (a_id)",
    "CREATE TRIGGER m_t AFTER INSERT ON m BEGIN SELECT 1; END",
    "CREATE TABLE z (id INTEGER PRIMARY KEY, m_id REFERENCES m)",
    "CREATE VIEW v AS SELECT id FROM m",
    "CREATE INDEX z_m ON z (m_id)",
];

#[tokio::test]
async fn a_refreshed_table_is_as_it_is_read() {
    for (statements, tables) in [
        ("ALTER TABLE m ADD COLUMN note TEXT", ["m"].as_slice()),
        ("CREATE INDEX m_up ON m (up)", &["M"]),
        ("DROP INDEX m_a", &["m"]),
        ("DROP TRIGGER m_t", &["m"]),
        (
            "CREATE TRIGGER m_u AFTER UPDATE ON m BEGIN SELECT 1; END",
            &["m"],
        ),
        (
            "CREATE TABLE new (id INTEGER PRIMARY KEY, m REFERENCES M); CREATE INDEX new_m ON new (m)",
            &["new"],
        ),
        ("DROP INDEX z_m; DROP TABLE z", &["z"]),
        ("DROP VIEW v; CREATE VIEW v AS SELECT 1", &["v"]),
        ("DROP VIEW v", &["v"]),
        (
            "CREATE VIRTUAL TABLE s USING fts5(x)",
            &["s", "s_data", "s_idx", "s_content", "s_docsize", "s_config"],
        ),
        ("SELECT 1", &["absent"]),
        (
            "CREATE TABLE m_new (id INTEGER PRIMARY KEY, a_id REFERENCES a); DROP VIEW v; DROP TABLE m; \
             ALTER TABLE m_new RENAME TO m; CREATE INDEX m_a ON m (a_id); CREATE VIEW v AS SELECT id FROM m",
            &["m", "v"],
        ),
    ] {
        follows(&BASE, statements, tables).await;
    }
}

#[tokio::test]
async fn numbers_of_dropped_objects_are_found_when_they_are_used_again() {
    let base = [
        "CREATE TABLE a (id INTEGER PRIMARY KEY)",
        "CREATE TABLE gap (x)",
        "CREATE TABLE m (id INTEGER PRIMARY KEY, x UNIQUE)",
        "CREATE INDEX m_x ON m (x)",
        "DROP TABLE gap",
    ];
    for (statements, tables) in [
        ("DROP TABLE m; CREATE TABLE m (y)", ["m"].as_slice()),
        (
            "DROP TABLE m; CREATE TABLE n (y); CREATE INDEX n_y ON n (y)",
            &["m", "n"],
        ),
        (
            "DROP TABLE m; CREATE TABLE n (y); CREATE INDEX n_y ON n (y)",
            &["n", "m"],
        ),
        (
            "CREATE TABLE n (y); DROP TABLE m; CREATE INDEX a_id ON a (id)",
            &["m", "a", "n"],
        ),
        (
            "DROP TABLE a; DROP TABLE m; CREATE TABLE m (z)",
            &["m", "a"],
        ),
        ("CREATE TABLE n (y); CREATE TABLE o (y)", &["o", "n"]),
        ("ALTER TABLE a RENAME TO b", &["a", "b"]),
    ] {
        follows(&base, statements, tables).await;
    }
}

#[tokio::test]
async fn the_only_table_is_refreshed() {
    follows(
        &["CREATE TABLE a (x)"],
        "ALTER TABLE a ADD COLUMN y",
        &["a"],
    )
    .await;
    follows(&[], "CREATE TABLE a (x)", &["a"]).await;
    follows(&["CREATE TABLE a (x)"], "DROP TABLE a", &["a"]).await;
}
