//! Where the database is, and that its schema is the newest when the bot starts.

use std::error::Error;
use std::path::PathBuf;
use std::{env, io};

use sea_orm::sqlx::sqlite::SqliteJournalMode;
use sea_orm::{ConnectOptions, Database, DatabaseConnection};

/// Opens the database and applies the revisions that it lacks.
///
/// With the write-ahead log readers and the writer do not wait for each other.
pub async fn init_db() -> Result<DatabaseConnection, Box<dyn Error>> {
    dotenvy::dotenv().ok();
    let file = path()?;
    let mut options = ConnectOptions::new("sqlite://");
    options.sqlx_logging(false);
    options.map_sqlx_sqlite_opts(move |options| {
        let options = options.filename(&file).create_if_missing(true);
        options.journal_mode(SqliteJournalMode::Wal)
    });
    let db = Database::connect(options).await?;
    migration::revisions().upgrade(&db, "head").await?;
    migration::revisions().ensure_current(&db).await?;
    Ok(db)
}

/// The file that `INVOICE_DB_PATH` names, else `backend/data.sqlite`. A relative path begins at the
/// project's root, whichever folder the bot was started in, as it does for `cargo db`.
fn path() -> io::Result<PathBuf> {
    let here = env::current_dir()?;
    let root = here
        .ancestors()
        .find(|folder| folder.join("sterna.toml").is_file());
    let path = env::var_os("INVOICE_DB_PATH").unwrap_or_else(|| "backend/data.sqlite".into());
    Ok(root.unwrap_or(&here).join(path))
}
