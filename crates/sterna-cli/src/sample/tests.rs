use sterna_dialect::sqlite::{Catalogue, shadow};

use super::*;

fn filled(sql: &str, check: impl AsyncFnOnce(&DatabaseConnection, Sample)) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime.expect("a runtime").block_on(async {
        let db = shadow::empty().await.expect("a database");
        db.execute_unprepared("PRAGMA foreign_keys = ON")
            .await
            .expect("on");
        db.execute_unprepared(sql).await.expect("a schema");
        let catalogue = Catalogue::read(&db).await.expect("read");
        let left_out = ["left_out".to_owned()];
        let sample = fill(&db, catalogue.schema(), &left_out)
            .await
            .expect("filled");
        check(&db, sample).await;
    });
}

#[test]
fn rows_meet_what_the_tables_ask_of_them() {
    let sql = "
        CREATE TABLE b_users (id INTEGER PRIMARY KEY AUTOINCREMENT, email varchar NOT NULL UNIQUE,
            age integer CHECK (age > 17), code text NOT NULL CHECK (length(code) = 3),
            made timestamp_text NOT NULL DEFAULT CURRENT_TIMESTAMP,
            twice integer GENERATED ALWAYS AS (id * 2));
        CREATE TABLE a_posts (id uuid_text NOT NULL PRIMARY KEY, user_id integer NOT NULL
            REFERENCES b_users(id), parent uuid_text REFERENCES a_posts(id),
            state varchar NOT NULL CHECK (state IN ('it''s', 'done')));
        CREATE TABLE links (post uuid_text NOT NULL, user_id integer NOT NULL,
            PRIMARY KEY (post, user_id), FOREIGN KEY (post) REFERENCES a_posts(id),
            FOREIGN KEY (user_id) REFERENCES b_users(id)) WITHOUT ROWID;
        CREATE TABLE strict_ones (n INT NOT NULL, r REAL, t TEXT, b BLOB, a ANY) STRICT;
        CREATE TABLE \"quo\"\"ted\" (\"na\"\"me\" text NOT NULL);
        CREATE TABLE defaults (a text NOT NULL DEFAULT 'x', b integer NOT NULL DEFAULT 1);
        CREATE TABLE left_out (a); CREATE TABLE full (a); INSERT INTO full VALUES (1);";
    filled(sql, async |db, sample| {
        assert!(sample.empty.is_empty(), "{:?}", sample.empty);
        for (table, rows) in [
            ("b_users", 3),
            ("a_posts", 3),
            ("links", 3),
            ("strict_ones", 3),
            ("quo\"ted", 3),
            ("defaults", 3),
            ("left_out", 0),
            ("full", 1),
        ] {
            assert_eq!(count(db, table).await.expect("counted"), rows, "{table}");
        }
        assert_eq!(sample.rows, 19);
    });
}

#[test]
fn a_table_that_takes_no_row_is_named_with_the_reason() {
    let sql = "
        CREATE TABLE hard (a text NOT NULL CHECK (a GLOB 'q[0-9]z' AND a <> 'q[0-9]z'));
        CREATE TABLE child (hard_a text NOT NULL REFERENCES other(x));
        CREATE TABLE other (x text PRIMARY KEY, y NOT NULL REFERENCES child(hard_a));
        CREATE TABLE own (id INTEGER PRIMARY KEY, up integer NOT NULL REFERENCES own(id));";
    filled(sql, async |db, sample| {
        let names: Vec<_> = sample.empty.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["hard", "child", "other"], "{:?}", sample.empty);
        assert!(sample.empty[0].1.contains("CHECK"), "{:?}", sample.empty);
        assert_eq!(
            count(db, "own").await.expect("counted"),
            3,
            "each refers to itself"
        );
    });
}

#[test]
fn several_checks_at_once_are_met() {
    let sql = "
        CREATE TABLE orders (id INTEGER PRIMARY KEY CHECK (id > 0),
            status text NOT NULL, currency text NOT NULL, amount integer NOT NULL,
            kind text NOT NULL DEFAULT 'new' CHECK (\"kind\" = 'new' OR kind = 'old'),
            CHECK (status IN ('draft', 'sent', 'paid') AND length(currency) = 3),
            CHECK (amount > 0 AND (status <> 'draft' OR amount < 100)));";
    filled(sql, async |db, sample| {
        assert!(sample.empty.is_empty(), "{:?}", sample.empty);
        assert_eq!(count(db, "orders").await.expect("counted"), 3);
    });
}
