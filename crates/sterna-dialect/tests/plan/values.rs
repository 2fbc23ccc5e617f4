//! Columns whose type or collation changes: every value as a rebuild leaves it, every index right,
//! and nothing lost unasked.

use sea_orm::ConnectionTrait;
use sterna_dialect::plan::{Plan, Way};
use sterna_dialect::sqlite::parse;
use sterna_schema::{Alteration, Column, Conversion, Expression, Operation, TableOptions};

use crate::database::{Failure, TestDatabase, alter, assert_same, rows, ways};

fn column(definition: &str) -> Column {
    let sql = format!("CREATE TABLE t ({definition})");
    parse::table(&sql).expect(definition).columns.remove(0)
}

fn change(from: &str, to: &str) -> Alteration {
    Alteration::AlterColumn {
        from: Box::new(column(from)),
        to: Box::new(column(to)),
        convert: Conversion::default(),
        restore: Conversion::default(),
    }
}

fn reversed(alteration: &Alteration) -> Vec<Alteration> {
    let operation = alter("t", vec![alteration.clone()]).reverse();
    let Ok(Operation::AlterTable { alterations, .. }) = operation else {
        unreachable!()
    };
    alterations
}

fn is_refused<T: std::fmt::Debug>(result: &Result<T, Failure>, number: i64) -> bool {
    matches!(result, Err(Failure::Refused(_, found)) if *found == number)
}

/// From a type to another one, a value, and what it is afterwards; nothing where it is refused.
const VALUES: &[(&str, &str, &str, Option<&str>)] = &[
    ("TEXT", "INTEGER", "'12'", Some("12")),
    ("TEXT", "INTEGER", "'-5'", Some("-5")),
    ("TEXT", "INTEGER", "NULL", Some("NULL")),
    (
        "TEXT",
        "INTEGER",
        "'9223372036854775807'",
        Some("9223372036854775807"),
    ),
    ("TEXT", "INTEGER", "'9223372036854775808'", None),
    ("TEXT", "INTEGER", "'8.5'", None),
    ("TEXT", "INTEGER", "'8.0'", None),
    ("TEXT", "INTEGER", "'abc'", None),
    ("TEXT", "INTEGER", "'007'", None),
    ("TEXT", "INTEGER", "' 7'", None),
    ("TEXT", "INTEGER", "'+7'", None),
    ("TEXT", "INTEGER", "''", None),
    ("TEXT", "INTEGER", "x'37'", None),
    ("TEXT COLLATE RTRIM", "INTEGER COLLATE RTRIM", "'7 '", None),
    ("REAL", "INTEGER", "2.0", Some("2")),
    ("REAL", "INTEGER", "1e15", Some("1000000000000000")),
    ("REAL", "INTEGER", "2.5", None),
    ("REAL", "INTEGER", "1e30", None),
    ("NUMERIC", "INTEGER", "2.5", None),
    ("NUMERIC", "INTEGER", "'abc'", None),
    ("NUMERIC", "INTEGER", "2", Some("2")),
    ("TEXT", "NUMERIC", "'8.5'", Some("8.5")),
    ("TEXT", "NUMERIC", "'12'", Some("12")),
    ("TEXT", "NUMERIC", "'abc'", Some("'abc'")),
    ("TEXT", "NUMERIC", "'0x10'", Some("'0x10'")),
    ("TEXT", "NUMERIC", "'007'", None),
    ("TEXT", "NUMERIC", "'8.50'", None),
    ("TEXT", "NUMERIC", "' 8'", None),
    ("TEXT", "NUMERIC", "'1e2'", None),
    ("TEXT", "NUMERIC", "'1e999'", None),
    ("", "NUMERIC", "'007'", None),
    ("", "NUMERIC", "'7'", Some("7")),
    ("", "NUMERIC", "x'00'", Some("X'00'")),
    ("TEXT", "REAL", "'8.5'", Some("8.5")),
    ("TEXT", "REAL", "'8'", Some("8.0")),
    ("TEXT", "REAL", "'9007199254740993'", None),
    ("TEXT", "REAL", "'abc'", None),
    ("TEXT", "REAL", "'8.50'", None),
    ("INTEGER", "REAL", "8", Some("8.0")),
    ("INTEGER", "REAL", "9007199254740993", None),
    ("INTEGER", "REAL", "9223372036854775807", None),
    ("INTEGER", "TEXT", "8", Some("'8'")),
    (
        "INTEGER",
        "TEXT",
        "-9223372036854775808",
        Some("'-9223372036854775808'"),
    ),
    ("REAL", "TEXT", "8", Some("'8.0'")),
    ("REAL", "TEXT", "2.5", Some("'2.5'")),
    ("REAL", "TEXT", "0.1 + 0.2", None),
    ("NUMERIC", "TEXT", "2.5", Some("'2.5'")),
    ("TEXT", "BLOB", "'8'", Some("'8'")),
    ("REAL", "BLOB", "8", Some("8.0")),
    ("REAL", "BLOB", "2.5", Some("2.5")),
    ("REAL", "NUMERIC", "8", Some("8")),
    ("", "TEXT", "8", Some("'8'")),
    ("", "TEXT", "x'00'", Some("X'00'")),
    ("", "REAL", "'8'", Some("8.0")),
];

/// In place, with an index over the values; by a rebuild, which a trigger asks for; and forced.
#[tokio::test]
async fn a_value_is_the_same_or_it_is_refused() {
    let trigger = "CREATE TRIGGER g AFTER UPDATE ON t BEGIN SELECT 1; END;";
    for (from, to, value, expected) in VALUES {
        let told = format!("{from} to {to}: {value}");
        for beside in ["", trigger] {
            let setup = format!(
                "CREATE TABLE t (a {from}, b TEXT); CREATE INDEX i ON t (a, b); {beside}
                 INSERT INTO t VALUES ({value}, 'x');"
            );
            let db = TestDatabase::new(&setup).await;
            let before = (db.texts().await, db.dump("t", &["a", "b"]).await);
            let alteration = change(&format!("a {from}"), &format!("a {to}"));
            let result = db.alter("t", vec![alteration.clone()]).await;
            let Some(expected) = expected else {
                assert!(is_refused(&result, 1), "{told}: {result:?}");
                let after = (db.texts().await, db.dump("t", &["a", "b"]).await);
                assert_eq!(after, before, "{told}");
                continue;
            };
            let plans = result.unwrap_or_else(|failure| panic!("{told}: {failure:?}"));
            let is_numeric = [*from, *to]
                .iter()
                .all(|kind| ["INTEGER", "NUMERIC"].contains(kind));
            let needs_update = !beside.is_empty() && !is_numeric;
            let way = if needs_update {
                Way::Rebuild
            } else {
                Way::InPlace
            };
            assert_eq!(ways(&plans), [way], "{told}");
            assert_eq!(db.dump("t", &["a"]).await, [*expected], "{told}");
            let indexed = "SELECT quote(a) FROM t INDEXED BY i WHERE a IS NOT 0.7";
            assert_eq!(db.rows(indexed).await, [*expected], "{told}");
        }
    }
}

#[tokio::test]
async fn what_was_text_is_the_same_text_once_it_comes_back() {
    let db = TestDatabase::new(
        "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT NOT NULL DEFAULT '0'); -- the number
         CREATE INDEX i ON t (a);
         INSERT INTO t (a) VALUES ('12'), ('-3'), ('0'), ('100000');
         CREATE TABLE other (x TEXT /* as it was */);",
    )
    .await;
    let before = (db.texts().await, db.dump("t", &["id", "a"]).await);
    let there = change(
        "a TEXT NOT NULL DEFAULT '0'",
        "a INTEGER NOT NULL DEFAULT '0'",
    );
    db.alter("t", vec![there.clone()]).await.expect("works");
    assert_eq!(
        db.dump("t", &["id", "a"]).await,
        ["1|12", "2|-3", "3|0", "4|100000"]
    );
    db.alter("t", reversed(&there)).await.expect("works");
    assert_eq!((db.texts().await, db.dump("t", &["id", "a"]).await), before);
}

#[tokio::test]
async fn a_refusal_says_how_many_and_which_and_what_to_write() {
    let db = TestDatabase::new(
        "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT);
         INSERT INTO t (a) VALUES ('1'), ('007'), ('2'), ('abc'), ('8.5'), ('x'), ('y'), ('z');",
    )
    .await;
    let result = db.alter("t", vec![change("a TEXT", "a INTEGER")]).await;
    let Err(Failure::Refused(refusal, 6)) = result else {
        panic!("{result:?}")
    };
    assert_eq!(
        refusal.found(6),
        "t.a cannot become INTEGER: 6 rows of t hold what would not be the same as INTEGER"
    );
    assert!(
        refusal.help.contains("`.using(\"CAST(a AS INTEGER)\")`"),
        "{}",
        refusal.help
    );
    let keys = db.rows(&refusal.examples.expect("keys")).await;
    assert_eq!(keys, ["2", "4", "5", "6", "7"]);
}

/// A row that is older than its column reads the default, which another affinity would read as
/// something else.
#[tokio::test]
async fn a_default_that_is_only_read_is_written_first() {
    for (from, default, to, expected) in [
        ("REAL", "5", "TEXT", "'5.0'"),
        ("REAL", "5", "BLOB", "5.0"),
        ("INTEGER", "'007'", "TEXT", "'7'"),
        ("NUMERIC", "'5.50'", "BLOB", "5.5"),
        ("TEXT", "7", "INTEGER", "7"),
    ] {
        let db = TestDatabase::new(&format!(
            "CREATE TABLE t (id INTEGER PRIMARY KEY); INSERT INTO t DEFAULT VALUES;
             ALTER TABLE t ADD COLUMN a {from} DEFAULT {default}; INSERT INTO t DEFAULT VALUES;"
        ))
        .await;
        let (from, to) = (
            format!("a {from} DEFAULT {default}"),
            format!("a {to} DEFAULT {default}"),
        );
        let plans = db
            .alter("t", vec![change(&from, &to)])
            .await
            .expect("works");
        assert_eq!(ways(&plans), [Way::InPlace]);
        let values = db.dump("t", &["id", "a"]).await;
        assert_eq!(
            values,
            [format!("1|{expected}"), format!("2|{expected}")],
            "{from} {to}"
        );
    }
}

const COLLATED: &str = "
    CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b TEXT, c TEXT UNIQUE);
    CREATE INDEX ia ON t (a);
    CREATE INDEX iab ON t (b, a) WHERE a > 'B';
    CREATE UNIQUE INDEX ie ON t (lower(a), id);
    CREATE INDEX ib ON t (b);
    INSERT INTO t (a, b, c) VALUES ('b', 'x', 'u'), ('A', 'y', 'T'), ('C', 'z', 's'), ('d', 'w', NULL);
    ANALYZE;
";

fn touched_names(plans: &[Plan]) -> Vec<String> {
    let statements = plans.iter().flat_map(|plan| &plan.statements);
    let of = |sql: &str, word: &str| sql.strip_prefix(word).map(|name| name.replace('"', ""));
    statements
        .filter_map(|one| of(&one.sql, "DROP INDEX ").or_else(|| of(&one.sql, "REINDEX ")))
        .collect()
}

#[tokio::test]
async fn only_the_indexes_that_the_column_is_part_of_are_made_again() {
    let db = TestDatabase::new(COLLATED).await;
    let before = (
        db.texts().await,
        db.rows("SELECT tbl || idx || stat FROM sqlite_stat1 ORDER BY 1")
            .await,
    );
    let there = change("a TEXT", "a TEXT COLLATE NOCASE");
    let plans = db.alter("t", vec![there.clone()]).await.expect("works");
    assert_eq!(ways(&plans), [Way::InPlace]);
    assert_eq!(touched_names(&plans), ["ia", "iab", "ie"]);
    let sorted = db
        .rows("SELECT a FROM t INDEXED BY ia WHERE a > '' ORDER BY a")
        .await;
    assert_eq!(sorted, ["A", "b", "C", "d"]);
    let partial = db
        .rows("SELECT a FROM t INDEXED BY iab WHERE a > 'B' ORDER BY b")
        .await;
    assert_eq!(partial, ["d", "C"], "'b' is not behind 'B' any more");
    let plans = db.alter("t", reversed(&there)).await.expect("works");
    assert_eq!(ways(&plans), [Way::InPlace]);
    let statistics = db
        .rows("SELECT tbl || idx || stat FROM sqlite_stat1 ORDER BY 1")
        .await;
    assert_eq!((db.texts().await, statistics), before);
}

#[tokio::test]
async fn the_index_of_a_unique_constraint_is_sorted_again() {
    let db = TestDatabase::new(COLLATED).await;
    let there = change("c TEXT", "c TEXT COLLATE NOCASE");
    let plans = db.alter("t", vec![there.clone()]).await.expect("works");
    assert_eq!(touched_names(&plans), ["main.t"]);
    assert_eq!(db.rows("SELECT c FROM t WHERE c = 't'").await, ["T"]);
    let taken = db
        .connection
        .execute_unprepared("INSERT INTO t (c) VALUES ('S')")
        .await;
    assert!(taken.is_err(), "it is 's'");
    db.alter("t", reversed(&there)).await.expect("works");
    db.execute("INSERT INTO t (c) VALUES ('S')").await;
}

/// SQLite would make one index for both, and find the other one orphaned.
#[tokio::test]
async fn two_unique_constraints_that_become_one_are_rebuilt() {
    let db = TestDatabase::new(
        "CREATE TABLE t (a TEXT COLLATE NOCASE UNIQUE, UNIQUE (a COLLATE BINARY));
         INSERT INTO t VALUES ('a'), ('b');",
    )
    .await;
    let there = change("a TEXT COLLATE NOCASE", "a TEXT");
    let plans = db.alter("t", vec![there]).await.expect("works");
    assert_eq!(ways(&plans), [Way::Rebuild]);
}

#[tokio::test]
async fn rows_that_would_become_equal_are_refused() {
    let rebuilt = "CREATE TABLE kid (t TEXT REFERENCES t (a));";
    for (unique, beside, way) in [
        ("UNIQUE", "", Way::InPlace),
        ("", "CREATE UNIQUE INDEX i ON t (a);", Way::InPlace),
        (
            "",
            "CREATE UNIQUE INDEX i ON t (a) WHERE id > 0;",
            Way::InPlace,
        ),
        ("UNIQUE", rebuilt, Way::Rebuild),
    ] {
        let db = TestDatabase::new(&format!(
            "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT {unique}); {beside}
             INSERT INTO t (a) VALUES ('one'), ('ONE'), ('two'), ('Two'), ('three'), (NULL), (NULL);"
        ))
        .await;
        let before = db.texts().await;
        let there = change("a TEXT", "a TEXT COLLATE NOCASE");
        let result = db.alter("t", vec![there.clone()]).await;
        let Err(Failure::Refused(refusal, 2)) = &result else {
            panic!("{result:?}")
        };
        assert_eq!(
            refusal.found(2),
            "(a) of t cannot be unique: 2 values of t are there more than once"
        );
        assert_eq!(db.texts().await, before);
        db.execute("DELETE FROM t WHERE a IN ('ONE', 'Two')").await;
        let plans = db.alter("t", vec![there]).await.expect("works");
        assert_eq!(ways(&plans), [way]);
    }
}

#[tokio::test]
async fn what_else_depends_on_the_values_asks_for_a_rebuild() {
    let cases = [
        (
            "a TEXT CHECK (a <> 'x')",
            "",
            "a CHECK or a generated column is made of it",
        ),
        (
            "a TEXT, g AS (a || 'x')",
            "",
            "a CHECK or a generated column is made of it",
        ),
        (
            "a TEXT REFERENCES p (code)",
            "",
            "a foreign key compares its values",
        ),
        (
            "a TEXT UNIQUE",
            "CREATE TABLE kid (t REFERENCES t (a));",
            "a foreign key compares its values",
        ),
    ];
    for (definition, beside, reason) in cases {
        let to = ["a TEXT COLLATE NOCASE", "a BLOB"];
        for to in to
            .iter()
            .filter(|to| !(definition.contains("UNIQUE") && to.contains("BLOB")))
        {
            let setup = format!(
                "CREATE TABLE p (code TEXT UNIQUE); CREATE TABLE t ({definition}); {beside}"
            );
            let db = TestDatabase::new(&setup).await;
            let plans = db
                .alter("t", vec![change("a TEXT", to)])
                .await
                .expect("works");
            assert_eq!(plans[0].ways[0].to_string(), format!("rebuild: {reason}"));
        }
    }
}

fn strict(strict: bool) -> TableOptions {
    TableOptions {
        strict,
        without_rowid: false,
    }
}

fn set_strict(to: bool) -> Alteration {
    Alteration::SetOptions {
        from: strict(!to),
        to: strict(to),
    }
}

#[tokio::test]
async fn a_strict_table_converts_in_place_what_it_takes() {
    for (from, to, value, expected) in [
        ("ANY", "INTEGER", "'7'", Some("7")),
        ("ANY", "INTEGER", "'007'", None),
        ("ANY", "TEXT", "7", Some("'7'")),
        ("ANY", "TEXT", "x'00'", None),
        ("ANY", "BLOB", "'a'", None),
        ("ANY", "BLOB", "x'00'", Some("X'00'")),
        ("REAL", "ANY", "5", Some("5.0")),
        ("TEXT", "ANY", "'007'", Some("'007'")),
        ("TEXT", "INT", "'12'", Some("12")),
        ("INT", "INTEGER", "12", Some("12")),
    ] {
        let db = TestDatabase::new(&format!(
            "CREATE TABLE t (a {from}) STRICT; CREATE INDEX i ON t (a); INSERT INTO t VALUES ({value});"
        ))
        .await;
        let there = change(&format!("a {from}"), &format!("a {to}"));
        let result = db.alter("t", vec![there]).await;
        match expected {
            Some(expected) => {
                assert_eq!(ways(&result.expect("works")), [Way::InPlace], "{from} {to}");
                assert_eq!(db.dump("t", &["a"]).await, [expected]);
            }
            None => assert!(is_refused(&result, 1), "{from} {to} {value}: {result:?}"),
        }
    }
}

#[tokio::test]
async fn a_table_becomes_strict_and_ceases_to_be_where_no_value_changes() {
    for (strict, to, value, fits) in [
        ("STRICT", false, "'007'", false),
        ("STRICT", false, "'abc'", true),
        ("STRICT", false, "7", true),
        ("", true, "'abc'", true),
    ] {
        let db = TestDatabase::new(&format!(
            "CREATE TABLE t (id INTEGER PRIMARY KEY, a ANY) {strict}; INSERT INTO t (a) VALUES ({value});"
        ))
        .await;
        let result = db.alter("t", vec![set_strict(to)]).await;
        assert_eq!(result.is_ok(), fits, "{strict} {value}: {result:?}");
        assert!(fits || is_refused(&result, 1), "{result:?}");
        assert_eq!(db.dump("t", &["a"]).await, [value]);
    }
    let db = TestDatabase::new(
        "CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER, s TEXT);
         INSERT INTO t (n, s) VALUES (1, 'a'), ('x', 'b'), (2, x'00'), (3, 'c');",
    )
    .await;
    let result = db.alter("t", vec![set_strict(true)]).await;
    let Err(Failure::Refused(refusal, 2)) = &result else {
        panic!("{result:?}")
    };
    assert_eq!(
        refusal.found(2),
        "t cannot become STRICT: 2 rows of t hold what would not stay the same"
    );
    assert_eq!(
        db.rows(refusal.examples.as_deref().expect("keys")).await,
        ["2", "3"]
    );
}

/// The way back of a conversion that a revision stated is guarded like any other.
#[tokio::test]
async fn a_stated_conversion_is_not_asked_about() {
    let db =
        TestDatabase::new("CREATE TABLE t (a TEXT); INSERT INTO t VALUES ('8.5'), ('x')").await;
    let stated = Alteration::AlterColumn {
        from: Box::new(column("a TEXT")),
        to: Box::new(column("a INTEGER")),
        convert: Conversion {
            backfill: None,
            using: Some(Expression::new("CAST(a AS INTEGER)")),
        },
        restore: Conversion::default(),
    };
    let plans = db.alter("t", vec![stated]).await.expect("works");
    assert_eq!(
        plans[0].ways[0].to_string(),
        "rebuild: its values are converted"
    );
    assert_eq!(db.dump("t", &["a"]).await, ["0", "8"]);
}

#[tokio::test]
async fn another_connection_compares_otherwise_at_its_next_statement() {
    for journal in ["WAL", "DELETE"] {
        let db = TestDatabase::new(COLLATED).await;
        db.execute(&format!("PRAGMA journal_mode = {journal}"))
            .await;
        let other = db.another().await;
        let ask = "SELECT a FROM t WHERE a = 'B'";
        assert!(rows(&other, ask).await.expect("an answer").is_empty());
        let there = change("a TEXT", "a TEXT COLLATE NOCASE");
        db.alter("t", vec![there.clone()]).await.expect("works");
        assert_eq!(
            rows(&other, ask).await.expect("an answer"),
            ["b"],
            "{journal}"
        );
        db.alter("t", reversed(&there)).await.expect("works");
        assert!(rows(&other, ask).await.expect("an answer").is_empty());
        let to_number = change("b TEXT", "b BLOB");
        db.alter("t", vec![to_number]).await.expect("works");
        let insert = "INSERT INTO t (b) VALUES (5) RETURNING typeof(b)";
        assert_eq!(
            rows(&other, insert).await.expect("an answer"),
            ["integer"],
            "{journal}"
        );
        assert_eq!(
            rows(&other, "PRAGMA integrity_check").await.unwrap(),
            ["ok"]
        );
    }
}

/// Both ways end with the same schema and the same values, whatever the mixture.
#[tokio::test]
async fn an_edit_in_place_ends_where_a_forced_rebuild_ends() {
    let values = "INSERT INTO t (a, b, c) SELECT value, value, 'u' || key FROM json_each('[1, 2.5, \"7\", \"x\", null, 12, 3.0]');";
    for (from, to) in [
        ("a TEXT", "a TEXT COLLATE NOCASE"),
        ("b TEXT", "b"),
        ("b TEXT", "b VARCHAR(9)"),
    ] {
        let setup = format!("{COLLATED} DELETE FROM t; {values}");
        let (chosen, forced) = (
            TestDatabase::new(&setup).await,
            TestDatabase::new(&setup).await,
        );
        let there = vec![change(from, to)];
        let plans = chosen.alter("t", there.clone()).await.expect("works");
        assert_eq!(ways(&plans), [Way::InPlace]);
        forced.apply_by_rebuild("t", &there).await.expect("works");
        assert_same(chosen.schema().await, forced.schema().await, to);
        let columns = ["id", "a", "b", "c"];
        assert_eq!(
            chosen.dump("t", &columns).await,
            forced.dump("t", &columns).await
        );
    }
}

/// Values that become equal are counted before the copy would stumble over them.
#[tokio::test]
async fn rows_that_become_equal_are_counted_before_the_copy() {
    let using = |from: &str, to: &str, using: &str| Alteration::AlterColumn {
        from: Box::new(column(from)),
        to: Box::new(column(to)),
        convert: Conversion {
            using: Some(Expression::new(using)),
            backfill: None,
        },
        restore: Conversion::default(),
    };
    let cast = using("a TEXT", "a INTEGER", "CAST(a AS INTEGER)");
    let real = change("a TEXT", "a REAL");
    let lower = using("a TEXT", "a TEXT", "lower(a)");
    for (table, rows, alteration) in [
        ("a UNIQUE, n", "(1), ('1'), (2)", change("a", "a INTEGER")),
        ("a UNIQUE, n", "(1), ('1'), (2)", change("a", "a TEXT")),
        ("a UNIQUE, n", "(1.5), ('1.5')", change("a", "a REAL")),
        ("a TEXT UNIQUE, n", "('8'), ('8.0'), ('9')", real.clone()),
        (
            "a TEXT, n); CREATE UNIQUE INDEX i ON t (a",
            "('8'), ('8.0'), ('9')",
            real,
        ),
        ("a TEXT UNIQUE, n", "('7'), ('007'), ('x')", cast.clone()),
        (
            "a TEXT PRIMARY KEY, n",
            "('A'), ('a'), ('b')",
            lower.clone(),
        ),
        (
            "a TEXT, n, UNIQUE (a COLLATE RTRIM)",
            "('A'), ('a ')",
            lower,
        ),
        (
            "a TEXT, n); CREATE UNIQUE INDEX i ON t (a",
            "('7'), ('07'), ('8')",
            cast.clone(),
        ),
    ] {
        let setup = format!("CREATE TABLE t ({table}); INSERT INTO t (a) VALUES {rows};");
        let db = TestDatabase::new(&setup).await;
        let done = db.apply(&[alter("t", vec![alteration])]).await;
        assert!(is_refused(&done, 1), "{setup} {done:?}");
    }
    let apart = "CREATE TABLE t (a TEXT UNIQUE, n); INSERT INTO t (a) VALUES ('7'), ('08'), (NULL), (NULL);";
    let db = TestDatabase::new(apart).await;
    db.apply(&[alter("t", vec![cast])]).await.expect("no clash");
}

/// An index that says its collation keeps it, so that rows stay apart in it whatever the column
/// compares by.
#[tokio::test]
async fn an_index_that_says_its_collation_does_not_stand_in_the_way() {
    let nocase = change("a TEXT", "a TEXT COLLATE NOCASE");
    let setup = |collate: &str| {
        format!(
            "CREATE TABLE t (a TEXT, n); CREATE UNIQUE INDEX i ON t (a {collate});
             INSERT INTO t (a) VALUES ('x'), ('X');"
        )
    };
    let said = TestDatabase::new(&setup("COLLATE BINARY")).await;
    said.apply(&[alter("t", vec![nocase.clone()])])
        .await
        .expect("the index stays as it is");
    let unsaid = TestDatabase::new(&setup("")).await;
    let refused = unsaid.apply(&[alter("t", vec![nocase])]).await;
    assert!(is_refused(&refused, 1), "{refused:?}");
}
