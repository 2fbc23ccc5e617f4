//! What is equal, and what is not.

use super::*;
use crate::sqlite::types::Affinity;

fn canonical_of(sql: &str) -> String {
    let expression = expression(sql).unwrap_or_else(|error| panic!("{sql}: {error}"));
    expression.canonical().to_owned()
}

fn equal(pairs: &[(&str, &str)]) {
    for (left, right) in pairs {
        assert_eq!(
            canonical_of(left),
            canonical_of(right),
            "{left} and {right}"
        );
    }
}

fn different(pairs: &[(&str, &str)]) {
    for (left, right) in pairs {
        assert_ne!(
            canonical_of(left),
            canonical_of(right),
            "{left} and {right}"
        );
    }
}

#[test]
fn case_quotes_blanks_and_comments_do_not_matter() {
    equal(&[
        ("a>0", "A /* big */ > -- enough\n 0"),
        ("a > 0", "[a] > 0"),
        ("\"a\" > 0", "`A` > 0"),
        ("t.a", "\"T\".[A]"),
        ("main.t.a", "MAIN.T.A"),
        ("Lower(a)", "\"LOWER\"( a )"),
        ("a and not b", "A AND NOT B"),
        ("a collate nocase", "a COLLATE \"NOCASE\""),
        ("cast(a as varchar ( 10 ))", "CAST(a AS VARCHAR(10))"),
        ("current_timestamp", "CURRENT_TIMESTAMP"),
        (
            "case a when 1 then 2 else 3 end",
            "CASE a WHEN 1 THEN 2 ELSE 3 END",
        ),
        ("count(*)", "COUNT( * )"),
    ]);
    different(&[
        ("a > 0", "b > 0"),
        ("'a' > 0", "'A' > 0"),
        ("\"a\" > 0", "'a' > 0"),
        ("\"a b\"", "\"ab\""),
        ("Ünï", "ünï"),
        ("lower(a)", "upper(a)"),
        ("count(a)", "count(DISTINCT a)"),
        ("cast(a as text)", "cast(a as blob)"),
    ]);
}

#[test]
fn redundant_parentheses_do_not_matter_and_others_do() {
    equal(&[
        ("((a)) > ((0))", "a > 0"),
        ("(a * b) + c", "a * b + c"),
        ("a OR (b AND c)", "a OR b AND c"),
        ("(a || b) || c", "a || b || c"),
        ("(a) BETWEEN (1) AND (2)", "a BETWEEN 1 AND 2"),
        ("a IN ((1), (2))", "a IN (1, 2)"),
    ]);
    different(&[
        ("a * (b + c)", "a * b + c"),
        ("(a OR b) AND c", "a OR b AND c"),
        ("a || (b || c)", "a || b || c"),
        ("NOT (a = b)", "(NOT a) = b"),
        ("(a, b) = (1, 2)", "(a, b) = (2, 1)"),
        ("-(a + b)", "-a + b"),
    ]);
}

#[test]
fn operators_with_two_spellings_are_one() {
    equal(&[
        ("a == b", "a = b"),
        ("a <> b", "a != b"),
        ("a NOTNULL", "a IS NOT NULL"),
        ("a NOT NULL", "a IS NOT NULL"),
        ("a ISNULL", "a IS NULL"),
        ("a IS NOT DISTINCT FROM b", "a IS b"),
        ("a IS DISTINCT FROM b", "a IS NOT b"),
        ("a NOT LIKE 'x'", "A not like 'x'"),
        ("a LIKE 'x' ESCAPE '!'", "a like 'x' escape '!'"),
    ]);
    different(&[
        ("a = b", "a != b"),
        ("a = b", "a IS b"),
        ("a = b", "b = a"),
        ("a IS NULL", "a IS NOT NULL"),
        ("a LIKE 'x'", "a GLOB 'x'"),
        ("a LIKE 'x'", "a NOT LIKE 'x'"),
        ("a LIKE 'x'", "a LIKE 'x' ESCAPE '!'"),
        ("a IN (1)", "a NOT IN (1)"),
        ("a BETWEEN 1 AND 2", "a NOT BETWEEN 1 AND 2"),
        ("a -> 'x'", "a ->> 'x'"),
        ("a < b", "a <= b"),
        ("a << b", "a >> b"),
        ("-a", "~a"),
        ("+a", "a"),
    ]);
}

#[test]
fn literals_mean_what_they_are() {
    equal(&[
        ("1_000", "1000"),
        ("007", "7"),
        ("1E5", "1e5"),
        ("+5", "5"),
        ("x'ab'", "X'AB'"),
        ("TRUE", "1"),
        ("false", "0"),
        ("a = TRUE", "a = 1"),
        ("null", "NULL"),
    ]);
    different(&[
        ("1", "'1'"),
        ("1", "1.0"),
        ("x'ab'", "x'ac'"),
        ("'a'", "'a '"),
        ("'it''s'", "'its'"),
        ("TRUE", "FALSE"),
        ("\"true\"", "1"),
        ("a IS TRUE", "a IS 1"),
        ("a IS TRUE", "a = TRUE"),
        ("current_date", "current_time"),
    ]);
    equal(&[
        ("a IS (true)", "a IS TRUE"),
        ("a IS NOT false", "a IS NOT FALSE"),
    ]);
}

#[test]
fn subqueries_and_windows_are_compared_token_by_token() {
    equal(&[
        (
            "(select MAX(x) from T)",
            "( SELECT max(\"x\") /* c */ FROM [t] )",
        ),
        ("exists (select 1)", "EXISTS(SELECT 1)"),
        ("a in (select b from c)", "A IN (SELECT B FROM C)"),
        ("sum(a) over (order by b)", "SUM(a) OVER (ORDER BY b)"),
    ]);
    different(&[
        ("(select max(x) from t)", "(select min(x) from t)"),
        ("(select 'a')", "(select 'A')"),
        ("(select x'ab')", "(select x'ac')"),
        ("sum(a) over (order by b)", "sum(a) over (order by c)"),
    ]);
}

#[test]
fn the_text_is_kept_without_what_surrounds_it() {
    let expression = expression(" /* first */ a  >  0 -- last").unwrap();
    assert_eq!(expression.sql(), "a  >  0");
    assert_eq!(expression.canonical(), "(\"a\" > 0)");
}

#[test]
fn what_is_no_expression_is_refused() {
    for sql in [
        "",
        " ",
        "a b",
        "a, b",
        "*",
        "a FROM t",
        "1; DROP TABLE t",
        "1;",
        "a) = (b",
        "1 UNION SELECT 2",
        "a ORDER BY b",
        "DISTINCT a",
        "'unterminated",
        "/* unterminated",
        "SELECT 1",
        "1 LIMIT 1",
        "a\0",
    ] {
        assert!(expression(sql).is_err(), "{sql}");
    }
}

#[test]
fn nesting_is_bounded_and_long_chains_are_read() {
    let chain = vec!["a"; 5000].join(" || ");
    assert!(expression(&chain).is_ok());
    let deep = |depth| format!("{}a", "NOT ".repeat(depth));
    assert!(expression(&deep(390)).is_ok());
    assert!(matches!(
        expression(&deep(5000)),
        Err(ReadError::TooDeep { .. })
    ));
    let calls = |depth| format!("{}a{}", "f(".repeat(depth), ")".repeat(depth));
    assert!(expression(&calls(390)).is_ok());
    assert!(matches!(
        expression(&calls(50_000)),
        Err(ReadError::TooDeep { .. })
    ));
    let cases = |depth| {
        format!(
            "{}a{}",
            "CASE WHEN a THEN ".repeat(depth),
            " END".repeat(depth)
        )
    };
    assert!(expression(&cases(390)).is_ok());
    assert!(matches!(
        expression(&cases(5000)),
        Err(ReadError::TooDeep { .. })
    ));
}

fn stored(sql: &str, affinity: Affinity) -> Option<String> {
    let default = default(sql, affinity).unwrap_or_else(|error| panic!("{sql}: {error}"));
    default.map(|default| default.canonical().to_owned())
}

fn default_equal(affinity: Affinity, pairs: &[(&str, &str)]) {
    for (left, right) in pairs {
        assert_eq!(
            stored(left, affinity),
            stored(right, affinity),
            "{left} and {right}"
        );
    }
}

fn default_different(affinity: Affinity, pairs: &[(&str, &str)]) {
    for (left, right) in pairs {
        assert_ne!(
            stored(left, affinity),
            stored(right, affinity),
            "{left} and {right}"
        );
    }
}

#[test]
fn a_default_is_what_the_column_stores() {
    use Affinity::{Blob, Integer, Numeric, Real, Text};
    for affinity in [Integer, Numeric, Real] {
        default_equal(
            affinity,
            &[
                ("0", "'0'"),
                ("007", "'7'"),
                ("1.0", "1"),
                ("'1e3'", "1000"),
                ("TRUE", "'1'"),
            ],
        );
        default_different(
            affinity,
            &[
                ("0", "1"),
                ("0", "''"),
                ("0", "'zero'"),
                ("1.5", "1"),
                ("0", "x'30'"),
            ],
        );
    }
    default_equal(
        Text,
        &[
            ("0", "'0'"),
            ("TRUE", "'1'"),
            ("-5", "'-5'"),
            ("1.5", "'1.5'"),
        ],
    );
    default_different(Text, &[("0", "'00'"), ("007", "'007'"), ("1", "'1.0'")]);
    default_different(Blob, &[("0", "'0'"), ("1", "1.0"), ("TRUE", "'1'")]);
    assert_ne!(stored("0", Real), stored("'x'", Real));
}

#[test]
fn defaults_are_equal_whatever_their_parentheses_signs_and_quotes() {
    use Affinity::{Blob, Text};
    default_equal(
        Blob,
        &[
            ("5", "(5)"),
            ("5", "+5"),
            ("- 5", "((-5))"),
            ("word", "'word'"),
            ("\"word\"", "'word'"),
            ("[it's]", "'it''s'"),
            ("TRUE", "1"),
            ("current_timestamp", "(CURRENT_TIMESTAMP)"),
            ("(lower('A'))", "LOWER('A')"),
        ],
    );
    default_different(
        Blob,
        &[
            ("5", "-5"),
            ("word", "'Word'"),
            ("\"true\"", "TRUE"),
            ("'CURRENT_TIMESTAMP'", "CURRENT_TIMESTAMP"),
            ("'(5)'", "5"),
        ],
    );
    assert_eq!(stored("NULL", Text), None);
    assert_eq!(stored("(null)", Text), None);
    assert_ne!(stored("'NULL'", Text), None);
}

#[test]
fn a_default_is_put_in_parentheses_where_sqlite_asks_for_them() {
    for alone in [
        "5",
        "-5",
        "+ 1.5",
        "'a'",
        "x'00'",
        "NULL",
        "TRUE",
        "word",
        "CURRENT_DATE",
        "(1 + 1)",
    ] {
        assert_eq!(default_clause(alone).unwrap(), alone);
    }
    assert_eq!(default_clause("lower('A')").unwrap(), "(lower('A'))");
    assert_eq!(default_clause("1 + 1").unwrap(), "(1 + 1)");
    assert_eq!(default_clause("(1) + (1)").unwrap(), "((1) + (1))");
    assert_eq!(default_clause("- -5").unwrap(), "(- -5)");
    assert!(default_clause("1, b TEXT").is_err());
}

#[test]
fn views_and_triggers_are_equal_whatever_their_blanks_and_heads() {
    let canonical = |sql| definition(sql).unwrap().canonical().to_owned();
    let view = canonical("CREATE VIEW v AS SELECT a, 'X' FROM t WHERE a <> 1");
    for same in [
        "create temp view if not exists main.\"V\" as select A,'X' from [T] where a != 1 ;",
        "CREATE TEMPORARY VIEW v AS\n  SELECT a, -- the first\n 'X' FROM t WHERE a <> 1;\n",
    ] {
        assert_eq!(canonical(same), view, "{same}");
    }
    for other in [
        "CREATE VIEW v AS SELECT a, 'x' FROM t WHERE a <> 1",
        "CREATE VIEW v AS SELECT a, 'X' FROM t WHERE a = 1",
        "CREATE VIEW w AS SELECT a, 'X' FROM t WHERE a <> 1",
    ] {
        assert_ne!(canonical(other), view, "{other}");
    }
    let trigger = "CREATE TRIGGER r AFTER INSERT ON t BEGIN UPDATE t SET a = 1; DELETE FROM u; END";
    assert_eq!(definition(trigger).unwrap().sql(), trigger);
    assert_eq!(definition(&format!("{trigger} ;")).unwrap().sql(), trigger);
    let each_row = "CREATE TRIGGER r AFTER INSERT ON t for each row BEGIN UPDATE t SET a = 1; \
                    DELETE FROM u; END";
    assert_eq!(canonical(each_row), canonical(trigger));
    assert!(definition("").is_err());
    assert!(definition("DROP VIEW v").is_err());
}
