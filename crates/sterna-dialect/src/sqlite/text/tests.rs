//! Every part of a text, sliced back from it.

use sterna_schema::Action;

use super::*;

fn parsed(sql: &str) -> TableText {
    TableText::parse(sql).unwrap_or_else(|error| panic!("{sql}: {error}"))
}

/// The slices of the constraints of one column.
fn constraints_of<'t>(text: &'t TableText, column: &str) -> Vec<&'t str> {
    let column = text.column(column).unwrap();
    column
        .constraints
        .iter()
        .map(|constraint| text.slice(constraint.span))
        .collect()
}

fn table_constraints(text: &TableText) -> Vec<&str> {
    text.constraints
        .iter()
        .map(|constraint| text.slice(constraint.span))
        .collect()
}

#[test]
fn the_parts_of_a_table_slice_back_to_the_source() {
    let text = parsed(
        "CREATE TABLE posts (\n  id INTEGER PRIMARY KEY, -- the rowid\n  title VARCHAR ( 80 ) NOT NULL /* short */ ,\n  UNIQUE (title)\n) STRICT, WITHOUT ROWID ; ",
    );
    assert_eq!(text.slice(text.name), "posts");
    assert_eq!(&text.sql[..text.open], "CREATE TABLE posts (");
    assert_eq!(&text.sql[text.close..=text.close], ")");
    assert_eq!(text.slice(text.options), "STRICT, WITHOUT ROWID");
    let columns: Vec<_> = text
        .columns
        .iter()
        .map(|column| text.slice(column.span))
        .collect();
    assert_eq!(
        columns,
        ["id INTEGER PRIMARY KEY", "title VARCHAR ( 80 ) NOT NULL"]
    );
    let declared = text
        .columns
        .iter()
        .map(|column| text.slice(column.declared.unwrap()));
    assert_eq!(declared.collect::<Vec<_>>(), ["INTEGER", "VARCHAR ( 80 )"]);
    assert_eq!(table_constraints(&text), ["UNIQUE (title)"]);
}

#[test]
fn a_table_without_options_has_an_empty_place_for_them() {
    let text = parsed("CREATE TABLE t (a)");
    assert!(text.options.is_empty());
    assert_eq!(text.options.start, text.sql.len());
}

#[test]
fn heads_of_all_kinds_are_read() {
    for (head, name) in [
        ("create table t", "t"),
        ("CREATE TABLE IF NOT EXISTS t", "t"),
        ("CREATE TEMP TABLE t", "t"),
        ("CREATE TEMPORARY TABLE main.\"t\"", "\"t\""),
        ("CREATE TABLE [main] . [a b]", "[a b]"),
        ("CREATE /* c */ TABLE -- d\n `t`", "`t`"),
        ("CREATE TABLE 't'", "'t'"),
        ("CREATE TABLE \"CREATE TABLE\"", "\"CREATE TABLE\""),
        ("CREATE TABLE key", "key"),
        ("CREATE TABLE temp.temp", "temp"),
    ] {
        let text = parsed(&format!("{head} (a)"));
        assert_eq!(text.slice(text.name), name, "{head}");
    }
}

#[test]
fn names_in_all_four_quotes_and_keywords_are_columns() {
    let text = parsed(
        r#"CREATE TABLE t ("select", [from table], `a``b`, 'it''s', key, "a""b" INT, Ünï TEXT)"#,
    );
    let names: Vec<_> = text
        .columns
        .iter()
        .map(|column| text.name_at(column.name))
        .collect();
    assert_eq!(
        names,
        ["select", "from table", "a`b", "it's", "key", "a\"b", "Ünï"]
    );
    assert!(text.column("FROM TABLE").is_some());
    assert!(text.column("absent").is_none());
}

#[test]
fn types_of_several_words_stop_where_constraints_begin() {
    let text = parsed(
        "CREATE TABLE t (a UNSIGNED BIG INT, b DOUBLE PRECISION NOT NULL, c DECIMAL(10, -2) DEFAULT 1, \
         d, e 'odd type' UNIQUE, f INT GENERATED ALWAYS AS (a) STORED, g GENERATED ALWAYS AS (a), \
         h INT AS (a) VIRTUAL, i AS (a), j GENERATED ALWAYS, k \"VAR\" [CHAR] (5))",
    );
    let declared = |column: &ColumnText| column.declared.map(|span| text.slice(span));
    let types: Vec<_> = text.columns.iter().map(declared).collect();
    let expected = [
        Some("UNSIGNED BIG INT"),
        Some("DOUBLE PRECISION"),
        Some("DECIMAL(10, -2)"),
        None,
        Some("'odd type'"),
        Some("INT"),
        None,
        Some("INT"),
        None,
        Some("GENERATED ALWAYS"),
        Some("\"VAR\" [CHAR] (5)"),
    ];
    assert_eq!(types, expected);
}

#[test]
fn every_column_constraint_has_its_place() {
    let text = parsed(
        "CREATE TABLE t (a INTEGER CONSTRAINT k PRIMARY KEY DESC ON CONFLICT REPLACE AUTOINCREMENT,\n\
         b TEXT NOT NULL ON CONFLICT IGNORE NULL UNIQUE ON CONFLICT FAIL,\n\
         c INT CHECK (c > (0)) DEFAULT -5 COLLATE nocase,\n\
         d INT CONSTRAINT f REFERENCES p (x) ON DELETE CASCADE MATCH FULL ON UPDATE SET NULL NOT DEFERRABLE INITIALLY DEFERRED,\n\
         e INT GENERATED ALWAYS AS (c /* , */ + 1) STORED)",
    );
    assert_eq!(
        constraints_of(&text, "a"),
        ["CONSTRAINT k PRIMARY KEY DESC ON CONFLICT REPLACE AUTOINCREMENT"]
    );
    assert_eq!(
        constraints_of(&text, "b"),
        [
            "NOT NULL ON CONFLICT IGNORE",
            "NULL",
            "UNIQUE ON CONFLICT FAIL"
        ]
    );
    assert_eq!(
        constraints_of(&text, "c"),
        ["CHECK (c > (0))", "DEFAULT -5", "COLLATE nocase"]
    );
    assert_eq!(
        constraints_of(&text, "d"),
        [
            "CONSTRAINT f REFERENCES p (x) ON DELETE CASCADE MATCH FULL ON UPDATE SET NULL NOT DEFERRABLE INITIALLY DEFERRED"
        ]
    );
    assert_eq!(
        constraints_of(&text, "e"),
        ["GENERATED ALWAYS AS (c /* , */ + 1) STORED"]
    );
    let names: Vec<_> = text
        .all_constraints()
        .filter_map(|(_, c)| c.name.as_deref())
        .collect();
    assert_eq!(names, ["k", "f"]);
}

#[test]
fn every_table_constraint_has_its_place_with_commas_or_without() {
    let sql = |comma: &str| {
        format!(
            "CREATE TABLE t (a, b, c, CONSTRAINT \"k\" PRIMARY KEY (a COLLATE nocase DESC, b) ON CONFLICT ABORT{comma} \
             UNIQUE (b, c){comma} CHECK (a <> ')'){comma} \
             CONSTRAINT f FOREIGN KEY (a, b) REFERENCES p ON DELETE SET DEFAULT DEFERRABLE INITIALLY DEFERRED)"
        )
    };
    for comma in [",", ""] {
        let text = parsed(&sql(comma));
        assert_eq!(
            table_constraints(&text),
            [
                "CONSTRAINT \"k\" PRIMARY KEY (a COLLATE nocase DESC, b) ON CONFLICT ABORT",
                "UNIQUE (b, c)",
                "CHECK (a <> ')')",
                "CONSTRAINT f FOREIGN KEY (a, b) REFERENCES p ON DELETE SET DEFAULT DEFERRABLE INITIALLY DEFERRED",
            ]
        );
    }
}

#[test]
fn the_inner_places_of_a_key_are_found() {
    let text = parsed("CREATE TABLE t (id INTEGER, PRIMARY KEY ( id  AUTOINCREMENT ))");
    let ConstraintKind::PrimaryKey {
        key,
        terms,
        autoincrement,
    } = &text.constraints[0].kind
    else {
        panic!("{:?}", text.constraints[0]);
    };
    assert!(key.autoincrement);
    assert_eq!(
        terms
            .iter()
            .map(|span| text.slice(*span))
            .collect::<Vec<_>>(),
        ["id"]
    );
    assert_eq!(text.slice(autoincrement.unwrap()), "AUTOINCREMENT");
}

#[test]
fn the_inner_places_of_a_foreign_key_are_found() {
    let text = parsed(
        "CREATE TABLE t (a, b, FOREIGN KEY (\"a\", [b]) REFERENCES \"p q\" (x , 'y') \
         ON DELETE CASCADE ON UPDATE NO ACTION ON DELETE RESTRICT DEFERRABLE)",
    );
    let ConstraintKind::ForeignKey {
        key,
        columns,
        table,
        references,
        on_delete,
        on_update,
        deferral,
    } = &text.constraints[0].kind
    else {
        panic!("{:?}", text.constraints[0]);
    };
    let slices = |spans: &[Span]| {
        spans
            .iter()
            .map(|s| text.slice(*s).to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(slices(columns), ["\"a\"", "[b]"]);
    assert_eq!(text.slice(*table), "\"p q\"");
    assert_eq!(slices(references), ["x", "'y'"]);
    assert_eq!(text.slice(on_delete.unwrap()), "ON DELETE RESTRICT");
    assert_eq!(text.slice(on_update.unwrap()), "ON UPDATE NO ACTION");
    assert_eq!(text.slice(deferral.unwrap()), "DEFERRABLE");
    assert_eq!(key.columns, ["a", "b"]);
    assert_eq!(key.references, ["x", "y"]);
    assert_eq!(key.on_delete, Action::Restrict);
    assert_eq!(key.deferral, Deferral::Immediate);
}

#[test]
fn the_inner_places_of_expressions_are_found() {
    let text = parsed(
        "CREATE TABLE t (a INT DEFAULT ( 1 + /* one */ 2 ) CHECK ( /* first */ a > 0 /* last */ ), b AS ( a ) STORED)",
    );
    let [default, check] = text.columns[0].constraints.as_slice() else {
        panic!()
    };
    let ConstraintKind::Default { default, value } = &default.kind else {
        panic!()
    };
    assert_eq!(text.slice(*value), "( 1 + /* one */ 2 )");
    assert_eq!(default.as_ref().unwrap().sql(), text.slice(*value));
    let ConstraintKind::Check { check, expression } = &check.kind else {
        panic!()
    };
    assert_eq!(text.slice(*expression), "a > 0");
    assert_eq!(check.expression.sql(), "a > 0");
    let ConstraintKind::Generated {
        generated,
        expression,
    } = &text.columns[1].constraints[0].kind
    else {
        panic!()
    };
    assert_eq!(text.slice(*expression), "a");
    assert!(generated.stored);
}

#[test]
fn defaults_of_all_shapes_have_their_place() {
    for default in [
        "1",
        "-1",
        "+ 1.5e3",
        "'a,b)'",
        "x'00ff'",
        "NULL",
        "TRUE",
        "CURRENT_TIMESTAMP",
        "word",
        "\"word\"",
        "[word]",
        "(lower('A,B'))",
        "- /* minus */ 5",
        "0x10",
        "1_000",
    ] {
        let text = parsed(&format!(
            "CREATE TABLE t (a TEXT DEFAULT {default} NOT NULL, b)"
        ));
        let slices = constraints_of(&text, "a");
        assert_eq!(slices, [format!("DEFAULT {default}").as_str(), "NOT NULL"]);
    }
}

#[test]
fn of_several_names_the_last_counts_and_a_name_may_stand_alone() {
    let text = parsed("CREATE TABLE t (a INT CONSTRAINT x CONSTRAINT y NOT NULL CONSTRAINT z, b)");
    let [not_null, nothing] = text.columns[0].constraints.as_slice() else {
        panic!()
    };
    assert_eq!(not_null.name.as_deref(), Some("y"));
    assert_eq!(
        text.slice(not_null.span),
        "CONSTRAINT x CONSTRAINT y NOT NULL"
    );
    assert_eq!(nothing.kind, ConstraintKind::Nothing);
    assert_eq!(text.slice(nothing.span), "CONSTRAINT z");

    let text = parsed("CREATE TABLE t (a, CONSTRAINT x, CHECK (a) CONSTRAINT y)");
    assert_eq!(
        table_constraints(&text),
        ["CONSTRAINT x", "CHECK (a)", "CONSTRAINT y"]
    );
    let names: Vec<_> = text.constraints.iter().map(|c| c.name.as_deref()).collect();
    assert_eq!(names, [Some("x"), None, Some("y")]);
}

#[test]
fn a_deferral_acts_on_the_last_foreign_key_before_it() {
    let text = parsed(
        "CREATE TABLE t (a REFERENCES p NOT NULL DEFERRABLE INITIALLY DEFERRED, \
         b REFERENCES q, c INT CONSTRAINT d DEFERRABLE INITIALLY DEFERRED CHECK (c))",
    );
    assert_eq!(
        constraints_of(&text, "a"),
        ["REFERENCES p", "NOT NULL", "DEFERRABLE INITIALLY DEFERRED"]
    );
    assert_eq!(
        constraints_of(&text, "c"),
        ["CONSTRAINT d DEFERRABLE INITIALLY DEFERRED", "CHECK (c)"]
    );
    let deferrals: Vec<_> = text
        .all_constraints()
        .filter_map(|(_, constraint)| match &constraint.kind {
            ConstraintKind::ForeignKey { key, .. } => Some(key.deferral),
            _ => None,
        })
        .collect();
    assert_eq!(deferrals, [Deferral::Deferred, Deferral::Deferred]);
}

#[test]
fn comments_and_quotes_mislead_nobody() {
    let text = parsed(
        "CREATE TABLE t ( -- ) , (\n /* ( */ \"a,b\" TEXT DEFAULT ')' /* , */, -- x,y\n\n [c)d] INT CHECK ([c)d] <> '(') )",
    );
    let columns: Vec<_> = text
        .columns
        .iter()
        .map(|column| text.slice(column.span))
        .collect();
    assert_eq!(
        columns,
        ["\"a,b\" TEXT DEFAULT ')'", "[c)d] INT CHECK ([c)d] <> '(')"]
    );
}

#[test]
fn what_is_no_table_is_refused() {
    for sql in [
        "",
        ";",
        "SELECT 1",
        "CREATE TABLE t (",
        "CREATE TABLE t ()",
        "CREATE TABLE t (a) GARBAGE",
        "CREATE TABLE t (a); DROP TABLE t",
        "CREATE TABLE t AS SELECT 1",
        "CREATE VIRTUAL TABLE t USING fts5(a)",
        "CREATE TABLE t (a 'unterminated)",
        "CREATE TABLE t (a /* unterminated)",
        "CREATE TABLE t (a)\0",
        "EXPLAIN CREATE TABLE t (a)",
    ] {
        assert!(TableText::parse(sql).is_err(), "{sql}");
    }
}

#[test]
fn nesting_is_bounded_and_deep_nesting_is_read() {
    let nested = |depth| {
        let (open, close) = ("(".repeat(depth), ")".repeat(depth));
        format!("CREATE TABLE t (a CHECK ({open}a{close}))")
    };
    assert!(TableText::parse(&nested(390)).is_ok());
    let error = TableText::parse(&nested(100_000)).unwrap_err();
    assert!(matches!(error, ReadError::TooDeep { .. }), "{error}");
}
