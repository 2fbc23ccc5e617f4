//! A real database, every table of it rebuilt.

use sterna_schema::{Alteration, Check, Dropped, Expression};

use crate::database::TestDatabase;

#[tokio::test]
async fn every_table_of_chinook_is_rebuilt_and_altered_in_place() {
    let db = TestDatabase::new(include_str!("../../../../tests/data/chinook.sql")).await;
    let before = db.schema().await;
    let mut rows = Vec::new();
    for table in &before.tables {
        rows.push(content(&db, table).await);
    }
    for table in &before.tables {
        let column = table.columns[0].name.as_str();
        let check = Check {
            name: Some("own".to_owned()),
            expression: Expression::new(format!("\"{column}\" IS NOT 'x'")),
        };
        let add = Alteration::AddCheck(check);
        let remove = Alteration::DropCheck(Dropped::Named("own".to_owned()));
        db.alter(&table.name, vec![add]).await.expect(&table.name);
        let done = db.apply_by_rebuild(&table.name, &[]).await;
        done.unwrap_or_else(|failure| panic!("{}: {failure:?}", table.name));
        db.alter(&table.name, vec![remove])
            .await
            .expect(&table.name);
    }
    assert_eq!(db.schema().await, before);
    for (table, rows) in before.tables.iter().zip(rows) {
        assert_eq!(content(&db, table).await, rows, "{}", table.name);
    }
}

async fn content(db: &TestDatabase, table: &sterna_schema::Table) -> Vec<String> {
    let columns = table.columns.iter().map(|column| column.name.as_str());
    let columns: Vec<_> = columns.collect();
    db.dump(&format!("\"{}\"", table.name), &columns).await
}

#[tokio::test]
async fn what_is_created_from_nouns_reads_back_as_the_same_nouns() {
    let chinook = TestDatabase::new(include_str!("../../../../tests/data/chinook.sql")).await;
    let schema = chinook.schema().await;
    let empty = TestDatabase::new("").await;
    let create = schema
        .tables
        .iter()
        .cloned()
        .map(sterna_schema::Operation::CreateTable);
    empty
        .apply(&create.collect::<Vec<_>>())
        .await
        .expect("works");
    assert_eq!(empty.schema().await.tables, schema.tables);
}
