//! Indexes and the columns they, and keys, are made of.

use serde::{Deserialize, Serialize};

use crate::Expression;

/// An index of a table, made by `CREATE INDEX`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Index {
    /// Its name, which is unique in the schema.
    pub name: String,
    /// Whether it forbids equal rows.
    pub unique: bool,
    /// What it is over, in order.
    pub columns: Vec<IndexColumn>,
    /// For a partial index, which rows it holds.
    pub predicate: Option<Expression>,
}

/// One term of an index, a primary key or a unique constraint.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct IndexColumn {
    /// A column or an expression.
    pub key: IndexKey,
    /// The collation, where it is not the column's own.
    pub collation: Option<String>,
    /// Whether it is sorted from high to low.
    pub descending: bool,
}

/// What a term of an index is over.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum IndexKey {
    /// A column of the table, by name.
    Column(String),
    /// An expression over its columns.
    Expression(Expression),
}

impl IndexColumn {
    /// A plain column, ascending, in its own collation.
    pub fn column(name: impl Into<String>) -> Self {
        Self {
            key: IndexKey::Column(name.into()),
            collation: None,
            descending: false,
        }
    }

    /// The column's name, unless it is an expression.
    pub fn name(&self) -> Option<&str> {
        match &self.key {
            IndexKey::Column(name) => Some(name),
            IndexKey::Expression(_) => None,
        }
    }

    /// What a person would call it: the column's name or the expression's text.
    pub fn label(&self) -> &str {
        match &self.key {
            IndexKey::Column(name) => name,
            IndexKey::Expression(expression) => expression.sql(),
        }
    }
}

impl Index {
    /// Whether it does no more than a UNIQUE constraint over the same columns would.
    pub fn is_plain_unique(&self) -> bool {
        self.unique && self.predicate.is_none() && self.columns.iter().all(|c| c.name().is_some())
    }
}
