//! Whether anybody else has written to a database since a moment.
//!
//! SQLite tells a connection whether *another* one has committed anything
//! (<https://www.sqlite.org/pragma.html#pragma_data_version>). The number means something on one
//! connection only, which is marked, so that another one of the pool is not taken for it.

use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr};

use crate::backup::BackupError;
use crate::backup::copy::texts;
use crate::error::Error;

/// A connection that knows whether others write.
#[derive(Debug)]
pub struct Watch {
    db: DatabaseConnection,
    version: String,
}

impl Watch {
    /// Begins to watch. The pool should have one connection, which then is the one that works: its
    /// own writes do not count.
    ///
    /// # Errors
    ///
    /// The database cannot be read.
    pub async fn begin(db: &DatabaseConnection) -> Result<Self, BackupError> {
        let begun = async {
            db.execute_unprepared("CREATE TEMP TABLE sterna_watch (moment)")
                .await?;
            version(db).await
        };
        let version = begun.await.map_err(asking)?;
        Ok(Self {
            db: db.clone(),
            version: version.unwrap_or_default(),
        })
    }

    /// Whether another connection has committed something, or may have: where the connection was
    /// lost, nobody knows.
    ///
    /// # Errors
    ///
    /// The database cannot be read.
    pub async fn others_wrote(&self) -> Result<bool, BackupError> {
        let now = version(&self.db).await.map_err(asking)?;
        Ok(now.as_ref() != Some(&self.version))
    }

    /// The connection.
    pub fn database(&self) -> &DatabaseConnection {
        &self.db
    }
}

/// The number, on the marked connection alone.
async fn version(db: &DatabaseConnection) -> Result<Option<String>, DbErr> {
    let sql = "SELECT CAST(data_version AS TEXT) FROM pragma_data_version \
               WHERE EXISTS (SELECT 1 FROM temp.sqlite_schema WHERE name = 'sterna_watch')";
    Ok(texts(db, sql, []).await?.pop())
}

fn asking(error: DbErr) -> BackupError {
    Error::database("asking who has written", error).into()
}
