//! A view or a trigger that does not work.
//!
//! SQLite looks into all of them before it renames something or drops a column
//! (<https://www.sqlite.org/lang_altertable.html#alter_table_rename>), and gives up at the first
//! that it cannot make sense of, be it one that has nothing to do with the table. That such an
//! object is there can be told neither from its text alone nor by a query, which would fail
//! likewise; so what is read here is SQLite's answer.

use std::fmt;

/// A view or a trigger that SQLite gave up at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// "view" or "trigger".
    pub kind: &'static str,
    /// Its name.
    pub name: String,
    /// What broke it, such as "drop column"; `None` where it was broken before.
    pub by: Option<String>,
    /// What SQLite finds wrong.
    pub reason: String,
}

impl Broken {
    /// What SQLite told about it when it refused this statement; `None` if it is about something
    /// else.
    pub fn told(sql: &str, message: &str) -> Option<Self> {
        if !sql.starts_with("ALTER TABLE ") {
            return None;
        }
        let (_, told) = message.split_once("error in ")?;
        let kinds = ["view", "trigger"].into_iter();
        let (kind, told) = kinds
            .filter_map(|kind| Some((kind, told.strip_prefix(kind)?.strip_prefix(' ')?)))
            .next()?;
        let (object, reason) = told.split_once(": ")?;
        let (name, by) = match object.rsplit_once(" after ") {
            Some((name, by)) => (name, Some(by.to_owned())),
            None => (object, None),
        };
        Some(Self {
            kind,
            name: name.to_owned(),
            by,
            reason: reason.to_owned(),
        })
    }

    /// What to write or do next.
    pub fn help(&self) -> String {
        let Self { kind, name, .. } = self;
        let drop = format!("`op.drop_{kind}({name:?})`");
        match self.by {
            Some(_) => format!("{drop} in a step before it, and create the {kind} as it is to be"),
            None => format!(
                "drop it or create it rightly in a step before it, {drop}: SQLite looks into every \
                 view and trigger before it renames something or drops a column"
            ),
        }
    }
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            kind, name, reason, ..
        } = self;
        match &self.by {
            Some(by) => write!(f, "{kind} {name} would not work after {by}: {reason}"),
            None => write!(f, "{kind} {name} did not work before either: {reason}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALTER: &str = "ALTER TABLE t DROP COLUMN b";

    #[test]
    fn what_sqlite_tells_is_taken_apart() {
        let before = Broken::told(ALTER, "(code: 1) error in view v: no such table: main.nix");
        let before = before.expect("a view");
        assert_eq!((before.kind, before.name.as_str()), ("view", "v"));
        assert_eq!(before.reason, "no such table: main.nix");
        assert_eq!(before.by, None);
        let told = "error in trigger a b after drop column: no such column: b";
        let after = Broken::told(ALTER, told).expect("a trigger");
        assert_eq!((after.kind, after.name.as_str()), ("trigger", "a b"));
        assert_eq!(after.by.as_deref(), Some("drop column"));
    }

    #[test]
    fn other_errors_are_left_alone() {
        for (sql, message) in [
            (ALTER, "no such column: b"),
            (
                ALTER,
                "error in index i after drop column: no such column: b",
            ),
            ("SELECT 1", "error in view v: no such table: main.nix"),
        ] {
            assert_eq!(Broken::told(sql, message), None, "{sql}: {message}");
        }
    }
}
