//! Text to nouns: what is equal, what is kept.

use sterna_schema::{
    Action, Column, ConflictResolution, Deferral, IndexColumn, IndexKey, TableOptions,
};

use super::*;

fn parsed(sql: &str) -> Table {
    table(sql).unwrap_or_else(|error| panic!("{sql}: {error}"))
}

/// The table `t` with this body.
fn body(body: &str) -> Table {
    parsed(&format!("CREATE TABLE t ({body})"))
}

fn equal(pairs: &[(&str, &str)]) {
    for (left, right) in pairs {
        assert_eq!(body(left), body(right), "{left} and {right}");
    }
}

fn different(pairs: &[(&str, &str)]) {
    for (left, right) in pairs {
        assert_ne!(body(left), body(right), "{left} and {right}");
    }
}

#[test]
fn a_table_is_read_whole() {
    let table = parsed(
        "CREATE TABLE posts (id INTEGER NOT NULL CONSTRAINT pk PRIMARY KEY AUTOINCREMENT, \
         title VARCHAR(80) NOT NULL ON CONFLICT IGNORE DEFAULT 'x' COLLATE nocase, \
         user_id INT CONSTRAINT author REFERENCES users (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED, \
         size INT AS (length(title)) STORED, \
         CONSTRAINT short CHECK (length(title) < 80), UNIQUE (title, user_id) ON CONFLICT REPLACE) STRICT",
    );
    assert_eq!(table.name, "posts");
    assert_eq!(
        table.options,
        TableOptions {
            strict: true,
            without_rowid: false
        }
    );
    let names: Vec<_> = table
        .columns
        .iter()
        .map(|column| column.name.as_str())
        .collect();
    assert_eq!(names, ["id", "title", "user_id", "size"]);

    let title = table.column("title").unwrap();
    assert_eq!(title.declared.text(), "VARCHAR(80)");
    assert!(!title.nullable);
    assert_eq!(title.on_null, Some(ConflictResolution::Ignore));
    assert_eq!(title.default.as_ref().unwrap().sql(), "'x'");
    assert_eq!(title.collation.as_deref(), Some("NOCASE"));
    let generated = table.column("size").unwrap().generated.as_ref().unwrap();
    assert_eq!(
        (generated.expression.sql(), generated.stored),
        ("length(title)", true)
    );

    let key = table.primary_key.as_ref().unwrap();
    assert_eq!(key.name.as_deref(), Some("pk"));
    assert!(key.autoincrement);
    assert_eq!(key.columns, [IndexColumn::column("id")]);
    assert_eq!(
        table.uniques[0].on_conflict,
        Some(ConflictResolution::Replace)
    );
    assert_eq!(table.checks[0].name.as_deref(), Some("short"));
    let foreign = &table.foreign_keys[0];
    assert_eq!(foreign.name.as_deref(), Some("author"));
    assert_eq!(
        (foreign.table.as_str(), foreign.on_delete),
        ("users", Action::Cascade)
    );
    assert_eq!(foreign.deferral, Deferral::Deferred);
    assert!(table.indexes.is_empty());
}

#[test]
fn a_constraint_is_the_same_at_its_column_and_after_the_columns() {
    equal(&[
        ("a INTEGER PRIMARY KEY", "a INTEGER, PRIMARY KEY (a)"),
        ("a TEXT UNIQUE, b", "a TEXT, b, UNIQUE (a)"),
        ("a CHECK (a > 0)", "a, CHECK (a > 0)"),
        (
            "a REFERENCES p (x) ON DELETE CASCADE",
            "a, FOREIGN KEY (a) REFERENCES p (x) ON DELETE CASCADE",
        ),
        ("a CONSTRAINT n UNIQUE", "a, CONSTRAINT \"n\" UNIQUE (a)"),
        (
            "a INTEGER PRIMARY KEY AUTOINCREMENT",
            "a INTEGER, PRIMARY KEY (a AUTOINCREMENT)",
        ),
        ("a TEXT PRIMARY KEY DESC", "a TEXT, PRIMARY KEY (a DESC)"),
    ]);
    different(&[
        ("a UNIQUE, b", "a, b UNIQUE"),
        ("a, b, UNIQUE (a, b)", "a, b, UNIQUE (b, a)"),
        ("a, b, UNIQUE (a, b)", "a UNIQUE, b UNIQUE"),
        ("a CHECK (a > 0)", "a CONSTRAINT n CHECK (a > 0)"),
        (
            "a INTEGER PRIMARY KEY",
            "a INTEGER PRIMARY KEY AUTOINCREMENT",
        ),
        ("a UNIQUE", "a UNIQUE ON CONFLICT IGNORE"),
    ]);
}

#[test]
fn the_order_of_a_rowid_key_means_nothing_after_the_columns() {
    equal(&[
        ("a INTEGER, PRIMARY KEY (a DESC)", "a INTEGER PRIMARY KEY"),
        ("a INTEGER PRIMARY KEY ASC", "a INTEGER PRIMARY KEY"),
    ]);
    different(&[
        ("a INTEGER PRIMARY KEY DESC", "a INTEGER PRIMARY KEY"),
        ("a INT, PRIMARY KEY (a DESC)", "a INT PRIMARY KEY"),
        (
            "a INTEGER, b, PRIMARY KEY (a DESC, b)",
            "a INTEGER, b, PRIMARY KEY (a, b)",
        ),
    ]);
}

#[test]
fn int_is_integer_except_where_it_is_the_rowid() {
    equal(&[
        ("a INT", "a INTEGER"),
        (
            "a INT, b, PRIMARY KEY (a, b)",
            "a INTEGER, b, PRIMARY KEY (a, b)",
        ),
        ("a integer PRIMARY KEY", "a INTEGER PRIMARY KEY"),
    ]);
    different(&[
        ("a INT PRIMARY KEY", "a INTEGER PRIMARY KEY"),
        ("a INT, PRIMARY KEY (a)", "a INTEGER, PRIMARY KEY (a)"),
        ("a INT", "a BIGINT"),
    ]);
    let [left, right] = ["INT", "INTEGER"].map(|declared| {
        parsed(&format!(
            "CREATE TABLE t (a {declared} PRIMARY KEY) WITHOUT ROWID"
        ))
    });
    assert_eq!(left, right);
}

#[test]
fn what_sqlite_does_anyway_is_as_if_absent() {
    equal(&[
        ("a DEFAULT NULL", "a"),
        ("a DEFAULT (NULL)", "a"),
        ("a NULL", "a"),
        ("a COLLATE BINARY", "a"),
        ("a COLLATE nocase", "a COLLATE \"NOCASE\""),
        ("a NOT NULL ON CONFLICT ABORT", "a NOT NULL"),
        ("a UNIQUE ON CONFLICT ABORT", "a UNIQUE"),
        (
            "a COLLATE nocase, UNIQUE (a COLLATE NOCASE)",
            "a COLLATE nocase UNIQUE",
        ),
        ("a, UNIQUE (a COLLATE binary ASC)", "a UNIQUE"),
        ("a REFERENCES p ON DELETE NO ACTION", "a REFERENCES p"),
        ("a REFERENCES p MATCH FULL", "a REFERENCES p"),
        ("a REFERENCES p DEFERRABLE", "a REFERENCES p"),
        (
            "a REFERENCES p NOT DEFERRABLE INITIALLY DEFERRED",
            "a REFERENCES p",
        ),
        (
            "a REFERENCES p DEFERRABLE INITIALLY IMMEDIATE",
            "a REFERENCES p",
        ),
    ]);
    different(&[
        ("a DEFAULT 'NULL'", "a"),
        ("a COLLATE NOCASE", "a"),
        (
            "a COLLATE NOCASE, UNIQUE (a COLLATE BINARY)",
            "a COLLATE NOCASE UNIQUE",
        ),
        ("a NOT NULL", "a"),
        ("a NOT NULL ON CONFLICT IGNORE", "a NOT NULL"),
        ("a REFERENCES p ON DELETE RESTRICT", "a REFERENCES p"),
        (
            "a REFERENCES p DEFERRABLE INITIALLY DEFERRED",
            "a REFERENCES p",
        ),
        ("a REFERENCES p", "a REFERENCES q"),
        ("a INTEGER NOT NULL PRIMARY KEY", "a INTEGER PRIMARY KEY"),
        ("a TEXT PRIMARY KEY, UNIQUE (a)", "a TEXT PRIMARY KEY"),
    ]);
}

#[test]
fn defaults_are_compared_as_they_are_stored() {
    equal(&[
        ("a INTEGER DEFAULT '0'", "a INTEGER DEFAULT 0"),
        ("a BOOLEAN DEFAULT TRUE", "a BOOLEAN DEFAULT 1"),
        ("a TEXT DEFAULT 0", "a TEXT DEFAULT '0'"),
        ("a TEXT DEFAULT \"x\"", "a TEXT DEFAULT 'x'"),
        ("a DEFAULT (5)", "a DEFAULT 5"),
    ]);
    different(&[
        ("a BLOB DEFAULT '0'", "a BLOB DEFAULT 0"),
        ("a DEFAULT '0'", "a DEFAULT 0"),
        ("a TEXT DEFAULT 'x'", "a TEXT DEFAULT 'X'"),
    ]);
    let any = |default, options| {
        parsed(&format!(
            "CREATE TABLE t (a ANY DEFAULT {default}) {options}"
        ))
    };
    assert_eq!(any("'0'", ""), any("0", ""));
    assert_ne!(any("'0'", "STRICT"), any("0", "STRICT"));
}

#[test]
fn columns_in_keys_have_the_spelling_of_the_table() {
    let table = body(
        "Id INTEGER, \"User\" REFERENCES p, PRIMARY KEY ('ID'), UNIQUE ([USER]), FOREIGN KEY (user) REFERENCES q (X)",
    );
    assert_eq!(
        table.primary_key.unwrap().columns,
        [IndexColumn::column("Id")]
    );
    assert_eq!(table.uniques[0].columns, [IndexColumn::column("User")]);
    assert_eq!(table.foreign_keys[1].columns, ["User"]);
    assert_eq!(table.foreign_keys[1].references, ["X"]);
    assert!(table.foreign_keys[0].references.is_empty());
}

#[test]
fn names_are_hostile_and_harmless() {
    let long = "n".repeat(1000);
    for name in [
        "a\"b",
        "a'b",
        "a]b",
        "a`b",
        "; DROP TABLE t; --",
        "",
        " ",
        "\u{1}",
        "Ünï",
        &long,
    ] {
        let quoted = quote::identifier(name);
        let table = parsed(&format!(
            "CREATE TABLE {quoted} ({quoted} TEXT CONSTRAINT {quoted} UNIQUE REFERENCES {quoted})"
        ));
        assert_eq!(table.name, name);
        assert_eq!(table.columns[0].name, name);
        assert_eq!(table.uniques[0].name.as_deref(), Some(name));
        assert_eq!(table.foreign_keys[0].table, name);
    }
}

#[test]
fn an_index_is_read_whole() {
    let sql = "CREATE UNIQUE INDEX IF NOT EXISTS main.\"by name\" ON [posts] ( title COLLATE nocase DESC, lower( title ) , (a + b) ASC, 'quoted' ) WHERE status <> 'x' ; ";
    let (table, index) = index(sql).unwrap();
    assert_eq!((table.as_str(), index.name.as_str()), ("posts", "by name"));
    assert!(index.unique);
    let [title, lower, sum, quoted] = index.columns.as_slice() else {
        panic!()
    };
    assert_eq!(
        (title.name(), title.collation.as_deref(), title.descending),
        (Some("title"), Some("NOCASE"), true)
    );
    let IndexKey::Expression(lower) = &lower.key else {
        panic!()
    };
    assert_eq!(
        (lower.sql(), lower.canonical()),
        ("lower( title )", "lower(\"title\")")
    );
    assert_eq!(sum.label(), "(a + b)");
    assert_eq!(quoted.name(), Some("quoted"));
    assert_eq!(index.predicate.unwrap().sql(), "status <> 'x'");
}

#[test]
fn the_collation_of_an_indexed_expression_is_no_part_of_it() {
    let (_, index) =
        index("CREATE INDEX i ON t (lower(a) COLLATE NOCASE DESC, (a) COLLATE rtrim)").unwrap();
    let [first, second] = index.columns.as_slice() else {
        panic!()
    };
    assert_eq!(
        (first.label(), first.collation.as_deref()),
        ("lower(a)", Some("NOCASE"))
    );
    assert_eq!(
        (second.name(), second.collation.as_deref()),
        (Some("a"), Some("RTRIM"))
    );
}

#[test]
fn indexes_are_equal_whatever_their_spelling() {
    let parsed = |sql| index(sql).unwrap();
    let plain = parsed("CREATE INDEX i ON t (a, b DESC) WHERE a > 0");
    assert_eq!(
        plain,
        parsed("create index \"i\" on t(a asc,b desc) where (a>0) -- partial")
    );
    for other in [
        "CREATE INDEX i ON t (a, b) WHERE a > 0",
        "CREATE INDEX i ON t (b DESC, a) WHERE a > 0",
        "CREATE INDEX i ON t (a, b DESC)",
        "CREATE INDEX i ON t (a, b DESC) WHERE a > 1",
        "CREATE UNIQUE INDEX i ON t (a, b DESC) WHERE a > 0",
        "CREATE INDEX i ON t (a COLLATE NOCASE, b DESC) WHERE a > 0",
    ] {
        assert_ne!(plain, parsed(other), "{other}");
    }
    assert!(index("CREATE TABLE t (a)").is_err());
}

#[test]
fn views_and_triggers_are_named() {
    let view = view("CREATE VIEW IF NOT EXISTS main.[v 1] (a) AS SELECT 1;").unwrap();
    assert_eq!(view.name, "v 1");
    let trigger = trigger(
        "CREATE TRIGGER \"on\" AFTER UPDATE OF a, \"on\" ON \"t on\" WHEN new.a BEGIN SELECT 1; END",
    )
    .unwrap();
    assert_eq!(
        (trigger.name.as_str(), trigger.table.as_str()),
        ("on", "t on")
    );
    assert!(super::view("CREATE TABLE v (a)").is_err());
    assert!(super::trigger("CREATE TRIGGER r AFTER INSERT").is_err());
}

#[test]
fn the_module_of_a_virtual_table_is_found() {
    assert_eq!(
        module("CREATE VIRTUAL TABLE \"using\" USING \"fts5\"(a, b)").as_deref(),
        Some("fts5")
    );
    assert_eq!(module("CREATE TABLE t (a)"), None);
}

#[test]
fn a_column_without_anything_is_a_column() {
    assert_eq!(body("a").columns, [Column::new("a", "")]);
}
