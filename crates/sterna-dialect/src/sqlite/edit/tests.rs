use sterna_schema::{
    Alteration, Check, Column, Conversion, Dropped, Expression, ForeignKey, IndexColumn, Operation,
    PrimaryKey, TableOptions, Unique,
};

use super::edit;
use crate::sqlite::{expression, parse};

/// What becomes of a text, after it was made sure that it says so.
fn edited(sql: &str, alterations: Vec<Alteration>) -> String {
    let mut table = parse::table(sql).expect(sql);
    for key in table
        .foreign_keys
        .iter_mut()
        .filter(|key| key.references.is_empty())
    {
        key.references = vec!["id".to_owned()];
    }
    let mut operation = Operation::AlterTable {
        table: table.name.clone(),
        alterations,
    };
    expression::normalise(&mut operation).expect(sql);
    let Operation::AlterTable { alterations, .. } = operation else {
        unreachable!("it stays what it is")
    };
    let edited = edit(sql, &table, &alterations);
    edited.unwrap_or_else(|error| panic!("{sql}: {error}")).sql
}

fn add(name: &str) -> Alteration {
    Alteration::AddColumn {
        column: Column::new(name, "TEXT"),
        backfill: None,
    }
}

fn drop(name: &str) -> Alteration {
    Alteration::DropColumn {
        column: Dropped::Named(name.to_owned()),
        backfill: None,
    }
}

fn change(from: Column, to: Column) -> Alteration {
    Alteration::AlterColumn {
        from: Box::new(from),
        to: Box::new(to),
        convert: Conversion::default(),
        restore: Conversion::default(),
    }
}

fn check(expression: &str) -> Check {
    Check {
        name: None,
        expression: Expression::new(expression),
    }
}

fn unique(column: &str) -> Unique {
    Unique {
        columns: vec![IndexColumn::column(column)],
        ..Unique::default()
    }
}

#[test]
fn a_column_goes_behind_the_last_one() {
    for (before, after) in [
        (
            "CREATE TABLE t (a INT)",
            "CREATE TABLE t (a INT, \"b\" TEXT)",
        ),
        (
            "CREATE TABLE t(a INT)STRICT",
            "CREATE TABLE t(a INT, \"b\" TEXT)STRICT",
        ),
        (
            "CREATE TABLE t (\n  a INT -- the a\n)",
            "CREATE TABLE t (\n  a INT, -- the a\n  \"b\" TEXT\n)",
        ),
        (
            "CREATE TABLE t (a INT -- a\n)",
            "CREATE TABLE t (a INT, -- a\n\"b\" TEXT\n)",
        ),
        (
            "CREATE TABLE t (a INT, CHECK (a > 0))",
            "CREATE TABLE t (a INT, \"b\" TEXT, CHECK (a > 0))",
        ),
        (
            "CREATE TABLE t (\n\ta INT, -- a, b\n\tCHECK (a > 0)\n)",
            "CREATE TABLE t (\n\ta INT, -- a, b\n\t\"b\" TEXT,\n\tCHECK (a > 0)\n)",
        ),
    ] {
        assert_eq!(edited(before, vec![add("b")]), after);
    }
}

#[test]
fn a_column_leaves_no_comma_and_no_line_behind() {
    for (before, after) in [
        ("CREATE TABLE t (a, b, c)", "CREATE TABLE t (a, c)"),
        ("CREATE TABLE t (b, a)", "CREATE TABLE t (a)"),
        ("CREATE TABLE t (a, b)", "CREATE TABLE t (a)"),
        (
            "CREATE TABLE t (a, b /* b */)",
            "CREATE TABLE t (a /* b */)",
        ),
        (
            "CREATE TABLE t (a, -- a, x\n b)",
            "CREATE TABLE t (a -- a, x\n)",
        ),
        (
            "CREATE TABLE t (\n  a, -- a\n  b INT DEFAULT (1),\n  c\n)",
            "CREATE TABLE t (\n  a, -- a\n  c\n)",
        ),
        (
            "CREATE TABLE t (\n  a, -- a\n  b\n)",
            "CREATE TABLE t (\n  a -- a\n)",
        ),
        (
            "CREATE TABLE t (a, b, CHECK (a))",
            "CREATE TABLE t (a, CHECK (a))",
        ),
        (
            "CREATE TABLE t (a, b CHECK (a > 0))",
            "CREATE TABLE t (a, CHECK (a > 0))",
        ),
    ] {
        assert_eq!(edited(before, vec![drop("b")]), after, "{before}");
    }
}

#[test]
fn the_only_column_stays() {
    let sql = "CREATE TABLE t (a)";
    assert!(edit(sql, &parse::table(sql).unwrap(), &[drop("a")]).is_err());
}

#[test]
fn a_clause_of_a_column_changes_and_the_others_stay() {
    let a = || Column::new("a", "INT");
    let default = |sql: &str| a().default(Expression::new(sql));
    for (before, from, to, after) in [
        ("(a INT)", a(), a().not_null(), "(a INT NOT NULL)"),
        (
            "(a INT/**/, b)",
            a(),
            a().not_null(),
            "(a INT NOT NULL /**/, b)",
        ),
        (
            "(a)",
            Column::new("a", ""),
            Column::new("a", "BLOB"),
            "(a BLOB)",
        ),
        ("(a INT UNIQUE)", a(), Column::new("a", ""), "(a UNIQUE)"),
        ("(a INT NOT NULL)", a().not_null(), a(), "(a INT)"),
        (
            "(a INT NOT NULL/* x */UNIQUE)",
            a().not_null(),
            a(),
            "(a INT /* x */UNIQUE)",
        ),
        (
            "(a INT CONSTRAINT n NOT NULL UNIQUE NULL)",
            a().not_null(),
            a(),
            "(a INT UNIQUE)",
        ),
        (
            "(a INT\n  NOT NULL\n  UNIQUE)",
            a().not_null(),
            a(),
            "(a INT\n  UNIQUE)",
        ),
        (
            "(a INT CONSTRAINT d DEFAULT 1 UNIQUE)",
            default("1"),
            default("CURRENT_TIMESTAMP"),
            "(a INT CONSTRAINT \"d\" DEFAULT CURRENT_TIMESTAMP UNIQUE)",
        ),
        (
            "(a INT DEFAULT-1)",
            default("-1"),
            default("1 + 1"),
            "(a INT DEFAULT (1 + 1))",
        ),
        (
            "(a INT DEFAULT (1)NOT NULL)",
            default("1").not_null(),
            a().not_null(),
            "(a INT NOT NULL)",
        ),
        (
            "(a INT)",
            a(),
            default("'it''s'").not_null(),
            "(a INT NOT NULL DEFAULT 'it''s')",
        ),
        (
            "(\"a\" VARCHAR ( 20 ) -- twenty\n)",
            Column::new("a", "VARCHAR(20)"),
            Column::new("a", "VARCHAR(40)"),
            "(\"a\" VARCHAR(40) -- twenty\n)",
        ),
        (
            "(a INT COLLATE nocase CHECK (a))",
            Column {
                collation: Some("NOCASE".into()),
                ..a()
            },
            a(),
            "(a INT CHECK (a))",
        ),
    ] {
        let (before, after) = (
            format!("CREATE TABLE t {before}"),
            format!("CREATE TABLE t {after}"),
        );
        assert_eq!(edited(&before, vec![change(from, to)]), after);
    }
}

#[test]
fn a_constraint_comes_and_goes() {
    let key = |columns: &[&str]| ForeignKey {
        columns: columns.iter().map(|column| (*column).to_owned()).collect(),
        table: "p".to_owned(),
        references: vec!["id".to_owned()],
        ..ForeignKey::default()
    };
    let drop_key = || Alteration::DropForeignKey(Dropped::Known(key(&["b"])));
    let drop_check = |sql: &str| Alteration::DropCheck(Dropped::Known(check(sql)));
    for (before, alteration, after) in [
        (
            "(a, b)",
            Alteration::AddCheck(check("a > b")),
            "(a, b, CHECK (a > b))",
        ),
        (
            "(a, b UNIQUE)",
            Alteration::DropUnique(Dropped::Known(unique("b"))),
            "(a, b)",
        ),
        (
            "(a, b, UNIQUE (b))",
            Alteration::DropUnique(Dropped::Known(unique("b"))),
            "(a, b)",
        ),
        (
            "(a CHECK (1), b CHECK (a > b))",
            drop_check("a > b"),
            "(a CHECK (1), b)",
        ),
        (
            "(a, CHECK (1) CHECK (2), CHECK (3))",
            drop_check("2"),
            "(a, CHECK (1) CHECK (3))",
        ),
        (
            "(a, CHECK (1) CHECK (2))",
            drop_check("1"),
            "(a, CHECK (2))",
        ),
        (
            "(a, CHECK (1) CHECK (2))",
            drop_check("2"),
            "(a, CHECK (1))",
        ),
        (
            "(b REFERENCES p (id) ON DELETE CASCADE NOT NULL DEFERRABLE INITIALLY DEFERRED)",
            Alteration::DropForeignKey(Dropped::Known(key(&["b"]))),
            "(b NOT NULL)",
        ),
        (
            "(a REFERENCES q, b REFERENCES p)",
            drop_key(),
            "(a REFERENCES q, b)",
        ),
        (
            "(a, b, CONSTRAINT f FOREIGN KEY (b) REFERENCES p /* no columns */)",
            drop_key(),
            "(a, b /* no columns */)",
        ),
        (
            "(a)",
            Alteration::AddForeignKey(key(&["a"])),
            "(a, FOREIGN KEY (\"a\") REFERENCES \"p\" (\"id\"))",
        ),
    ] {
        let (before, after) = (
            format!("CREATE TABLE t {before}"),
            format!("CREATE TABLE t {after}"),
        );
        assert_eq!(edited(&before, vec![alteration]), after);
    }
}

#[test]
fn a_primary_key_moves_to_where_it_means_what_it_says() {
    let key = |columns: &[&str], autoincrement| PrimaryKey {
        columns: columns
            .iter()
            .map(|column| IndexColumn::column(*column))
            .collect(),
        autoincrement,
        ..PrimaryKey::default()
    };
    for (before, to, after) in [
        (
            "(a INTEGER, b)",
            Some(key(&["a"], true)),
            "(a INTEGER PRIMARY KEY AUTOINCREMENT, b)",
        ),
        // As `CREATE TABLE … AS SELECT` writes it.
        (
            "(a INT, b)",
            Some(key(&["a"], true)),
            "(a INTEGER PRIMARY KEY AUTOINCREMENT, b)",
        ),
        (
            "(a INTEGER PRIMARY KEY, b)",
            Some(key(&["a", "b"], false)),
            "(a INTEGER, b, PRIMARY KEY (\"a\", \"b\"))",
        ),
        ("(a INTEGER, b, PRIMARY KEY (a, b))", None, "(a INTEGER, b)"),
        (
            "(a INTEGER, PRIMARY KEY (a AUTOINCREMENT))",
            Some(key(&["a"], false)),
            "(a INTEGER PRIMARY KEY)",
        ),
    ] {
        let (before, after) = (
            format!("CREATE TABLE t {before}"),
            format!("CREATE TABLE t {after}"),
        );
        let from = parse::table(&before).unwrap().primary_key;
        assert_eq!(
            edited(&before, vec![Alteration::SetPrimaryKey { from, to }]),
            after
        );
    }
}

#[test]
fn options_follow_the_last_parenthesis() {
    let options = |strict, without_rowid| TableOptions {
        strict,
        without_rowid,
    };
    for (before, to, after) in [
        (
            "(a INT PRIMARY KEY)",
            options(true, true),
            "(a INT PRIMARY KEY) STRICT, WITHOUT ROWID",
        ),
        (
            "(a INT PRIMARY KEY) strict",
            options(false, true),
            "(a INT PRIMARY KEY) WITHOUT ROWID",
        ),
        (
            "(a INT PRIMARY KEY)STRICT,WITHOUT ROWID",
            options(false, false),
            "(a INT PRIMARY KEY)",
        ),
    ] {
        let (before, after) = (
            format!("CREATE TABLE t {before}"),
            format!("CREATE TABLE t {after}"),
        );
        let from = parse::table(&before).unwrap().options;
        assert_eq!(
            edited(&before, vec![Alteration::SetOptions { from, to }]),
            after
        );
    }
}

#[test]
fn a_text_that_would_say_something_else_is_refused() {
    let sql = "CREATE TABLE t (a)";
    let table = parse::table(sql).unwrap();
    for declared in [
        "TEXT, c INT",
        "TEXT NOT NULL",
        "TEXT) STRICT; --",
        "TEXT CHECK (a)",
    ] {
        let add = Alteration::AddColumn {
            column: Column::new("b", declared),
            backfill: None,
        };
        assert!(edit(sql, &table, &[add]).is_err(), "{declared}");
    }
}
