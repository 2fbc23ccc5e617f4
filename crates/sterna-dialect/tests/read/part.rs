//! The part of a schema that operations can have to do with.

use sterna_dialect::sqlite::{Catalogue, parse, shadow};
use sterna_schema::{Alteration, Dropped, Expression, Operation, RawSql};

const SCHEMA: &str = "
    CREATE TABLE countries (id INTEGER PRIMARY KEY);
    CREATE TABLE users (id INTEGER PRIMARY KEY, country_id INT REFERENCES countries);
    CREATE TABLE posts (id INTEGER PRIMARY KEY, user_id INT REFERENCES Users (id), title TEXT);
    CREATE TABLE comments (id INTEGER PRIMARY KEY, post_id INT REFERENCES posts (id));
    CREATE TABLE likes (comment_id INT REFERENCES comments (id));
    CREATE TABLE settings (name TEXT);
    CREATE INDEX by_name ON settings (name);";

async fn catalogue(more: &str) -> Catalogue {
    let definitions = format!("{SCHEMA}{more}");
    let db = crate::support::database(&[definitions]).await;
    Catalogue::read(&db).await.unwrap()
}

/// The tables that stay.
async fn part(more: &str, operation: Operation) -> Vec<String> {
    let catalogue = catalogue(more).await;
    let part = shadow::part(&catalogue, &[operation]);
    let texts = part.objects().filter(|object| !object.is_internal());
    for object in texts {
        assert_eq!(part.text(&object.name), catalogue.text(&object.name));
    }
    let tables = part.schema().tables.iter();
    tables.map(|table| table.name.clone()).collect()
}

fn alter(table: &str, alteration: Alteration) -> Operation {
    Operation::AlterTable {
        table: table.to_owned(),
        alterations: vec![alteration],
    }
}

fn drop_column(table: &str, backfill: Option<&str>) -> Operation {
    let column = Dropped::Named("title".to_owned());
    let backfill = backfill.map(Expression::new);
    alter(table, Alteration::DropColumn { column, backfill })
}

#[tokio::test]
async fn what_refers_and_what_is_referred_to_stays() {
    let stay = part("", drop_column("POSTS", None)).await;
    assert_eq!(stay, ["comments", "countries", "posts", "users"]);
    let stay = part("", drop_column("likes", None)).await;
    assert_eq!(stay, ["comments", "countries", "likes", "posts", "users"]);
    assert_eq!(part("", drop_column("settings", None)).await, ["settings"]);
}

#[tokio::test]
async fn what_a_text_mentions_stays() {
    for more in [
        "CREATE VIEW names AS SELECT \"name\" FROM [Settings];",
        "CREATE TRIGGER g AFTER INSERT ON settings BEGIN SELECT 1; END;",
        "CREATE TRIGGER g AFTER INSERT ON countries BEGIN DELETE FROM settings; END;",
        "CREATE VIRTUAL TABLE search USING fts5(name, content='settings');",
    ] {
        let stay = part(more, drop_column("countries", None)).await;
        assert!(stay.contains(&"settings".to_owned()), "{more}: {stay:?}");
        assert!(!stay.contains(&"likes".to_owned()), "{more}: {stay:?}");
    }
    let value = Some("(SELECT max(name) FROM settings)");
    let stay = part("", drop_column("countries", value)).await;
    assert_eq!(stay, ["countries", "settings", "users"]);
}

#[tokio::test]
async fn a_table_whose_name_is_wanted_stays() {
    let index = |sql| Alteration::CreateIndex(parse::index(sql).unwrap().1);
    let taken = alter("countries", index("CREATE INDEX By_Name ON countries (id)"));
    assert_eq!(part("", taken).await, ["countries", "settings", "users"]);
    let free = alter("countries", index("CREATE INDEX by_id ON countries (id)"));
    assert_eq!(part("", free).await, ["countries", "users"]);
    let rename = Operation::RenameTable {
        from: "likes".to_owned(),
        to: "settings".to_owned(),
    };
    assert_eq!(part("", rename).await.len(), 6);
}

#[tokio::test]
async fn sql_of_an_author_keeps_everything() {
    let raw = Operation::Execute(RawSql {
        sql: "DELETE FROM posts".to_owned(),
        reverse: None,
    });
    assert_eq!(part("", raw).await.len(), 6);
}

#[tokio::test]
async fn nothing_to_do_needs_nothing() {
    let catalogue = catalogue("").await;
    assert_eq!(shadow::part(&catalogue, &[]).objects().count(), 0);
}
