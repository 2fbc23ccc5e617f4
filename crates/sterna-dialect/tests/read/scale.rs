//! A thousand tables.

use std::time::Instant;

use sterna_dialect::sqlite::inspect::Catalogue;
use sterna_dialect::sqlite::shadow;

use crate::support::database;

fn definitions(count: usize) -> Vec<String> {
    let table = |n: usize| {
        let parent = n.saturating_sub(1);
        format!(
            "CREATE TABLE \"table_{n}\" (\"id\" integer NOT NULL PRIMARY KEY AUTOINCREMENT, \
             \"name\" varchar(80) NOT NULL, \"status\" varchar NOT NULL DEFAULT 'draft', \
             \"created_at\" timestamp_with_timezone_text NOT NULL, \"parent_id\" integer, \
             FOREIGN KEY (\"parent_id\") REFERENCES \"table_{parent}\" (\"id\") ON DELETE CASCADE);\n\
             CREATE INDEX \"idx-table_{n}-name\" ON \"table_{n}\" (\"name\")"
        )
    };
    vec![format!(
        "BEGIN;{};COMMIT",
        (0..count).map(table).collect::<Vec<_>>().join(";")
    )]
}

#[tokio::test]
#[expect(
    clippy::print_stderr,
    reason = "times are there to be looked at (--release -- --nocapture), not asserted"
)]
async fn a_thousand_tables_are_read_copied_and_read_again() {
    let db = database(&definitions(1000)).await;
    let start = Instant::now();
    let mut catalogue = Catalogue::read(&db).await.unwrap();
    eprintln!("read      {:?}", start.elapsed());
    let start = Instant::now();
    let (copy, missing) = shadow::replicate(&catalogue).await.unwrap();
    eprintln!("replicate {:?}", start.elapsed());
    let start = Instant::now();
    catalogue.refresh(&db, "table_500").await.unwrap();
    eprintln!("refresh   {:?}", start.elapsed());
    assert_eq!(missing, []);
    assert_eq!(catalogue.schema().tables.len(), 1000);
    let copied = Catalogue::read(&copy).await.unwrap();
    assert_eq!(catalogue.schema().tables, copied.schema().tables);
}
