//! SQL that a schema holds as text: defaults, CHECKs, predicates, generated columns.

use std::fmt;

use serde::{Deserialize, Serialize};
/// An SQL expression: the text as its author wrote it, and the form that is compared.
///
/// Two expressions are equal when their canonical forms are. A reader supplies that form
/// ([`Expression::with_canonical`]); until a dialect has seen the text, the text itself stands
/// in for it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Expression {
    sql: String,
    canonical: String,
}

impl Expression {
    /// An expression that no dialect has normalised yet.
    pub fn new(sql: impl Into<String>) -> Self {
        let sql = sql.into();
        Self {
            canonical: sql.trim().to_owned(),
            sql,
        }
    }

    /// An expression with the form that a dialect compares.
    pub fn with_canonical(sql: impl Into<String>, canonical: impl Into<String>) -> Self {
        Self {
            sql: sql.into(),
            canonical: canonical.into(),
        }
    }

    /// The text as written.
    pub fn sql(&self) -> &str {
        &self.sql
    }

    /// The text that is compared.
    pub fn canonical(&self) -> &str {
        &self.canonical
    }
}

impl PartialEq for Expression {
    fn eq(&self, other: &Self) -> bool {
        self.canonical == other.canonical
    }
}

impl Eq for Expression {}

impl fmt::Display for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sql)
    }
}
