//! What a backup is called: `content.20261121T101502Z.9c41d0be3f2a.db` is one of `content.db`,
//! taken at that time, at that revision; `content.20261121T101502Z-auto.9c41d0be3f2a.db` is one
//! that nobody asked for. Pure, but for the listing of a folder.
//!
//! The names decide which files `keep` may delete, so nothing is a backup that is not named like
//! one to the last character. The mark stands within the moment, since there it makes no name that
//! could be one of another database: `content.….auto` would be one of `content.auto` as well.

use std::fs;
use std::path::{Path, PathBuf};

/// Who wanted a backup.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Origin {
    /// A person, or a script of one.
    #[default]
    Asked,
    /// A command that may destroy something.
    Automatic,
}

impl Origin {
    /// What stands at the end of the moment.
    fn mark(self) -> &'static str {
        match self {
            Self::Asked => "",
            Self::Automatic => "-auto",
        }
    }
}

/// The backups of one database, of one origin.
pub(super) struct Family {
    /// `content`
    stem: String,
    /// `.db`; empty where the database's name has none.
    end: String,
    origin: Origin,
}

/// The end of what is not a backup yet.
const PARTIAL: &str = ".partial";

/// A revision's id is 32 characters at most, and many heads would be a name too long for a file.
const HEADS_AT_MOST: usize = 80;

impl Family {
    /// The backups of the database in that file.
    pub(super) fn of(database: &Path, origin: Origin) -> Self {
        let text = |part: Option<&std::ffi::OsStr>| {
            part.map(|part| part.to_string_lossy().into_owned())
                .unwrap_or_default()
        };
        let end = text(database.extension());
        Self {
            stem: text(database.file_stem()),
            end: if end.is_empty() {
                end
            } else {
                format!(".{end}")
            },
            origin,
        }
    }

    /// The moment of a backup at that time, the first or a later one of that second.
    pub(super) fn at(&self, time: &str, number: u32) -> String {
        let mark = self.origin.mark();
        match number {
            ..=1 => format!("{time}{mark}"),
            later => format!("{time}-{later}{mark}"),
        }
    }

    /// The name of a backup at that moment, with these applied heads.
    pub(super) fn name(&self, moment: &str, heads: &[String]) -> String {
        format!("{}.{moment}.{}{}", self.stem, revision(heads), self.end)
    }

    /// The name of what is not a backup yet.
    pub(super) fn partial(&self, moment: &str) -> String {
        format!("{}.{moment}{}{PARTIAL}", self.stem, self.end)
    }

    /// Whether there is a backup of that moment.
    pub(super) fn has(&self, folder: &Path, moment: &str) -> bool {
        let is_of = |name: &String| self.moment(name) == Some(moment);
        names(folder).iter().any(is_of)
    }

    /// All backups in the folder, oldest first.
    pub(super) fn copies(&self, folder: &Path) -> Vec<PathBuf> {
        by_age(folder, |name| age(self.moment(name)?, self.origin))
    }

    /// What was begun before that moment and never became a backup.
    pub(super) fn partials_before(&self, folder: &Path, moment: &str) -> Vec<PathBuf> {
        let begun = |name: &String| {
            let middle = between(name, &self.stem, &format!("{}{PARTIAL}", self.end));
            let is_moment = |begun| {
                let origins = [Origin::Asked, Origin::Automatic];
                origins.iter().any(|origin| age(begun, *origin).is_some())
            };
            middle.is_some_and(|begun| is_moment(begun) && begun < moment)
        };
        let found = names(folder).into_iter().filter(begun);
        found.map(|name| folder.join(name)).collect()
    }

    /// The moment of a backup; `None` for the name of anything else.
    fn moment<'a>(&self, name: &'a str) -> Option<&'a str> {
        let (moment, revision) = between(name, &self.stem, &self.end)?.split_once('.')?;
        let is_revision = !revision.is_empty() && revision.chars().all(is_plain);
        let is_moment = age(moment, self.origin).is_some();
        (is_moment && is_revision).then_some(moment)
    }
}

/// The files beside a database that are called after it, such a word and a time, oldest first.
pub(crate) fn kept_beside(database: &Path, word: &str) -> Vec<PathBuf> {
    let (Some(folder), Some(name)) = (database.parent(), database.file_name()) else {
        return Vec::new();
    };
    let begin = format!("{}{word}", name.to_string_lossy());
    by_age(folder, |name| {
        age(name.strip_prefix(&begin)?, Origin::Asked)
    })
}

/// The files of a folder that have an age, oldest first.
fn by_age(folder: &Path, age: impl Fn(&str) -> Option<(String, u32)>) -> Vec<PathBuf> {
    let aged = |name: String| Some((age(&name)?, name));
    let mut found: Vec<_> = names(folder).into_iter().filter_map(aged).collect();
    found.sort();
    let path = |(_, name): (_, String)| folder.join(name);
    found.into_iter().map(path).collect()
}

/// What stands between `content.` and `.db`.
fn between<'a>(name: &'a str, stem: &str, end: &str) -> Option<&'a str> {
    name.strip_prefix(stem)?
        .strip_prefix('.')?
        .strip_suffix(end)
}

/// The time and the number of a moment of that origin: `20261121T101502Z`, or
/// `20261121T101502Z-2` for the second one of that second; `-10` is younger than `-9`.
fn age(moment: &str, origin: Origin) -> Option<(String, u32)> {
    let shape = "00000000T000000Z";
    let (time, rest) = moment.split_at_checked(shape.len())?;
    let fits = |(given, wanted): (char, char)| match wanted {
        '0' => given.is_ascii_digit(),
        letter => given == letter,
    };
    let is_time = time.chars().zip(shape.chars()).all(fits);
    let number = match rest.strip_suffix(origin.mark())? {
        "" => 1,
        later => later.strip_prefix('-')?.parse().ok().filter(|n| *n > 1)?,
    };
    is_time.then(|| (time.to_owned(), number))
}

/// The applied heads as a part of a file name. They come from the database: hostile input.
fn revision(heads: &[String]) -> String {
    if heads.is_empty() {
        return "base".to_owned();
    }
    let plain = |c: char| if is_plain(c) { c } else { '_' };
    let joined = heads.join("+");
    joined.chars().map(plain).take(HEADS_AT_MOST).collect()
}

fn is_plain(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '+')
}

/// The names in a folder; those that are no text are nobody's backup.
fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .filter_map(|entry| entry.file_name().into_string().ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn content() -> Family {
        Family::of(Path::new("/srv/content.db"), Origin::Asked)
    }

    fn automatic() -> Family {
        Family::of(Path::new("/srv/content.db"), Origin::Automatic)
    }

    fn heads(ids: &[&str]) -> Vec<String> {
        ids.iter().map(|id| (*id).to_owned()).collect()
    }

    #[test]
    fn a_name_says_when_and_at_which_revision() {
        let name = content().name("20261121T101502Z", &heads(&["9c41d0be3f2a"]));
        assert_eq!(name, "content.20261121T101502Z.9c41d0be3f2a.db");
        assert_eq!(content().moment(&name), Some("20261121T101502Z"));
        let name = content().name("20261121T101502Z-2", &heads(&["a", "b"]));
        assert_eq!(name, "content.20261121T101502Z-2.a+b.db");
        assert_eq!(content().moment(&name), Some("20261121T101502Z-2"));
        let plain = Family::of(Path::new("content"), Origin::Asked);
        let name = plain.name("20261121T101502Z", &[]);
        assert_eq!(name, "content.20261121T101502Z.base");
        assert!(plain.moment(&name).is_some());
    }

    #[test]
    fn a_hostile_revision_stays_a_part_of_the_name() {
        let name = content().name("20261121T101502Z", &heads(&["../../etc/x\u{1b}\n.db"]));
        assert_eq!(name, "content.20261121T101502Z.______etc_x___db.db");
        let long = content().name("20261121T101502Z", &heads(&[&"a".repeat(1_000)]));
        assert!(long.len() < 120, "{long}");
    }

    #[test]
    fn other_files_are_no_backups() {
        for other in [
            "content.db",
            "content.20261121T101502Z.db",
            "content.20261121T101502Z..db",
            "content.20261121T101502Z.9c41.sqlite",
            "content.20261121T101502Z.9c41.db.partial",
            "content.20261121T101502Z.9c41.old.db",
            "content.2026-11-21.9c41.db",
            "content.20261121T101502Z-1.9c41.db",
            "content.20261121T101502Z-x.9c41.db",
            "content.20261121T101502Z-auto.9c41.db",
            "content.20261121T101502Z-2-auto.9c41.db",
            "my.content.20261121T101502Z.9c41.db",
            "contents.20261121T101502Z.9c41.db",
        ] {
            assert_eq!(content().moment(other), None, "{other}");
        }
    }

    #[test]
    fn a_backup_that_nobody_asked_for_is_told_by_its_name() {
        for (moment, name) in [
            ("20261121T101502Z", "content.20261121T101502Z-auto.9c41.db"),
            ("20261121T101502Z", "content.20261121T101502Z-auto.auto.db"),
        ] {
            let moment = automatic().at(moment, 1);
            let revision = name.split('.').nth(2).expect("a revision");
            assert_eq!(automatic().name(&moment, &heads(&[revision])), name);
            assert_eq!(automatic().moment(name), Some(moment.as_str()));
        }
        let second = automatic().at("20261121T101502Z", 2);
        let name = automatic().name(&second, &heads(&["9c41"]));
        assert_eq!(name, "content.20261121T101502Z-2-auto.9c41.db");
        assert_eq!(automatic().moment(&name), Some(second.as_str()));
        for other in [
            "content.20261121T101502Z.9c41.db",
            "content.20261121T101502Z-2.9c41.db",
            "content.20261121T101502Z.auto.db",
            "content.20261121T101502Z.9c41-auto.db",
            "content.20261121T101502Z-1-auto.9c41.db",
            "content.20261121T101502Z-autos.9c41.db",
            "content.auto.20261121T101502Z.9c41.db",
        ] {
            assert_eq!(automatic().moment(other), None, "{other}");
        }
    }

    #[test]
    fn the_tenth_of_a_second_is_younger_than_the_ninth() {
        let age = |moment| age(moment, Origin::Asked).expect("a moment");
        assert!(age("20261121T101502Z-9") < age("20261121T101502Z-10"));
        assert!(age("20261121T101502Z") < age("20261121T101502Z-2"));
        assert!(age("20261121T101502Z-2") < age("20261121T101503Z"));
    }
}
