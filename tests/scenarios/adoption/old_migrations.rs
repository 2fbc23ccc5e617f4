//! Migrations as people write them with sea-orm-migration, over several of its versions: half
//! with its builders, half in SQL, with the names of types that an older SeaORM gave.

use sea_orm_migration::prelude::*;

pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![Box::new(Tables), Box::new(Indexes), Box::new(Search)]
    }
}

struct Tables;

impl MigrationName for Tables {
    fn name(&self) -> &str {
        "m20220101_000001_create_tables"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Tables {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = |name: &str, declared: &str| {
            let mut column = ColumnDef::new(Alias::new(name));
            column.custom(Alias::new(declared));
            column
        };
        let authors = Table::create()
            .table(Alias::new("authors"))
            .col(
                ColumnDef::new(Alias::new("id"))
                    .integer()
                    .not_null()
                    .auto_increment()
                    .primary_key(),
            )
            .col(column("email", "varchar").not_null().unique_key())
            .col(column("name", "text"))
            .col(column("token", "text(36)").not_null())
            .col(column("avatar", "blob"))
            .col(
                column("created_at", "timestamp_text")
                    .not_null()
                    .default(Expr::current_timestamp()),
            )
            .to_owned();
        manager.create_table(authors).await?;
        let db = manager.get_connection();
        db.execute_unprepared(
            "CREATE TABLE articles (
                id integer NOT NULL PRIMARY KEY AUTOINCREMENT,
                author_id integer NOT NULL,
                slug varchar NOT NULL COLLATE NOCASE,
                title text NOT NULL DEFAULT 'it''s untitled',
                body text NOT NULL,
                status varchar NOT NULL DEFAULT 'draft' CHECK (status IN ('draft', 'published')),
                price DOUBLE NOT NULL DEFAULT 0.0,
                published_at datetime_text,
                FOREIGN KEY (author_id) REFERENCES authors (id) ON DELETE CASCADE ON UPDATE CASCADE
            )",
        )
        .await?;
        db.execute_unprepared(
            "CREATE TABLE comments (
                id integer NOT NULL PRIMARY KEY AUTOINCREMENT,
                article_id integer NOT NULL,
                body varchar NOT NULL,
                votes integer NOT NULL DEFAULT 0,
                CONSTRAINT fk_comments_article FOREIGN KEY (article_id) REFERENCES articles (id)
                    ON DELETE CASCADE
            )",
        )
        .await?;
        Ok(())
    }
}

struct Indexes;

impl MigrationName for Indexes {
    fn name(&self) -> &str {
        "m20230215_000001_indexes"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Indexes {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let queue = Index::create()
            .name("idx_articles_author_status")
            .table(Alias::new("articles"))
            .col(Alias::new("author_id"))
            .col((Alias::new("status"), IndexOrder::Desc))
            .to_owned();
        manager.create_index(queue).await?;
        let db = manager.get_connection();
        for sql in [
            "CREATE UNIQUE INDEX idx_articles_slug ON articles (slug) WHERE status = 'published'",
            "CREATE INDEX idx_articles_title ON articles (lower(title), ifnull(published_at, ''))",
            "CREATE INDEX idx_comments_article ON comments (article_id)",
            "CREATE VIEW published AS SELECT id, title FROM articles WHERE status = 'published'",
        ] {
            db.execute_unprepared(sql).await?;
        }
        Ok(())
    }
}

struct Search;

impl MigrationName for Search {
    fn name(&self) -> &str {
        "m20240606_000001_search"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Search {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        for sql in [
            "CREATE VIRTUAL TABLE articles_text USING fts5 (
                title, body, content = 'articles', content_rowid = 'id'
            )",
            "CREATE TRIGGER articles_inserted AFTER INSERT ON articles BEGIN
                INSERT INTO articles_text (rowid, title, body)
                VALUES (new.id, new.title, new.body);
            END",
            "CREATE TRIGGER comments_counted AFTER DELETE ON comments
            WHEN old.votes > 100 BEGIN SELECT raise(ABORT, 'people like it'); END",
            // A table of another program, which no entity knows.
            "CREATE TABLE plugin_state (plugin text PRIMARY KEY, state blob) WITHOUT ROWID",
        ] {
            db.execute_unprepared(sql).await?;
        }
        Ok(())
    }
}
