//! A database that Alembic managed.

use sterna::Error;
use sterna::prelude::*;

use crate::support::*;

const LEGACY: Revision = revision("1975ea83b712", nothing, nothing);
const NEW: Revision = revision("9c41d0be3f2a", nothing, nothing);

const ALEMBIC: &str = "CREATE TABLE alembic_version (\n\tversion_num VARCHAR(32) NOT NULL, \n\tCONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)\n)";

#[tokio::test]
async fn alembics_table_is_taken_over_as_it_is() {
    for table in [
        ALEMBIC,
        "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)",
    ] {
        let scratch = Scratch::new();
        let db = scratch.connect().await;
        run(&db, table).await;
        run(&db, "INSERT INTO alembic_version VALUES ('1975ea83b712')").await;
        let revisions = project(&[LEGACY, NEW]).version_table("alembic_version");
        assert_eq!(revisions.current(&db).await.unwrap().pending, [NEW.id]);
        revisions.upgrade(&db, "head").await.unwrap();
        assert_eq!(
            rows(&db, "SELECT version_num FROM alembic_version").await,
            [NEW.id]
        );
        assert_eq!(
            rows(
                &db,
                "SELECT sql FROM sqlite_schema WHERE name = 'alembic_version'"
            )
            .await,
            [table]
        );
        let history = "SELECT direction || ' ' || revision FROM sterna_history ORDER BY id";
        assert_eq!(
            rows(&db, history).await,
            ["adopt 1975ea83b712", "upgrade 9c41d0be3f2a"]
        );
        assert!(revisions.current(&db).await.unwrap().warnings.is_empty());
    }
}

#[tokio::test]
async fn a_row_that_names_nothing_is_an_error_of_its_own() {
    for value in ["NULL", "''", "x'ff00'", "CAST(x'c328' AS TEXT)"] {
        let scratch = Scratch::new();
        let db = scratch.connect().await;
        run(
            &db,
            "CREATE TABLE alembic_version (version_num VARCHAR(32))",
        )
        .await;
        run(
            &db,
            &format!("INSERT INTO alembic_version VALUES ({value})"),
        )
        .await;
        let revisions = project(&[LEGACY, NEW]).version_table("alembic_version");
        let error = revisions.upgrade(&db, "head").await.unwrap_err();
        assert!(matches!(error, Error::EmptyVersion { .. }), "{error:?}");
    }
}

#[tokio::test]
async fn a_doubled_row_is_an_error_that_names_it() {
    let scratch = Scratch::new();
    let db = scratch.connect().await;
    run(
        &db,
        "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)",
    )
    .await;
    run(
        &db,
        "INSERT INTO alembic_version VALUES ('1975ea83b712'), ('1975ea83b712')",
    )
    .await;
    let revisions = project(&[LEGACY, NEW]).version_table("alembic_version");
    let error = revisions.upgrade(&db, "head").await.unwrap_err();
    assert!(matches!(error, Error::DoubledVersion { .. }), "{error:?}");
    assert!(error.to_string().contains("1975ea83b712"), "{error}");
}
