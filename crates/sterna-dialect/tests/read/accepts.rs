//! What SQLite takes, the reader takes: it must not be choosier than the database.

use sea_orm::{ConnectionTrait, DatabaseConnection};
use sterna_dialect::sqlite::{parse, shadow};

/// SQLite's keywords (<https://www.sqlite.org/lang_keywords.html>).
const KEYWORDS: &str = "ABORT ACTION ADD AFTER ALL ALTER ALWAYS ANALYZE AND AS ASC ATTACH \
    AUTOINCREMENT BEFORE BEGIN BETWEEN BY CASCADE CASE CAST CHECK COLLATE COLUMN COMMIT CONFLICT \
    CONSTRAINT CREATE CROSS CURRENT CURRENT_DATE CURRENT_TIME CURRENT_TIMESTAMP DATABASE DEFAULT \
    DEFERRABLE DEFERRED DELETE DESC DETACH DISTINCT DO DROP EACH ELSE END ESCAPE EXCEPT EXCLUDE \
    EXCLUSIVE EXISTS EXPLAIN FAIL FILTER FIRST FOLLOWING FOR FOREIGN FROM FULL GENERATED GLOB GROUP \
    GROUPS HAVING IF IGNORE IMMEDIATE IN INDEX INDEXED INITIALLY INNER INSERT INSTEAD INTERSECT INTO \
    IS ISNULL JOIN KEY LAST LEFT LIKE LIMIT MATCH MATERIALIZED NATURAL NO NOT NOTHING NOTNULL NULL \
    NULLS OF OFFSET ON OR ORDER OTHERS OUTER OVER PARTITION PLAN PRAGMA PRECEDING PRIMARY QUERY RAISE \
    RANGE RECURSIVE REFERENCES REGEXP REINDEX RELEASE RENAME REPLACE RESTRICT RETURNING RIGHT ROLLBACK \
    ROW ROWID ROWS SAVEPOINT SELECT SET STORED STRICT TABLE TEMP TEMPORARY THEN TIES TO TRANSACTION \
    TRIGGER UNBOUNDED UNION UNIQUE UPDATE USING VACUUM VALUES VIEW VIRTUAL WHEN WHERE WINDOW WITH \
    WITHIN WITHOUT";

async fn takes(db: &DatabaseConnection, sql: &str) -> bool {
    let taken = db.execute_unprepared(sql).await.is_ok();
    if taken {
        db.execute_unprepared("DROP TABLE \"t\"").await.unwrap();
    }
    taken
}

#[tokio::test]
async fn a_keyword_is_a_name_where_sqlite_has_it_so() {
    let db = shadow::empty().await.unwrap();
    for word in KEYWORDS.split_ascii_whitespace() {
        for sql in [
            format!("CREATE TABLE t ({word})"),
            format!("CREATE TABLE t (a, {word} INT NOT NULL)"),
            format!("CREATE TABLE t (a {word})"),
            format!("CREATE TABLE t (a INT {word} (5))"),
            format!("CREATE TABLE t (a DEFAULT {word})"),
            format!("CREATE TABLE t (a COLLATE {word})"),
            format!("CREATE TABLE t (a CONSTRAINT {word} UNIQUE)"),
            format!("CREATE TABLE t (a REFERENCES {word} ({word}))"),
            format!("CREATE TABLE t (\"{word}\" INT CHECK ({word} > 0))"),
            format!("CREATE TABLE t (\"{word}\" INT, UNIQUE ({word} DESC))"),
        ] {
            let read = parse::table(&sql);
            assert!(read.is_ok() || !takes(&db, &sql).await, "{sql}: {read:?}");
        }
    }
}

#[tokio::test]
async fn an_expression_is_one_where_sqlite_has_it_so() {
    let db = shadow::empty().await.unwrap();
    for expression in [
        "a",
        "((a))",
        "-a",
        "- - a",
        "+ + 1",
        "~a",
        "NOT NOT a",
        "a = b",
        "a == b",
        "a <> b",
        "a != b",
        "a IS b",
        "a IS NOT b",
        "a IS NOT DISTINCT FROM b",
        "a ISNULL",
        "a NOTNULL",
        "a NOT NULL",
        "a || b || 'c'",
        "a -> '$.x'",
        "a ->> 0",
        "a << 1 >> 2 & 3 | 4",
        "a % 2 * 3 / 4",
        "a BETWEEN 1 AND 2 AND b",
        "a NOT BETWEEN b AND 2",
        "a IN ()",
        "a NOT IN (1, 'x', NULL)",
        "a LIKE 'x' ESCAPE '!'",
        "a NOT GLOB '*'",
        "a COLLATE nocase COLLATE 'binary' = b",
        "CASE WHEN a THEN b END",
        "CASE a WHEN 1 THEN 2 WHEN 3 THEN 4 ELSE 5 END",
        "CAST(a AS VARCHAR(10))",
        "CAST(a AS UNSIGNED BIG INT)",
        "CAST(a AS \"odd type\")",
        "abs(a) + max(a, b) + coalesce(a, b, 0)",
        "(a, b) = (1, 2)",
        "(a, b) IN ((1, 2))",
        "json_extract(a, '$.x[0]')",
        "like('a%', a)",
        "glob('a*', a)",
        "replace(a, 'x', 'y')",
        "iif(a, b, 0)",
        "likelihood(a, 0.5)",
        "a IS TRUE OR a IS NOT FALSE",
        "TRUE AND NOT FALSE",
        "0x1F + 1_000 + .5 + 5. + 1e-3 + 1.5E+3",
        "x'' || X'ab'",
        "'it''s'",
        "\"a\"",
        "[a]",
        "`a`",
        "t.a",
        "\"t\".[a]",
        "rowid > 0",
        "\"no such column\" = a",
        "current_date > a",
        "typeof(a) IN ('text')",
        "/* c */ a -- d\n = b",
        "strftime('%s', a)",
        "date(a) IS NOT NULL",
        "instr(a, ';') = 0",
        "unlikely(a)",
        "CASE WHEN (a) THEN (b) ELSE ((a)) END = 1",
        "a=-1",
        "a--1\n=1",
        "a>-b",
        "NULL",
    ] {
        for sql in [
            format!("CREATE TABLE t (a, b, CHECK ({expression}))"),
            format!("CREATE TABLE t (a, b, c AS ({expression}))"),
            format!("CREATE TABLE t (a, b, c DEFAULT ({expression}))"),
        ] {
            let read = parse::table(&sql);
            assert!(read.is_ok() || !takes(&db, &sql).await, "{sql}: {read:?}");
        }
    }
}
