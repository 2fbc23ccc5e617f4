//! The schema of the reference application as test data, for what cannot depend on the
//! application itself: the page that compares the reader with sea-schema.

use tests::{Reference, expect_file};

const OBJECTS: &str = "SELECT sql || ';' FROM sqlite_schema
    WHERE sql IS NOT NULL AND tbl_name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
      AND tbl_name NOT LIKE 'sterna\\_%' ESCAPE '\\' ORDER BY rowid";

#[test]
fn the_test_data_is_what_the_revisions_make() {
    let app = Reference::new(env!("CARGO_BIN_EXE_reference-db"));
    app.db(["upgrade", "head"]).ok();
    let definitions = app.database().query(OBJECTS).join("\n") + "\n";
    let expected = include_str!("../../data/content.sql");
    expect_file("data/content.sql", &definitions, expected);
}
