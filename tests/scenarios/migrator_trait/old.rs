//! The hand-written migrations of a forum, for sea-orm-migration.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{integer, pk_auto, string, string_uniq};

pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![Box::new(Members), Box::new(Threads), Box::new(Titles)]
    }
}

struct Members;

impl MigrationName for Members {
    fn name(&self) -> &str {
        "m20220101_000001_members"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Members {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let members = Table::create()
            .table("members")
            .if_not_exists()
            .col(pk_auto("id"))
            .col(string_uniq("name"))
            .to_owned();
        manager.create_table(members).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .drop_table(Table::drop().table("members").to_owned())
            .await
    }
}

struct Threads;

impl MigrationName for Threads {
    fn name(&self) -> &str {
        "m20220202_000001_threads"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Threads {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let threads = Table::create()
            .table("threads")
            .col(pk_auto("id"))
            .col(integer("member_id"))
            .foreign_key(
                ForeignKey::create()
                    .from("threads", "member_id")
                    .to("members", "id")
                    .on_delete(ForeignKeyAction::Cascade),
            )
            .to_owned();
        manager.create_table(threads).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .drop_table(Table::drop().table("threads").to_owned())
            .await
    }
}

/// Asks the schema, changes it, and moves rows: what such code does.
struct Titles;

impl MigrationName for Titles {
    fn name(&self) -> &str {
        "m20230303_000001_titles"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Titles {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        if manager.has_column("threads", "title").await? {
            return Ok(());
        }
        let mut title = string("title");
        let title = Table::alter()
            .table("threads")
            .add_column(title.default(""))
            .to_owned();
        manager.alter_table(title).await?;
        let db = manager.get_connection();
        db.execute_unprepared("UPDATE threads SET title = 'Thread ' || id")
            .await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let title = Table::alter()
            .table("threads")
            .drop_column("title")
            .to_owned();
        manager.alter_table(title).await
    }
}
