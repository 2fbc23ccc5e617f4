//! Where a database is: the many spellings of a SQLite URL, read once.
//!
//! Nothing here opens anything. An [`Address`] holds an absolute path, so that no later step can
//! depend on the folder a command runs in.

use std::fmt;
use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::output::escape;

/// A database that can be opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Address {
    /// A file, by its absolute path.
    File {
        /// The path.
        path: PathBuf,
        /// Whether the URL asks for `mode=ro`.
        read_only: bool,
    },
    /// SQLite's own memory; gone when the command ends.
    Memory,
}

/// Why a text is not the address of a database.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum AddressError {
    /// A database of another kind.
    #[error("{scheme} is not a database that Sterna can read; only SQLite is")]
    OtherDatabase {
        /// The URL's scheme. The rest may hold a password and is left out.
        scheme: String,
    },
    /// Nothing but blanks, or a scheme without a path.
    #[error("the database URL `{url}` names no file")]
    Empty {
        /// The URL.
        url: String,
    },
    /// A relative path, and no `sterna.toml` that it could be relative to.
    #[error("`{path}` is relative to the project, but there is no sterna.toml here or above")]
    NoProject {
        /// The path.
        path: String,
    },
    /// A parameter after `?` that is not understood.
    #[error("the database URL's parameter `{parameter}` is not understood")]
    Parameter {
        /// The parameter as written.
        parameter: String,
    },
    /// A path that SQLite cannot be given.
    #[error("the database path holds a NUL byte or bytes that are not UTF-8")]
    NotText,
}

impl Address {
    /// Reads a URL or a path; relative paths are relative to the project's root.
    ///
    /// | spelling | path |
    /// |---|---|
    /// | `app.db`, `data/my file.db` | as it stands, no character is special |
    /// | `sqlite:app.db`, `sqlite://app.db` | relative; `%20` is a blank, `?` begins parameters |
    /// | `sqlite:///var/app.db` | absolute |
    /// | `sqlite:///./app.db` | relative, as SQLAlchemy writes it |
    /// | `sqlite+aiosqlite:///app.db`, `…:////var/app.db` | SQLAlchemy's rule: relative, absolute |
    /// | `sqlite::memory:`, `:memory:` | in memory |
    ///
    /// # Errors
    ///
    /// Not SQLite, no path, or a relative path outside a project.
    pub fn parse(text: &str, root: Option<&Path>) -> Result<Self, AddressError> {
        let text = text.trim();
        match Spelling::of(text)? {
            Spelling::Memory => Ok(Self::Memory),
            Spelling::Path(path) => Self::file(path, false, root),
            Spelling::Url(rest) => Self::from_url(text, &rest, root),
        }
    }

    fn from_url(url: &str, rest: &str, root: Option<&Path>) -> Result<Self, AddressError> {
        let (path, parameters) = rest.split_once('?').unwrap_or((rest, ""));
        // `mode=memory` is the name of a database of its own.
        if path.trim_matches('/').is_empty() && !parameters.contains("mode=memory") {
            return Err(AddressError::Empty { url: escape(url) });
        }
        let read_only = match Mode::of(parameters)? {
            Mode::Memory => return Ok(Self::Memory),
            Mode::ReadOnly => true,
            Mode::ReadWrite => false,
        };
        let path = percent_decoded(path).ok_or(AddressError::NotText)?;
        Self::file(&path, read_only, root)
    }

    fn file(path: &str, read_only: bool, root: Option<&Path>) -> Result<Self, AddressError> {
        if path.contains('\0') {
            return Err(AddressError::NotText);
        }
        let relative = Path::new(path);
        let path = if relative.is_absolute() {
            relative.to_owned()
        } else {
            let root = root.ok_or_else(|| AddressError::NoProject { path: escape(path) })?;
            root.join(relative.strip_prefix(".").unwrap_or(relative))
        };
        Ok(Self::File { path, read_only })
    }

    /// Whether nothing may be written to it.
    pub fn is_read_only(&self) -> bool {
        matches!(
            self,
            Self::File {
                read_only: true,
                ..
            }
        )
    }

    /// The file; `None` for a database in memory.
    pub fn path(&self) -> Option<&Path> {
        match self {
            Self::File { path, .. } => Some(path),
            Self::Memory => None,
        }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File { path, .. } => f.write_str(&escape(&path.to_string_lossy())),
            Self::Memory => f.write_str(":memory:"),
        }
    }
}

/// The three kinds of text that name a database.
enum Spelling<'a> {
    Memory,
    /// A path without a scheme, in which no character is special.
    Path(&'a str),
    /// What follows the scheme: path and parameters, relative unless it begins with `/`.
    Url(String),
}

impl<'a> Spelling<'a> {
    fn of(text: &'a str) -> Result<Self, AddressError> {
        if text.is_empty() {
            return Err(AddressError::Empty { url: String::new() });
        }
        if text == ":memory:" {
            return Ok(Self::Memory);
        }
        let Some((scheme, rest)) = split_scheme(text) else {
            return Ok(Self::Path(text));
        };
        let mut parts = scheme.splitn(2, '+');
        let database = parts.next().unwrap_or_default();
        if !matches!(database, "sqlite" | "sqlite3" | "file") {
            return Err(AddressError::OtherDatabase { scheme });
        }
        if matches!(rest, ":memory:" | "//:memory:" | "///:memory:") && database != "file" {
            return Ok(Self::Memory);
        }
        let alchemy = parts.next().is_some();
        Ok(Self::Url(without_slashes(rest, alchemy)))
    }
}

/// The scheme in lower case and what follows its colon, where the text begins with a scheme.
fn split_scheme(text: &str) -> Option<(String, &str)> {
    let (scheme, rest) = text.split_once(':')?;
    // One letter and a colon is a drive of Windows.
    let is_scheme = scheme.len() > 1
        && scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    let known = matches!(
        scheme.split('+').next(),
        Some("sqlite" | "sqlite3" | "file")
    );
    (is_scheme && (known || rest.starts_with("//"))).then(|| (scheme.to_ascii_lowercase(), rest))
}

/// The path and parameters behind the slashes of a URL's authority.
///
/// SQLAlchemy writes a driver into the scheme and spends one slash more than sqlx does:
/// <https://docs.sqlalchemy.org/en/20/core/engines.html#sqlite>.
fn without_slashes(rest: &str, alchemy: bool) -> String {
    let path = rest.strip_prefix("//").unwrap_or(rest);
    let relative = path.strip_prefix('/').unwrap_or(path);
    let written_relative = relative.starts_with("./") || relative.starts_with("../");
    let drive = relative.as_bytes().get(1) == Some(&b':') && cfg!(windows);
    if alchemy || written_relative || drive {
        relative.to_owned()
    } else {
        path.to_owned()
    }
}

enum Mode {
    ReadOnly,
    ReadWrite,
    Memory,
}

impl Mode {
    /// Reads the parameters that sqlx reads and that make sense for a command that ends.
    fn of(parameters: &str) -> Result<Self, AddressError> {
        let mut mode = Self::ReadWrite;
        for parameter in parameters.split('&').filter(|text| !text.is_empty()) {
            mode = match parameter {
                "mode=ro" => Self::ReadOnly,
                "mode=rw" | "mode=rwc" => Self::ReadWrite,
                "mode=memory" => Self::Memory,
                "cache=shared" | "cache=private" => mode,
                _ => {
                    let parameter = escape(parameter);
                    return Err(AddressError::Parameter { parameter });
                }
            };
        }
        Ok(mode)
    }
}

/// `%20` and its like resolved; a `%` that begins no such code stays. `None` if no UTF-8 remains.
fn percent_decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let code = (*first == b'%').then(|| tail.get(..2).and_then(hexadecimal));
        match code.flatten() {
            Some(byte) => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            None => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8(bytes).ok()
}

fn hexadecimal(digits: &[u8]) -> Option<u8> {
    let text = std::str::from_utf8(digits).ok()?;
    let plain = text.bytes().all(|digit| digit.is_ascii_hexdigit());
    plain.then(|| u8::from_str_radix(text, 16).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> String {
        match Address::parse(text, Some(Path::new("/project"))) {
            Ok(Address::File { path, .. }) => path.to_str().expect("UTF-8").to_owned(),
            other => panic!("{text}: {other:?}"),
        }
    }

    #[test]
    fn relative_paths_are_relative_to_the_root() {
        for text in [
            "data/app.db",
            "./data/app.db",
            "sqlite:data/app.db",
            "sqlite:./data/app.db",
            "sqlite://data/app.db",
            "sqlite://./data/app.db",
            "sqlite:///./data/app.db",
            "sqlite+aiosqlite:///data/app.db",
            "sqlite+aiosqlite:///./data/app.db",
            "SQLite+pysqlite:///data/app.db",
            "sqlite://data/app.db?mode=rwc",
            "file:data/app.db",
        ] {
            assert_eq!(path(text), "/project/data/app.db", "{text}");
        }
    }

    #[test]
    fn absolute_paths_stay() {
        for text in [
            "/var/app.db",
            "sqlite:/var/app.db",
            "sqlite:///var/app.db",
            "sqlite+aiosqlite:////var/app.db",
        ] {
            assert_eq!(path(text), "/var/app.db", "{text}");
        }
        assert_eq!(
            Address::parse("sqlite:///var/app.db", None),
            Ok(Address::File {
                path: "/var/app.db".into(),
                read_only: false
            })
        );
    }

    #[test]
    fn a_path_has_no_special_characters_and_a_url_has() {
        assert_eq!(path("what? 100%25.db"), "/project/what? 100%25.db");
        assert_eq!(path("sqlite:what%3F%20100%25.db"), "/project/what? 100%.db");
        assert_eq!(path("sqlite:100%.db"), "/project/100%.db");
        assert_eq!(path("sqlite:my file#1.db"), "/project/my file#1.db");
        assert_eq!(path("sqlite:%+1.db"), "/project/%+1.db");
        assert_eq!(path("C:app"), "/project/C:app");
    }

    #[test]
    fn memory_is_known_by_all_its_names() {
        for text in [
            ":memory:",
            "sqlite::memory:",
            "sqlite://:memory:",
            "sqlite:x?mode=memory",
            "sqlite+aiosqlite:///:memory:",
        ] {
            assert_eq!(Address::parse(text, None), Ok(Address::Memory), "{text}");
        }
    }

    #[test]
    fn read_only_is_kept() {
        let address = Address::parse("sqlite:///a.db?mode=ro", None);
        assert_eq!(
            address,
            Ok(Address::File {
                path: "/a.db".into(),
                read_only: true
            })
        );
    }

    #[test]
    fn other_databases_are_named_without_their_passwords() {
        let error = Address::parse("postgres://me:secret@host/db", None).expect_err("not SQLite");
        assert_eq!(
            error,
            AddressError::OtherDatabase {
                scheme: "postgres".to_owned()
            }
        );
        assert!(!error.to_string().contains("secret"));
    }

    #[test]
    fn what_names_no_file_is_an_error() {
        assert!(matches!(
            Address::parse("  ", None),
            Err(AddressError::Empty { .. })
        ));
        // What is left of `sqlite://$FILE` when FILE is not set.
        for text in ["sqlite:", "sqlite://", "sqlite:///", "sqlite+aiosqlite://"] {
            let parsed = Address::parse(text, Some(Path::new("/project")));
            let found = matches!(parsed, Err(AddressError::Empty { .. }));
            assert!(found, "{text}: {parsed:?}");
        }
        assert!(matches!(
            Address::parse("a.db", None),
            Err(AddressError::NoProject { .. })
        ));
        assert!(matches!(
            Address::parse("sqlite:a.db?vfs=x", None),
            Err(AddressError::Parameter { .. })
        ));
        assert_eq!(
            Address::parse("sqlite:///a%00b", None),
            Err(AddressError::NotText)
        );
    }
}
