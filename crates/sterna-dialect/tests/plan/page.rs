//! The table in `docs/alterations.md`: which way each kind of alteration goes, asked of the
//! planner. `BLESS=1` writes it anew.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use sea_orm::ConnectionTrait;
use sterna_dialect::plan::{Plan, Role, Way};
use sterna_dialect::sqlite::rehearse::Rehearsal;
use sterna_dialect::sqlite::{Catalogue, parse, shadow};
use sterna_schema::{
    Alteration, Column, Conversion, Dropped, Expression, Index, Operation, Table, TableOptions,
};

use crate::database::{alter, ways};

const SETUP: &str = "
    CREATE TABLE users (id INTEGER PRIMARY KEY);
    CREATE TABLE t (
      id INTEGER PRIMARY KEY,
      a TEXT,
      b TEXT NOT NULL,
      n INTEGER,
      d TEXT DEFAULT 'x',
      plain TEXT,
      key TEXT UNIQUE,
      parent INTEGER REFERENCES users (id),
      checked INTEGER CHECK (checked > 0),
      twice INTEGER AS (n * 2),
      owner INTEGER,
      CONSTRAINT positive CHECK (n > 0),
      FOREIGN KEY (owner) REFERENCES users (id)
    );
    CREATE INDEX t_b ON t (b);
";
const TRIGGER: &str = "CREATE TRIGGER g AFTER UPDATE ON t BEGIN SELECT 1; END";

/// A kind of alteration, and what else the database holds.
struct Kind {
    label: &'static str,
    beside: &'static str,
    alterations: Vec<Alteration>,
}

fn kind(label: &'static str, alteration: Alteration) -> Kind {
    Kind {
        label,
        beside: "",
        alterations: vec![alteration],
    }
}

fn with_trigger(label: &'static str, alteration: Alteration) -> Kind {
    Kind {
        beside: TRIGGER,
        ..kind(label, alteration)
    }
}

/// What these parts of a CREATE TABLE say.
fn table(parts: &str) -> Table {
    parse::table(&format!("CREATE TABLE t ({parts})")).expect(parts)
}

fn column(definition: &str) -> Column {
    table(definition).columns.remove(0)
}

fn add(definition: &str) -> Alteration {
    Alteration::AddColumn {
        column: column(definition),
        backfill: None,
    }
}

fn add_with(definition: &str, value: &str) -> Alteration {
    Alteration::AddColumn {
        column: column(definition),
        backfill: Some(Expression::new(value)),
    }
}

fn drop(name: &str) -> Alteration {
    Alteration::DropColumn {
        column: Dropped::Named(name.to_owned()),
        backfill: None,
    }
}

fn change(from: &str, to: &str) -> Alteration {
    converted(from, to, Conversion::default())
}

fn filled(from: &str, to: &str) -> Alteration {
    let backfill = Some(Expression::new("''"));
    converted(
        from,
        to,
        Conversion {
            backfill,
            using: None,
        },
    )
}

fn converted(from: &str, to: &str, convert: Conversion) -> Alteration {
    Alteration::AlterColumn {
        from: Box::new(column(from)),
        to: Box::new(column(to)),
        convert,
        restore: Conversion::default(),
    }
}

fn index(sql: &str) -> Index {
    parse::index(sql).expect(sql).1
}

fn add_key(parts: &str) -> Alteration {
    Alteration::AddForeignKey(table(parts).foreign_keys.remove(0))
}

fn add_check(parts: &str) -> Alteration {
    Alteration::AddCheck(table(parts).checks.remove(0))
}

fn columns() -> Vec<Kind> {
    let rename = Alteration::RenameColumn {
        from: "a".to_owned(),
        to: "title".to_owned(),
    };
    let with_key = Kind {
        alterations: vec![
            add("x INTEGER"),
            add_key("x, FOREIGN KEY (x) REFERENCES users (id)"),
        ],
        ..kind("add a nullable column with a foreign key", add("x"))
    };
    let with_check = Kind {
        alterations: vec![add("x INTEGER"), add_check("x, CHECK (x > 0)")],
        ..kind("add a nullable column with a CHECK", add("x"))
    };
    vec![
        kind("rename a column", rename),
        kind("add a nullable column", add("x TEXT")),
        kind(
            "add a column with a literal default",
            add("x TEXT NOT NULL DEFAULT 'a'"),
        ),
        kind("add a column NOT NULL, no value", add("x TEXT NOT NULL")),
        kind(
            "add a nullable column with a value",
            add_with("x TEXT", "upper(b)"),
        ),
        kind(
            "add a column NOT NULL with a value",
            add_with("x TEXT NOT NULL", "upper(b)"),
        ),
        with_trigger("… where there are triggers", add_with("x TEXT", "upper(b)")),
        kind(
            "add a nullable column, default computed",
            add("x TEXT DEFAULT CURRENT_TIMESTAMP"),
        ),
        kind(
            "add a column NOT NULL, default computed",
            add("x TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP"),
        ),
        kind(
            "add a column with a collation",
            add("x TEXT COLLATE NOCASE"),
        ),
        with_key,
        with_check,
        kind("add a VIRTUAL column", add("x AS (n + 1)")),
        kind("add a STORED column", add("x AS (n + 1) STORED")),
        kind("drop a column", drop("plain")),
        kind("drop a column that has an index", drop("b")),
        kind("drop a column with its own foreign key", drop("parent")),
        kind("drop a column with its own CHECK", drop("checked")),
        kind(
            "drop a column that a table's constraint is of",
            drop("owner"),
        ),
        kind("drop a column that is UNIQUE", drop("key")),
    ]
}

fn changes_of_columns() -> Vec<Kind> {
    let to_integer = || change("a TEXT", "a INTEGER");
    let cast = converted(
        "a TEXT",
        "a INTEGER",
        Conversion {
            using: Some(Expression::new("length(a)")),
            backfill: None,
        },
    );
    vec![
        kind("drop NOT NULL", change("b TEXT NOT NULL", "b TEXT")),
        kind("set NOT NULL", change("a TEXT", "a TEXT NOT NULL")),
        kind(
            "set NOT NULL with a value",
            filled("a TEXT", "a TEXT NOT NULL"),
        ),
        with_trigger(
            "… where there are triggers",
            filled("a TEXT", "a TEXT NOT NULL"),
        ),
        kind(
            "change a type, affinity the same",
            change("a TEXT", "a VARCHAR(200)"),
        ),
        kind("change a type and its affinity", to_integer()),
        kind("change a type with a conversion", cast),
        kind(
            "change a default",
            change("d TEXT DEFAULT 'x'", "d TEXT DEFAULT 'y'"),
        ),
        with_trigger(
            "… where there are triggers",
            change("d TEXT DEFAULT 'x'", "d TEXT DEFAULT 'y'"),
        ),
        kind("drop a default", change("d TEXT DEFAULT 'x'", "d TEXT")),
        kind(
            "first default, nullable",
            change("a TEXT", "a TEXT DEFAULT 'x'"),
        ),
        kind(
            "first default, NOT NULL",
            change("b TEXT NOT NULL", "b TEXT NOT NULL DEFAULT 'x'"),
        ),
        kind(
            "change a collation that nothing uses",
            change("a TEXT", "a TEXT COLLATE NOCASE"),
        ),
        kind(
            "change a collation that an index uses",
            change("b TEXT NOT NULL", "b TEXT NOT NULL COLLATE NOCASE"),
        ),
        kind(
            "change a generated column",
            change("twice INTEGER AS (n * 2)", "twice INTEGER AS (n * 3)"),
        ),
    ]
}

fn constraints() -> Vec<Kind> {
    let known = || {
        table("n, CONSTRAINT positive CHECK (n > 0)")
            .checks
            .remove(0)
    };
    let key = || {
        table("owner, FOREIGN KEY (owner) REFERENCES users (id)")
            .foreign_keys
            .remove(0)
    };
    let unique = || table("key UNIQUE").uniques.remove(0);
    let renamed = Kind {
        alterations: vec![
            Alteration::DropCheck(Dropped::Known(known())),
            add_check("n, CONSTRAINT above CHECK (n > 0)"),
        ],
        ..kind("rename a CHECK", add("x"))
    };
    let action = "owner, FOREIGN KEY (owner) REFERENCES users (id) ON DELETE CASCADE";
    let acting = Kind {
        alterations: vec![
            Alteration::DropForeignKey(Dropped::Known(key())),
            add_key(action),
        ],
        ..kind("change what a foreign key does", add("x"))
    };
    vec![
        kind("add a CHECK", add_check("b, CHECK (length(b) < 80)")),
        kind(
            "drop a CHECK",
            Alteration::DropCheck(Dropped::Known(known())),
        ),
        renamed,
        kind(
            "add a foreign key",
            add_key("n, FOREIGN KEY (n) REFERENCES users (id)"),
        ),
        kind(
            "drop a foreign key",
            Alteration::DropForeignKey(Dropped::Known(key())),
        ),
        acting,
        kind(
            "add a UNIQUE constraint",
            Alteration::AddUnique(table("a UNIQUE").uniques.remove(0)),
        ),
        kind(
            "drop a UNIQUE constraint",
            Alteration::DropUnique(Dropped::Known(unique())),
        ),
        kind(
            "create an index",
            Alteration::CreateIndex(index("CREATE INDEX t_a ON t (a)")),
        ),
        kind(
            "create a unique index",
            Alteration::CreateIndex(index("CREATE UNIQUE INDEX t_a ON t (a)")),
        ),
        kind(
            "drop an index",
            Alteration::DropIndex(Dropped::Named("t_b".to_owned())),
        ),
    ]
}

fn tables() -> Vec<Kind> {
    let key = |parts: &str| table(parts).primary_key;
    let strict = TableOptions {
        strict: true,
        without_rowid: false,
    };
    vec![
        kind(
            "change the primary key",
            Alteration::SetPrimaryKey {
                from: key("id INTEGER PRIMARY KEY"),
                to: key("id INTEGER, b TEXT, PRIMARY KEY (id, b)"),
            },
        ),
        kind(
            "add AUTOINCREMENT",
            Alteration::SetPrimaryKey {
                from: key("id INTEGER PRIMARY KEY"),
                to: key("id INTEGER PRIMARY KEY AUTOINCREMENT"),
            },
        ),
        kind(
            "make a table STRICT or WITHOUT ROWID",
            Alteration::SetOptions {
                from: TableOptions::default(),
                to: strict,
            },
        ),
    ]
}

/// The plans of a kind, and the alterations with the reasons of their ways.
async fn plans(kind: &Kind) -> Vec<Plan> {
    let db = shadow::empty().await.expect("a database in memory");
    let setup = format!("{SETUP}{}", kind.beside);
    db.execute_unprepared(&setup).await.expect(&setup);
    let catalogue = Catalogue::read(&db).await.expect("a readable schema");
    let mut rehearsal = Rehearsal::new(&catalogue).await.expect("a copy");
    let operation: Operation = alter("t", kind.alterations.clone());
    let planned = rehearsal.plan(&operation).await;
    planned.unwrap_or_else(|error| panic!("{}: {error}", kind.label))
}

fn way(plans: &[Plan]) -> String {
    let mut all = ways(plans);
    all.dedup();
    let names: Vec<_> = all.iter().map(Way::to_string).collect();
    names.join(", then ")
}

fn reason(plans: &[Plan]) -> String {
    let ways = plans.iter().flat_map(|plan| &plan.ways);
    let mut reasons: Vec<_> = ways.map(|planned| planned.reason.as_str()).collect();
    reasons.dedup();
    reasons.join("; ")
}

/// What is looked for among the rows, and written into them, before a definition changes.
fn of_rows(plans: &[Plan]) -> String {
    let statements = plans.iter().flat_map(|plan| &plan.statements);
    let told = statements.filter(|statement| match statement.role {
        Role::Guard(_) => statement.purpose.starts_with("look for"),
        Role::Change => ["fill", "write"]
            .iter()
            .any(|word| statement.purpose.starts_with(word)),
        _ => false,
    });
    let told: Vec<_> = told.map(|statement| statement.purpose.as_str()).collect();
    told.join("; ")
}

async fn generated() -> String {
    let mut text = String::new();
    let groups = [
        ("Columns", columns()),
        ("Changes of a column", changes_of_columns()),
        ("Constraints and indexes", constraints()),
        ("Whole tables", tables()),
    ];
    for (heading, kinds) in groups {
        let head = "| way | why | asked of the rows, written into them |\n|---|---|---|---|";
        writeln!(text, "\n| {heading} {head}").expect("a string takes it");
        for kind in kinds {
            let plans = plans(&kind).await;
            let cells = [
                kind.label.to_owned(),
                way(&plans),
                reason(&plans),
                of_rows(&plans),
            ];
            writeln!(text, "| {} |", cells.join(" | ")).expect("a string takes it");
        }
    }
    text
}

#[tokio::test]
async fn the_page_of_all_ways_is_what_the_planner_does() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/alterations.md");
    let page = fs::read_to_string(&path).expect("docs/alterations.md");
    let (begin, end) = ("<!-- the planner's answers -->\n", "\n<!-- until here -->");
    let (head, rest) = page.split_once(begin).expect("where the table begins");
    let (_, tail) = rest.split_once(end).expect("where it ends");
    let expected = format!("{head}{begin}{}{end}{tail}", generated().await);
    if std::env::var_os("BLESS").is_some() {
        fs::write(&path, expected).expect("docs/alterations.md can be written");
        return;
    }
    assert_eq!(
        page, expected,
        "docs/alterations.md: BLESS=1 writes it anew"
    );
}
