//! A bot that turns voice messages into text. Telegram and the speech model are left out: a
//! message is a line `42 Ada voice-1.ogg 7 Good morning`, who sent which file, how many seconds
//! long, and what is said in it.

use std::error::Error;
use std::process::ExitCode;

use entity::{transcription, user};
use sea_orm::ActiveValue::Set;
use sea_orm::sqlx::sqlite::SqliteJournalMode;
use sea_orm::{
    ColumnTrait, ConnectOptions, Database, DatabaseConnection, DbErr, EntityTrait, PaginatorTrait,
    QueryFilter, QueryOrder,
};

type Outcome<T> = Result<T, Box<dyn Error>>;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bot: {error}");
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
    let db = open().await?;
    migration::revisions().ensure_current(&db).await?;
    match arguments.first().map(String::as_str) {
        Some("hear") => hear(&db, &arguments[1..].join(" ")).await?,
        Some("listen") => listen(&db).await?,
        Some("users") => list(&db).await?,
        _ => return Err("bot hear MESSAGE | bot listen | bot users".into()),
    }
    Ok(db.close().await?)
}

/// Opens the database; with its write-ahead log, readers and the writer do not wait for each other.
async fn open() -> Result<DatabaseConnection, DbErr> {
    dotenvy::dotenv().ok();
    let url = std::env::var("DATABASE_URL");
    let mut options =
        ConnectOptions::new(url.unwrap_or_else(|_| "sqlite://data/bot.db".to_owned()));
    options.sqlx_logging(false);
    options.map_sqlx_sqlite_opts(|options| options.journal_mode(SqliteJournalMode::Wal));
    Database::connect(options).await
}

/// Answers every line of standard input, as a bot does that stays connected.
async fn listen(db: &DatabaseConnection) -> Outcome<()> {
    for line in std::io::stdin().lines() {
        hear(db, &line?).await?;
    }
    Ok(())
}

/// Writes down what was said.
async fn hear(db: &DatabaseConnection, message: &str) -> Outcome<()> {
    let words: Vec<_> = message.splitn(5, ' ').collect();
    let [telegram_id, name, voice_file, seconds, text] = words[..] else {
        return Err(format!("{message:?} is not a message").into());
    };
    let transcription = transcription::ActiveModel {
        user_id: Set(user_id(db, telegram_id.parse()?, name).await?),
        voice_file: Set(voice_file.to_owned()),
        seconds: Set(seconds.parse()?),
        text: Set(Some(text.to_owned())),
        ..Default::default()
    };
    transcription::Entity::insert(transcription)
        .exec(db)
        .await?;
    println!("{name}: {text}");
    Ok(())
}

/// The id of that user, who is registered when they are new.
async fn user_id(db: &DatabaseConnection, telegram_id: i64, name: &str) -> Result<i32, DbErr> {
    let by_telegram_id = user::Column::TelegramId.eq(telegram_id);
    let known = user::Entity::find().filter(by_telegram_id).one(db).await?;
    if let Some(user) = known {
        return Ok(user.id);
    }
    let user = user::ActiveModel {
        telegram_id: Set(telegram_id),
        name: Set(name.to_owned()),
        ..Default::default()
    };
    Ok(user::Entity::insert(user).exec(db).await?.last_insert_id)
}

/// Prints who talks to the bot and how much.
async fn list(db: &DatabaseConnection) -> Result<(), DbErr> {
    let users = user::Entity::find().order_by_asc(user::Column::Id);
    for user in users.all(db).await? {
        let theirs = transcription::Column::UserId.eq(user.id);
        let messages = transcription::Entity::find().filter(theirs);
        println!("{}: {} messages", user.name, messages.count(db).await?);
    }
    Ok(())
}
