//! Indexes and the terms they, and keys, are made of.

use sea_orm::sea_query::{IndexCreateStatement, IntoIden, SqliteQueryBuilder};
use sterna_dialect::sqlite::parse;
use sterna_schema::{Expression, Index, IndexColumn, IndexKey};

use super::{BuildError, IntoTableName, rendered::rendered};

/// An index: `index("idx-posts-status").column("status")`.
pub fn index(name: impl Into<String>) -> IndexBuilder {
    IndexBuilder {
        table: Ok(None),
        index: Index {
            name: name.into(),
            unique: false,
            columns: Vec::new(),
            predicate: None,
        },
    }
}

/// An index that forbids equal rows.
pub fn unique_index(name: impl Into<String>) -> IndexBuilder {
    let mut builder = index(name);
    builder.index.unique = true;
    builder
}

/// A column in an index or a key, where more is to be said of it than its name:
/// `column("email").collate("NOCASE").desc()`.
pub fn column(name: impl IntoIden) -> IndexTerm {
    IndexTerm(IndexColumn::column(name.into_iden().to_string()))
}

/// An SQL expression in an index: `expression("lower(email)")`.
pub fn expression(sql: impl Into<String>) -> IndexTerm {
    IndexTerm(IndexColumn {
        key: IndexKey::Expression(Expression::new(sql)),
        collation: None,
        descending: false,
    })
}

/// Builds an [`Index`].
#[derive(Clone, Debug)]
pub struct IndexBuilder {
    table: Result<Option<String>, BuildError>,
    index: Index,
}

impl IndexBuilder {
    /// Says which table it belongs to, where that is not clear from where it stands.
    #[must_use]
    pub fn table<Kind>(mut self, table: impl IntoTableName<Kind>) -> Self {
        self.table = table.into_table_name().map(Some);
        self
    }

    /// Adds a column by name, or a term made by [`column()`] or [`expression`].
    #[must_use]
    pub fn column(mut self, term: impl IntoTerm) -> Self {
        self.index.columns.push(term.into_term());
        self
    }

    /// Adds several columns.
    #[must_use]
    pub fn columns(mut self, terms: impl IntoIterator<Item = impl IntoTerm>) -> Self {
        let terms = terms.into_iter().map(IntoTerm::into_term);
        self.index.columns.extend(terms);
        self
    }

    /// Holds only the rows for which this SQL expression is true: a partial index.
    #[must_use]
    pub fn filter(mut self, predicate: impl Into<String>) -> Self {
        self.index.predicate = Some(Expression::new(predicate));
        self
    }
}

/// Builds one term of an index or a key.
#[derive(Clone, Debug)]
pub struct IndexTerm(IndexColumn);

impl IndexTerm {
    /// Sorts it from high to low.
    #[must_use]
    pub fn desc(mut self) -> Self {
        self.0.descending = true;
        self
    }

    /// Compares it by this collation.
    #[must_use]
    pub fn collate(mut self, collation: impl Into<String>) -> Self {
        self.0.collation = Some(collation.into());
        self
    }
}

/// What can be a term of an index or a key: a column's name, an entity's `Column`, or an
/// [`IndexTerm`].
pub trait IntoTerm {
    /// The term.
    fn into_term(self) -> IndexColumn;
}

impl IntoTerm for IndexTerm {
    fn into_term(self) -> IndexColumn {
        self.0
    }
}

impl<T: IntoIden> IntoTerm for T {
    fn into_term(self) -> IndexColumn {
        IndexColumn::column(self.into_iden().to_string())
    }
}

/// What describes an index: an [`IndexBuilder`] or `sea_query`'s `Index::create()` statement.
pub trait IntoIndex {
    /// The index, and its table where that is said.
    ///
    /// # Errors
    ///
    /// It is not an index that SQLite can have.
    fn into_index(self) -> Result<(Option<String>, Index), BuildError>;
}

impl IntoIndex for IndexBuilder {
    fn into_index(self) -> Result<(Option<String>, Index), BuildError> {
        if self.index.columns.is_empty() {
            return Err(BuildError(format!(
                "index {:?} has no column",
                self.index.name
            )));
        }
        Ok((self.table?, self.index))
    }
}

impl IntoIndex for &IndexCreateStatement {
    fn into_index(self) -> Result<(Option<String>, Index), BuildError> {
        let (table, index, _) = index_and_text(self)?;
        Ok((Some(table), index))
    }
}

/// The index that a statement creates, with its table and the text that it was read from.
pub(crate) fn index_and_text(
    statement: &IndexCreateStatement,
) -> Result<(String, Index, String), BuildError> {
    let sql = rendered(|| statement.to_string(SqliteQueryBuilder))?;
    let (table, index) = parse::index(&sql)?;
    // sea_query writes an index's name without escaping it.
    if statement.get_index_spec().get_name() != Some(index.name.as_str()) {
        return Err(BuildError(format!(
            "the name of the index does not read as it was written: {sql}"
        )));
    }
    Ok((table, index, sql))
}

impl IntoIndex for &mut IndexCreateStatement {
    fn into_index(self) -> Result<(Option<String>, Index), BuildError> {
        (&*self).into_index()
    }
}

impl IntoIndex for IndexCreateStatement {
    fn into_index(self) -> Result<(Option<String>, Index), BuildError> {
        (&self).into_index()
    }
}
