//! Columns and their types.

use sea_query::ColumnType;
use serde::{Deserialize, Serialize};

use crate::{ConflictResolution, Expression};

/// A column of a table. Keys, uniques and CHECKs belong to the table, wherever they were written.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Column {
    /// Its name, unquoted.
    pub name: String,
    /// The type as the database declares it.
    pub declared: DeclaredType,
    /// Whether NULL is allowed.
    pub nullable: bool,
    /// What an INSERT that breaks NOT NULL does, where it does not abort.
    pub on_null: Option<ConflictResolution>,
    /// The default; `None` also stands for `DEFAULT NULL`, which says the same.
    pub default: Option<Expression>,
    /// The collation; `None` is the database's own (`BINARY` on SQLite).
    pub collation: Option<String>,
    /// For a generated column, what it holds.
    pub generated: Option<Generated>,
}

impl Column {
    /// A nullable column without default.
    pub fn new(name: impl Into<String>, declared: impl Into<DeclaredType>) -> Self {
        Self {
            name: name.into(),
            declared: declared.into(),
            nullable: true,
            on_null: None,
            default: None,
            collation: None,
            generated: None,
        }
    }

    /// The same column as NOT NULL.
    #[must_use]
    pub fn not_null(self) -> Self {
        Self {
            nullable: false,
            ..self
        }
    }

    /// The same column with a default.
    #[must_use]
    pub fn default(self, default: Expression) -> Self {
        Self {
            default: Some(default),
            ..self
        }
    }

    /// Whether rows that exist when the column is added need a value from somewhere else.
    pub fn needs_backfill(&self) -> bool {
        !self.nullable && self.default.is_none() && self.generated.is_none()
    }
}

/// The declared type of a column: equal when the canonical forms are.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DeclaredType {
    text: String,
    canonical: String,
    /// What SeaORM calls the type, where that is known. Kept for rendering and for other
    /// dialects; it takes no part in the comparison.
    #[serde(skip)]
    pub sea: Option<ColumnType>,
}

impl DeclaredType {
    /// A type as declared; its canonical form is the text in lower case with single blanks.
    pub fn new(text: impl Into<String>) -> Self {
        let text = text.into();
        let canonical = text
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .to_ascii_lowercase();
        Self {
            text,
            canonical,
            sea: None,
        }
    }

    /// A type with the form that a dialect compares.
    pub fn with_canonical(text: impl Into<String>, canonical: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            canonical: canonical.into(),
            sea: None,
        }
    }

    /// The same type, knowing what SeaORM calls it.
    #[must_use]
    pub fn known_as(self, sea: ColumnType) -> Self {
        Self {
            sea: Some(sea),
            ..self
        }
    }

    /// The text as declared; empty for a column without a type.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text that is compared.
    pub fn canonical(&self) -> &str {
        &self.canonical
    }
}

impl PartialEq for DeclaredType {
    fn eq(&self, other: &Self) -> bool {
        self.canonical == other.canonical
    }
}

impl From<&str> for DeclaredType {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

/// The expression of a generated column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Generated {
    /// What the column holds.
    pub expression: Expression,
    /// `STORED` (written with the row) or `VIRTUAL` (computed when read).
    pub stored: bool,
}
