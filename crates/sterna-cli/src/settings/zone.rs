//! `timezone`: whose clock the name and the header of a new revision file go by.

use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use serde::Deserialize;
use thiserror::Error;

/// A time zone by its name; UTC where none is set.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Zone(TimeZone);

/// A name that the system's time zones do not have.
#[derive(Debug, PartialEq, Eq, Error)]
#[error(
    "timezone: this system knows no time zone {0:?}; write a name such as `Europe/Berlin`, or `UTC`"
)]
pub struct UnknownZone(String);

impl Default for Zone {
    fn default() -> Self {
        Self(TimeZone::UTC)
    }
}

impl TryFrom<String> for Zone {
    type Error = UnknownZone;

    fn try_from(name: String) -> Result<Self, UnknownZone> {
        let found = TimeZone::get(&name);
        found.map(Self).map_err(|_| UnknownZone(name))
    }
}

impl Zone {
    /// What the clocks show there.
    pub fn at(&self, time: Timestamp) -> Zoned {
        time.to_zoned(self.0.clone())
    }

    /// The time as a revision's header says it: `2026-11-20T12:05:09Z`.
    pub fn written(&self, time: Timestamp) -> String {
        let format = match self.0 == TimeZone::UTC {
            true => "%Y-%m-%dT%H:%M:%SZ",
            false => "%Y-%m-%dT%H:%M:%S%:z",
        };
        self.at(time).strftime(format).to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_written_with_its_distance_from_utc() {
        let time = "2026-11-20T12:05:09Z".parse().expect("a time");
        assert_eq!(Zone::default().written(time), "2026-11-20T12:05:09Z");
        let utc = Zone::try_from("UTC".to_owned()).expect("a zone");
        assert_eq!(utc.written(time), "2026-11-20T12:05:09Z");
    }

    #[test]
    fn the_systems_zones_are_known_and_no_others() {
        let error = Zone::try_from("Europe/Atlantis".to_owned()).expect_err("no zone");
        assert!(error.to_string().contains("\"Europe/Atlantis\""), "{error}");
        // A slim container may have no time zones at all.
        if let Ok(tokyo) = Zone::try_from("Asia/Tokyo".to_owned()) {
            let time = "2026-11-20T22:05:09Z".parse().expect("a time");
            assert_eq!(tokyo.written(time), "2026-11-21T07:05:09+09:00");
        }
    }
}
