//! ContentEngine without its platforms: posts are written, scheduled and published.

use std::error::Error;
use std::process::ExitCode;

use entity::post::{self, Platform, Status};
use entity::user;
use sea_orm::ActiveValue::Set;
use sea_orm::prelude::DateTimeUtc;
use sea_orm::sqlx::sqlite::SqliteJournalMode;
use sea_orm::{
    ActiveEnum, ColumnTrait, ConnectOptions, Database, DatabaseConnection, DbErr, EntityTrait,
    QueryFilter, QueryOrder,
};

type Outcome<T> = Result<T, Box<dyn Error>>;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("content-engine: {error}");
            let known = error.downcast_ref::<sterna::Error>();
            if let Some(help) = known.and_then(sterna::Error::help) {
                eprintln!("help: {help}");
            }
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Outcome<()> {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
    let db = open().await?;
    if arguments == ["init"] {
        migration::revisions().upgrade(&db, "head").await?;
        return Ok(db.close().await?);
    }
    migration::revisions().ensure_current(&db).await?;
    match arguments[..] {
        ["write", email, platform, content] => write(&db, email, platform, content).await?,
        ["schedule", id, time] => schedule(&db, id.parse()?, time.parse()?).await?,
        ["publish", id] => publish(&db, id.parse()?).await?,
        ["posts"] => list(&db).await?,
        _ => {
            return Err(
                "init | write EMAIL PLATFORM TEXT | schedule ID TIME | publish ID | posts".into(),
            );
        }
    }
    Ok(db.close().await?)
}

/// Opens the database; with its write-ahead log, readers and the writer do not wait for each other.
async fn open() -> Result<DatabaseConnection, DbErr> {
    let url = std::env::var("DATABASE_URL");
    let url = url.unwrap_or_else(|_| "sqlite://data/content.db".to_owned());
    let mut options = ConnectOptions::new(url);
    options.sqlx_logging(false).max_connections(1);
    options.map_sqlx_sqlite_opts(|options| options.journal_mode(SqliteJournalMode::Wal));
    Database::connect(options).await
}

/// Writes down a draft of somebody who is registered when they are new.
async fn write(db: &DatabaseConnection, email: &str, platform: &str, content: &str) -> Outcome<()> {
    let post = post::ActiveModel {
        content: Set(content.to_owned()),
        platform: Set(Platform::try_from_value(&platform.to_owned())?),
        status: Set(Status::Draft),
        user_id: Set(Some(user_id(db, email).await?)),
        ..Default::default()
    };
    let id = post::Entity::insert(post).exec(db).await?.last_insert_id;
    println!("post {id} is a draft");
    Ok(())
}

async fn user_id(db: &DatabaseConnection, email: &str) -> Result<i32, DbErr> {
    let by_email = user::Entity::find().filter(user::Column::Email.eq(email));
    if let Some(user) = by_email.one(db).await? {
        return Ok(user.id);
    }
    let user = user::ActiveModel {
        email: Set(email.to_owned()),
        ..Default::default()
    };
    Ok(user::Entity::insert(user).exec(db).await?.last_insert_id)
}

async fn schedule(db: &DatabaseConnection, id: i32, time: DateTimeUtc) -> Result<(), DbErr> {
    let post = post::ActiveModel {
        id: Set(id),
        status: Set(Status::Scheduled),
        scheduled_at: Set(Some(time)),
        ..Default::default()
    };
    let post = post::Entity::update(post).exec(db).await?;
    println!("post {} is scheduled", post.id);
    Ok(())
}

async fn publish(db: &DatabaseConnection, id: i32) -> Result<(), DbErr> {
    let post = post::ActiveModel {
        id: Set(id),
        status: Set(Status::Posted),
        external_id: Set(Some(format!("urn:post:{id}"))),
        ..Default::default()
    };
    let post = post::Entity::update(post).exec(db).await?;
    println!("post {} is posted", post.id);
    Ok(())
}

async fn list(db: &DatabaseConnection) -> Result<(), DbErr> {
    let posts = post::Entity::find().order_by_asc(post::Column::Id);
    for post in posts.all(db).await? {
        let (platform, status) = (post.platform.to_value(), post.status.to_value());
        println!("{} {platform} {status}: {}", post.id, post.content);
    }
    Ok(())
}
