//! Which SQLite carries out what is planned: newer ones have statements that older ones lack.

use sea_orm::{ConnectionTrait, DbErr, Statement};

/// A release of SQLite (<https://www.sqlite.org/versionnumbers.html>). One that nobody was asked
/// for is the oldest there is, whose plans every SQLite can carry out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version {
    major: u32,
    minor: u32,
}

impl Version {
    /// The release `major.minor`; a third number only mends.
    pub fn new(major: u32, minor: u32) -> Self {
        Self { major, minor }
    }

    /// The version of the library behind a connection.
    pub(super) async fn read<C: ConnectionTrait>(db: &C) -> Result<Self, DbErr> {
        let sql = "SELECT sqlite_version()";
        let statement = Statement::from_string(db.get_database_backend(), sql);
        let row = db.query_one_raw(statement).await?;
        let text: Option<String> = row.map(|row| row.try_get_by_index(0)).transpose()?;
        Ok(text.map_or_else(Self::default, |text| Self::parse(&text)))
    }

    fn parse(text: &str) -> Self {
        let mut numbers = text.split('.').map(|number| number.parse().unwrap_or(0));
        let mut next = || numbers.next().unwrap_or(0);
        Self::new(next(), next())
    }

    /// Whether `ALTER TABLE` sets and drops NOT NULL and CHECK
    /// (<https://www.sqlite.org/releaselog/3_53_0.html>).
    pub fn alters_constraints(self) -> bool {
        self >= Self::new(3, 53)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn releases_are_told_apart_by_number() {
        let alters = |text| Version::parse(text).alters_constraints();
        for text in ["3.53.0", "3.54.1", "3.100", "4.0.0"] {
            assert!(alters(text), "{text}");
        }
        for text in ["3.51.0", "3.6.23.1", "3", "", "new"] {
            assert!(!alters(text), "{text}");
        }
        assert!(!Version::default().alters_constraints());
    }
}
