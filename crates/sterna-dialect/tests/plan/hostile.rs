//! Names that try to break out of the place they land in.

use sterna_dialect::sqlite::expression::normalise;
use sterna_schema::{
    Alteration, Check, Column, Conversion, Dropped, Expression, ForeignKey, Index, IndexColumn,
    Operation, PrimaryKey, Table, Unique,
};

use crate::database::{TestDatabase, alter, unordered};

fn names() -> Vec<String> {
    let mut names: Vec<String> = [
        "a\"; DROP TABLE witness; --",
        "it's",
        "a]b",
        "`a`",
        "line\nbreak",
        "select",
        "Ünïcödé ☃",
        " blank ",
        "a -- b",
        "a /* b",
        "a,b",
        "(a)",
        "",
    ]
    .map(str::to_owned)
    .to_vec();
    names.push("long".repeat(250));
    names
}

fn quoted(name: &str) -> Expression {
    Expression::new(format!("\"{}\" <> 'x'", name.replace('"', "\"\"")))
}

/// A table of which everything is called so.
fn table(name: &str) -> Table {
    let term = vec![IndexColumn::column(name)];
    let constraint = Some(name.to_owned());
    let mut table = Table::new(name);
    table.columns = vec![
        Column::new(format!("{name}2"), "INTEGER"),
        Column::new(name, "TEXT")
            .not_null()
            .default(Expression::new("'x'")),
        Column::new(format!("{name}3"), "INTEGER"),
    ];
    table.primary_key = Some(PrimaryKey {
        columns: vec![IndexColumn::column(format!("{name}2"))],
        autoincrement: true,
        name: constraint.clone(),
        ..PrimaryKey::default()
    });
    table.uniques.push(Unique {
        name: constraint.clone(),
        columns: term.clone(),
        on_conflict: None,
    });
    table.checks.push(Check {
        name: constraint.clone(),
        expression: quoted(name),
    });
    table.foreign_keys.push(ForeignKey {
        name: constraint,
        columns: vec![format!("{name}3")],
        table: name.to_owned(),
        references: vec![format!("{name}2")],
        ..ForeignKey::default()
    });
    table.indexes.push(Index {
        name: format!("index {name}"),
        unique: true,
        columns: term,
        predicate: Some(quoted(name)),
    });
    table
}

#[tokio::test]
async fn a_name_stays_in_its_place() {
    for name in names() {
        let db = TestDatabase::new("CREATE TABLE witness (a)").await;
        let table = table(&name);
        let create = Operation::CreateTable(table.clone());
        db.apply(std::slice::from_ref(&create))
            .await
            .unwrap_or_else(|f| panic!("{name}: {f:?}"));
        let created = db.schema().await;
        assert_eq!(created.table(&name).expect(&name).columns.len(), 3);
        let quoted = format!("\"{}\"", name.replace('"', "\"\""));
        db.execute(&format!(
            "INSERT INTO {quoted} ({quoted}) VALUES ('a'), ('b')"
        ))
        .await;
        let mut operation = alter(&name, everything(&table, &name));
        normalise(&mut operation).expect(&name);
        let operation = operation.resolve(&created).expect(&name);
        let done = db.apply(std::slice::from_ref(&operation)).await;
        done.unwrap_or_else(|failure| panic!("{name}: {failure:?}"));
        let done = db.apply(&[operation.reverse().expect(&name)]).await;
        done.unwrap_or_else(|failure| panic!("back from {name}: {failure:?}"));
        assert_eq!(unordered(db.schema().await), unordered(created), "{name}");
        assert_eq!(
            db.rows(&format!("SELECT {quoted} FROM {quoted} ORDER BY 1"))
                .await,
            ["a", "b"]
        );
        db.apply(&[Operation::DropTable(Dropped::Named(name))])
            .await
            .expect("it goes");
        assert!(db.schema().await.table("witness").is_some());
    }
}

fn everything(table: &Table, name: &str) -> Vec<Alteration> {
    let old = table.columns[1].clone();
    let new = Column::new(name, "VARCHAR(9)").default(Expression::new("'y'"));
    vec![
        Alteration::DropCheck(Dropped::Known(table.checks[0].clone())),
        Alteration::DropUnique(Dropped::Known(table.uniques[0].clone())),
        Alteration::DropForeignKey(Dropped::Named(name.to_owned())),
        Alteration::DropIndex(Dropped::Named(format!("index {name}"))),
        Alteration::AlterColumn {
            from: Box::new(old),
            to: Box::new(new),
            convert: Conversion::default(),
            restore: Conversion::default(),
        },
        Alteration::AddColumn {
            column: Column::new(format!("{name}4"), "TEXT"),
            backfill: Some(quoted(name)),
        },
        Alteration::AddColumn {
            column: Column::new(format!("{name}5"), "TEXT"),
            backfill: None,
        },
        Alteration::RenameColumn {
            from: format!("{name}5"),
            to: format!("{name}6"),
        },
    ]
}
