//! Ids for new revisions.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};
use std::time::{SystemTime, UNIX_EPOCH};

/// An id that is not taken: twelve hexadecimal digits, as Alembic has them.
///
/// Two people who write revisions on the same day must not meet, so it is random and not a
/// number in sequence. It is no secret: the hasher's random keys are random enough.
pub fn new_id(taken: impl Fn(&str) -> bool) -> String {
    loop {
        let id = random_id();
        if !taken(&id) {
            return id;
        }
    }
}

fn random_id() -> String {
    let mut hasher = RandomState::new().build_hasher();
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    hasher.write_u128(now.map_or(0, |elapsed| elapsed.as_nanos()));
    format!("{:012x}", hasher.finish() & 0xffff_ffff_ffff)
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn ids_are_twelve_digits_and_differ() {
        let ids: HashSet<_> = (0..1_000).map(|_| new_id(|_| false)).collect();
        assert_eq!(ids.len(), 1_000);
        assert!(ids.iter().all(|id| id.len() == 12));
        assert!(
            ids.iter()
                .all(|id| id.bytes().all(|b| b.is_ascii_hexdigit()))
        );
    }

    #[test]
    fn an_id_that_is_taken_is_passed_over() {
        let refusals = Cell::new(3_u32);
        new_id(|_| refusals.replace(refusals.get().saturating_sub(1)) > 0);
        assert_eq!(refusals.get(), 0);
    }
}
