//! 1,000 migrations of sea-orm-migration, a table and an index each. They are one type, because
//! rustc takes minutes for a thousand modules; what runs is the same.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{pk_auto, string, text_null, timestamp};
use sea_orm_migration::sea_orm::Database;

struct CreateTable(usize);

impl MigrationName for CreateTable {
    fn name(&self) -> &str {
        Box::leak(format!("m{:05}_table", self.0).into_boxed_str())
    }
}

#[async_trait::async_trait]
impl MigrationTrait for CreateTable {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = format!("table_{}", self.0);
        let create = Table::create()
            .table(table.clone())
            .col(pk_auto("id"))
            .col(string("name"))
            .col(text_null("note"))
            .col(timestamp("created_at"))
            .to_owned();
        manager.create_table(create).await?;
        let name = format!("idx-{table}-name");
        let index = Index::create().name(name).table(table).col("name").to_owned();
        manager.create_index(index).await
    }
}

struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        let migration = |number| Box::new(CreateTable(number)) as Box<dyn MigrationTrait>;
        (0..1_000).map(migration).collect()
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), DbErr> {
    let db = Database::connect("sqlite://peer.db?mode=rwc").await?;
    Migrator::up(&db, None).await
}
