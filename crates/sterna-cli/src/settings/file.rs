//! The two files: `sterna.toml` and `.env`.

use std::fs;
use std::path::{Path, PathBuf};

use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use toml::de::DeTable;

use super::{FileTemplate, SettingsError, VersionFolders, Zone};
use crate::precaution::Policy;

/// Every key of `sterna.toml`. `docs/reference.md` explains them; a test compares the two.
pub const KEYS: [&str; 17] = [
    "database_url",
    "database_url_env",
    "versions",
    "file_template",
    "timezone",
    "after_write",
    "version_table",
    "history_table",
    "lock_timeout",
    "quick_check",
    "backups",
    "backup",
    "backup_keep",
    "deploy_verify",
    "production",
    "include",
    "exclude",
];

/// `sterna.toml` as it is written.
#[derive(Debug, Default, Deserialize)]
pub struct Written {
    pub database_url: Option<String>,
    pub database_url_env: Option<String>,
    pub versions: Option<VersionFolders>,
    pub file_template: Option<FileTemplate>,
    pub timezone: Option<Zone>,
    pub after_write: Option<Vec<String>>,
    pub version_table: Option<String>,
    pub history_table: Option<String>,
    pub lock_timeout: Option<u64>,
    pub quick_check: Option<bool>,
    pub backups: Option<PathBuf>,
    pub backup: Option<Policy>,
    pub backup_keep: Option<usize>,
    #[serde(default, deserialize_with = "command")]
    pub deploy_verify: Option<String>,
    pub production: Option<Vec<String>>,
    pub include: Option<Vec<String>>,
    pub exclude: Option<Vec<String>>,
}

impl Written {
    pub fn read(path: &Path) -> Result<Self, SettingsError> {
        let text = fs::read_to_string(path).map_err(|source| SettingsError::Unreadable {
            path: path.to_owned(),
            source,
        })?;
        refuse_unknown_keys(path, &text)?;
        toml::from_str(&text).map_err(|error| malformed(path, &text, &error))
    }
}

/// A shell takes nothing for a success.
fn command<'de, D: Deserializer<'de>>(value: D) -> Result<Option<String>, D::Error> {
    let line = String::deserialize(value)?;
    match line.trim() {
        "" => Err(D::Error::custom(
            "deploy_verify: there is no command in it; leave the setting out",
        )),
        _ => Ok(Some(line)),
    }
}

fn refuse_unknown_keys(path: &Path, text: &str) -> Result<(), SettingsError> {
    let table = DeTable::parse(text).map_err(|error| malformed(path, text, &error))?;
    let is_unknown = |key: &str| !KEYS.contains(&key);
    let mut keys = table.get_ref().keys();
    match keys.find(|key| is_unknown(key.get_ref())) {
        None => Ok(()),
        Some(key) => Err(SettingsError::UnknownKey {
            path: path.to_owned(),
            line: line_of(text, key.span().start),
            key: key.get_ref().to_string(),
        }),
    }
}

fn malformed(path: &Path, text: &str, error: &toml::de::Error) -> SettingsError {
    SettingsError::Malformed {
        path: path.to_owned(),
        line: line_of(text, error.span().map_or(0, |span| span.start)),
        message: error.message().to_owned(),
    }
}

fn line_of(text: &str, offset: usize) -> usize {
    let before = text.as_bytes().iter().take(offset);
    before.filter(|byte| **byte == b'\n').count() + 1
}

/// A variable's value in the root's `.env`, which is read without exporting anything.
pub fn dot_env(root: &Path, variable: &str) -> Result<Option<String>, SettingsError> {
    let path = root.join(".env");
    if !path.is_file() {
        return Ok(None);
    }
    let failed = |error| match error {
        dotenvy::Error::Io(source) => SettingsError::Unreadable {
            path: path.clone(),
            source,
        },
        _ => SettingsError::DotEnv { path: path.clone() },
    };
    for entry in dotenvy::from_path_iter(&path).map_err(failed)? {
        let (name, value) = entry.map_err(failed)?;
        if name == variable && !value.is_empty() {
            return Ok(Some(value));
        }
    }
    Ok(None)
}
