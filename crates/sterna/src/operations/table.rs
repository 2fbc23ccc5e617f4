//! Tables that are created.

use sea_orm::sea_query::{ColumnDef, SqliteQueryBuilder, TableCreateStatement};
use sterna_dialect::sqlite::parse;
use sterna_schema::{Check, ForeignKey, Index, PrimaryKey, Table, TableOptions, Unique, same_name};

use super::column::{know_types, table_of};
use super::rendered::{check_type, rendered};
use super::{
    BuildError, IntoCheck, IntoColumn, IntoForeignKey, IntoIndex, IntoPrimaryKey, IntoTableName,
    IntoUnique, check,
};

/// A table that is to be created: `table("posts").column(pk_auto("id"))`.
pub fn table<Kind>(name: impl IntoTableName<Kind>) -> TableBuilder {
    let (name, error) = match name.into_table_name() {
        Ok(name) => (name, None),
        Err(error) => (String::new(), Some(error)),
    };
    TableBuilder {
        name,
        columns: Vec::new(),
        primary_key: None,
        uniques: Vec::new(),
        foreign_keys: Vec::new(),
        checks: Vec::new(),
        indexes: Vec::new(),
        options: TableOptions::default(),
        error,
    }
}

/// Builds a [`Table`].
#[derive(Clone, Debug)]
pub struct TableBuilder {
    name: String,
    columns: Vec<ColumnDef>,
    primary_key: Option<PrimaryKey>,
    uniques: Vec<Unique>,
    foreign_keys: Vec<ForeignKey>,
    checks: Vec<Check>,
    indexes: Vec<Index>,
    options: TableOptions,
    /// The first thing that made no sense.
    error: Option<BuildError>,
}

impl TableBuilder {
    /// Adds a column.
    #[must_use]
    pub fn column(mut self, column: impl IntoColumn) -> Self {
        self.columns.push(column.into_column_def());
        self
    }

    /// Sets the primary key, where no column says it.
    #[must_use]
    pub fn primary_key(mut self, key: impl IntoPrimaryKey) -> Self {
        self.primary_key = Some(key.into_primary_key());
        self
    }

    /// Adds a UNIQUE constraint.
    #[must_use]
    pub fn unique(mut self, unique: impl IntoUnique) -> Self {
        self.uniques.push(unique.into_unique());
        self
    }

    /// Adds a foreign key.
    #[must_use]
    pub fn foreign_key(self, key: impl IntoForeignKey) -> Self {
        let built = key.into_foreign_key();
        self.keep(built, |table, key| table.foreign_keys.push(key))
    }

    /// Adds a CHECK.
    #[must_use]
    pub fn check(mut self, check: impl IntoCheck) -> Self {
        self.checks.push(check.into_check());
        self
    }

    /// Adds a CHECK with a name.
    #[must_use]
    pub fn named_check(self, name: impl Into<String>, expression: impl Into<String>) -> Self {
        self.check(check(expression).named(name))
    }

    /// Adds an index.
    #[must_use]
    pub fn index(self, index: impl IntoIndex) -> Self {
        let name = self.name.clone();
        let built = index
            .into_index()
            .and_then(|index| of_this_table(&name, index));
        self.keep(built, |table, index| table.indexes.push(index))
    }

    /// Lets values only be of the declared type (SQLite's `STRICT`).
    #[must_use]
    pub fn strict(mut self) -> Self {
        self.options.strict = true;
        self
    }

    /// Keeps rows in the order of the primary key (SQLite's `WITHOUT ROWID`).
    #[must_use]
    pub fn without_rowid(mut self) -> Self {
        self.options.without_rowid = true;
        self
    }

    fn keep<T>(mut self, built: Result<T, BuildError>, add: impl FnOnce(&mut Self, T)) -> Self {
        match built {
            Ok(object) => add(&mut self, object),
            Err(error) => {
                self.error.get_or_insert(error);
            }
        }
        self
    }
}

/// An index that says a table must say this one.
pub(super) fn of_this_table(
    table: &str,
    (named, index): (Option<String>, Index),
) -> Result<Index, BuildError> {
    match named {
        Some(other) if !same_name(&other, table) => Err(BuildError(format!(
            "index {:?} is of table {other:?}, not of {table:?}",
            index.name
        ))),
        _ => Ok(index),
    }
}

/// What describes a table: a [`TableBuilder`], `sea_query`'s `Table::create()` statement, or a
/// [`Table`] itself.
pub trait IntoTable {
    /// The table.
    ///
    /// # Errors
    ///
    /// It is not a table that SQLite can have.
    fn into_table(self) -> Result<Table, BuildError>;
}

impl IntoTable for Table {
    fn into_table(self) -> Result<Table, BuildError> {
        Ok(self)
    }
}

impl IntoTable for TableBuilder {
    fn into_table(self) -> Result<Table, BuildError> {
        if let Some(error) = self.error {
            return Err(error);
        }
        let mut table = table_of(&self.name, self.columns)?;
        if self.primary_key.is_some() && table.primary_key.is_some() {
            return Err(BuildError(format!(
                "table {:?} has two primary keys",
                self.name
            )));
        }
        table.primary_key = self.primary_key.or(table.primary_key);
        table.uniques.extend(self.uniques);
        table.foreign_keys.extend(self.foreign_keys);
        table.checks.extend(self.checks);
        table.indexes = self.indexes;
        table.options = self.options;
        Ok(table)
    }
}

impl IntoTable for &TableCreateStatement {
    fn into_table(self) -> Result<Table, BuildError> {
        Ok(table_and_text(self)?.0)
    }
}

/// The table that a statement creates, and the text that it was read from.
pub(crate) fn table_and_text(
    statement: &TableCreateStatement,
) -> Result<(Table, String), BuildError> {
    statement.get_columns().iter().try_for_each(check_type)?;
    let sql = rendered(|| statement.to_string(SqliteQueryBuilder))?;
    let mut table = parse::table(&sql)?;
    know_types(&mut table, statement.get_columns())?;
    Ok((table, sql))
}

impl IntoTable for &mut TableCreateStatement {
    fn into_table(self) -> Result<Table, BuildError> {
        (&*self).into_table()
    }
}

impl IntoTable for TableCreateStatement {
    fn into_table(self) -> Result<Table, BuildError> {
        (&self).into_table()
    }
}
