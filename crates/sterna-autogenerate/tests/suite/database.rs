//! Schemas as people write them: DDL that a real SQLite runs and the real reader reads.

use sea_orm::{ConnectionTrait, DatabaseConnection};
use sterna_dialect::sqlite::{Catalogue, shadow};
use sterna_schema::Schema;

/// A database in memory that ran these statements.
pub async fn database(ddl: &str) -> DatabaseConnection {
    let database = shadow::empty().await.expect("an in-memory database opens");
    let ran = database.execute_unprepared(ddl).await;
    ran.unwrap_or_else(|error| panic!("{error}: {ddl}"));
    database
}

/// What a database that ran these statements holds.
pub async fn catalogue(ddl: &str) -> Catalogue {
    let database = database(ddl).await;
    Catalogue::read(&database)
        .await
        .expect("the schema is readable")
}

/// The schema of a database that ran these statements.
pub async fn schema(ddl: &str) -> Schema {
    catalogue(ddl).await.schema().clone()
}
