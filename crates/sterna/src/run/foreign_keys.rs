//! Whether foreign keys still hold after raw SQL or code ran while they were switched off.
//!
//! The planner watches over what it plans itself. What it cannot see, a `DELETE` in raw SQL that
//! would have cascaded, is counted here for the whole database, and only where it can happen.

use super::connection::Connection;
use super::prepare::Work;
use super::query;
use crate::error::Error;

/// How many rows broke a foreign key before, and who may be to blame for more.
pub(super) enum ForeignKeyCount {
    /// Nobody looks: foreign keys are on, nothing unforeseen runs, or it is a copy without rows.
    Unwatched,
    /// How many, and the revisions with raw SQL or code.
    Watched { before: i64, revisions: Vec<String> },
}

impl ForeignKeyCount {
    pub(super) async fn before(
        connection: &Connection,
        work: &[Work],
        is_watched: bool,
    ) -> Result<Self, Error> {
        let opaque = work.iter().filter(|work| work.is_opaque());
        let revisions: Vec<_> = opaque.map(|work| work.revision().id.to_owned()).collect();
        if !is_watched || revisions.is_empty() {
            return Ok(Self::Unwatched);
        }
        let before = count(connection).await?;
        Ok(Self::Watched { before, revisions })
    }

    pub(super) async fn compare(self, connection: &Connection) -> Result<(), Error> {
        let Self::Watched { before, revisions } = self else {
            return Ok(());
        };
        let after = count(connection).await?;
        if after > before {
            return Err(Error::ForeignKeys {
                before,
                after,
                revisions,
            });
        }
        Ok(())
    }
}

async fn count(connection: &Connection) -> Result<i64, Error> {
    let counted = query::integer(connection, "SELECT count(*) FROM pragma_foreign_key_check").await;
    counted.map_err(|error| Error::database("checking foreign keys", error))
}
