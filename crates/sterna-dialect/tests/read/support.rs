//! What the modules share: a database from definitions, and the checks that hold for any.

use std::path::PathBuf;

use sea_orm::{ConnectionTrait, DatabaseConnection};
use sterna_dialect::sqlite::inspect::{Catalogue, ObjectKind, cross_check::cross_check};
use sterna_dialect::sqlite::shadow;
use sterna_dialect::sqlite::text::TableText;

/// A database in memory with these objects.
pub async fn database<S: AsRef<str>>(definitions: &[S]) -> DatabaseConnection {
    let db = shadow::empty().await.unwrap();
    for definition in definitions {
        let definition = definition.as_ref();
        let done = db.execute_unprepared(definition).await;
        done.unwrap_or_else(|error| panic!("{definition}: {error}"));
    }
    db
}

/// What is read from a database with these objects, after the checks that hold for any.
pub async fn read<S: AsRef<str>>(definitions: &[S]) -> Catalogue {
    checked(&database(definitions).await).await
}

/// Reads a database: SQLite's pragmas agree, every text is covered by its parts, and a copy
/// from the stored texts reads the same.
pub async fn checked(db: &DatabaseConnection) -> Catalogue {
    let catalogue = Catalogue::read(db).await.unwrap();
    assert_eq!(
        cross_check(db, &catalogue).await.unwrap(),
        Vec::<String>::new()
    );
    for object in catalogue
        .objects()
        .filter(|object| object.kind == ObjectKind::Table)
    {
        covered(object.sql.as_deref().unwrap());
    }
    let (copy, missing) = shadow::replicate(&catalogue).await.unwrap();
    assert_eq!(missing, []);
    let copied = Catalogue::read(&copy).await.unwrap();
    assert_eq!(catalogue.schema().tables, copied.schema().tables);
    assert_eq!(catalogue.schema().views, copied.schema().views);
    assert_eq!(catalogue.schema().triggers, copied.schema().triggers);
    let texts = catalogue.objects().filter(|object| !object.is_internal());
    let defined = Catalogue::of_definitions(texts.filter_map(|object| object.sql.as_ref()));
    let defined = defined.unwrap();
    assert_eq!(catalogue.schema().views, defined.schema().views);
    assert_eq!(catalogue.schema().triggers, defined.schema().triggers);
    for table in &catalogue.schema().tables {
        assert_eq!(Some(table), defined.schema().table(&table.name));
    }
    catalogue
}

/// The parts of a text follow each other and leave only commas, blanks and comments between.
pub fn covered(sql: &str) {
    let text = TableText::parse(sql).unwrap_or_else(|error| panic!("{sql}: {error}"));
    assert!(sql[..text.open].ends_with('('), "{sql}");
    assert!(sql[text.close..].starts_with(')'), "{sql}");
    let columns = text.columns.iter().map(|column| column.span);
    let constraints = text.constraints.iter().map(|constraint| constraint.span);
    let mut end = text.open;
    for span in columns.chain(constraints) {
        assert!(
            span.start >= end && span.end > span.start,
            "{sql}: {span:?}"
        );
        only_commas(&sql[end..span.start]);
        end = span.end;
    }
    only_commas(&sql[end..text.close]);
    for column in &text.columns {
        let parts = column.constraints.iter().map(|constraint| constraint.span);
        let mut end = column.declared.unwrap_or(column.name).end;
        for span in parts {
            assert!(
                span.start >= end && span.end <= column.span.end,
                "{sql}: {span:?}"
            );
            only_commas(&sql[end..span.start]);
            end = span.end;
        }
        assert_eq!(end, column.span.end, "{sql}");
    }
}

fn only_commas(between: &str) {
    let mut rest = between.trim_start_matches([',', ' ', '\t', '\n', '\r']);
    while !rest.is_empty() {
        let end = match rest.get(..2) {
            Some("--") => rest.find('\n').map_or(rest.len(), |at| at + 1),
            Some("/*") => rest.find("*/").unwrap() + 2,
            _ => panic!("{between:?} holds more than commas, blanks and comments"),
        };
        rest = rest[end..].trim_start_matches([',', ' ', '\t', '\n', '\r']);
    }
}

/// A file of the repository's test data.
pub fn test_data(path: &str) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../tests")
        .join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
