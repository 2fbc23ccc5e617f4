//! Defaults are equal exactly when SQLite stores the same value for them.

use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};
use sterna_schema::Expression;

use crate::support::read;

const TYPES: [&str; 9] = [
    "INTEGER",
    "BIGINT",
    "TEXT",
    "VARCHAR(9)",
    "REAL",
    "NUMERIC",
    "BOOLEAN",
    "BLOB",
    "",
];

const DEFAULTS: [&str; 56] = [
    "0",
    "1",
    "-1",
    "'0'",
    "'1'",
    "'-1'",
    "'+1'",
    "+1",
    "007",
    "'007'",
    "1.0",
    "'1.0'",
    "1.5",
    "'1.5'",
    "-1.5",
    "'-1.5'",
    "0.0",
    "-0.0",
    "'-0.0'",
    "1e3",
    "'1e3'",
    "1000",
    "'1000.0'",
    "' 5 '",
    "5",
    "'5 x'",
    "''",
    "' '",
    "'0x10'",
    "'abc'",
    "abc",
    "\"abc\"",
    "'ABC'",
    "x'616263'",
    "x'30'",
    "TRUE",
    "FALSE",
    "'true'",
    "\"true\"",
    "9223372036854775807",
    "'9223372036854775807'",
    "9223372036854775808",
    "'9223372036854775808'",
    "-9223372036854775808",
    "123456789012345",
    "'123456789012345.5'",
    "1e18",
    "'1e18'",
    "1000000000000000000",
    "'.5'",
    ".5",
    "'5.'",
    "0.00001",
    "'1e-5'",
    "'inf'",
    "'nan'",
];

/// What a new row of a table with such a column holds.
async fn stored(db: &DatabaseConnection, declared: &str, default: &str) -> String {
    let script = format!(
        "DROP TABLE IF EXISTS s; CREATE TABLE s (a {declared} DEFAULT {default}, b); INSERT INTO s (b) VALUES (1);"
    );
    db.execute_unprepared(&script).await.unwrap();
    let sql = "SELECT typeof(a) || ' ' || quote(a) || ' ' || hex(a) FROM s";
    let statement = Statement::from_string(db.get_database_backend(), sql);
    let row = db.query_one_raw(statement).await.unwrap().unwrap();
    row.try_get_by_index(0).unwrap()
}

async fn as_read(declared: &str, default: &str) -> Expression {
    let catalogue = read(&[format!("CREATE TABLE t (a {declared} DEFAULT {default})")]).await;
    let column = &catalogue.schema().tables[0].columns[0];
    column.default.clone().unwrap()
}

/// Pairs that store the same and are still told apart, which is the safe side: SQLite's way of
/// printing such numbers as text is its own.
fn is_told_apart_for_safety(declared: &str, left: &str, right: &str) -> bool {
    let text = ["TEXT", "VARCHAR(9)"].contains(&declared);
    let odd = |default: &str| default.contains('e') || default.len() > 16 || default == "0.00001";
    text && (odd(left) || odd(right))
}

#[tokio::test]
async fn equal_defaults_are_those_that_store_the_same_value() {
    let db = sterna_dialect::sqlite::shadow::empty().await.unwrap();
    for declared in TYPES {
        let mut all = Vec::new();
        for default in DEFAULTS {
            all.push((
                default,
                stored(&db, declared, default).await,
                as_read(declared, default).await,
            ));
        }
        for (left, left_value, left_read) in &all {
            for (right, right_value, right_read) in &all {
                let same = left_value == right_value;
                if left_read != right_read && is_told_apart_for_safety(declared, left, right) {
                    continue;
                }
                assert_eq!(
                    left_read == right_read,
                    same,
                    "{declared}: {left} and {right}: {left_value}, {right_value}"
                );
            }
        }
    }
}
