//! Constraints of a table: keys, uniques, CHECKs, foreign keys.

use sea_orm::sea_query::{ForeignKeyAction, ForeignKeyCreateStatement, IntoIden, TableRef};
use sterna_schema::{
    Action, Check, ConflictResolution, Deferral, Expression, ForeignKey, PrimaryKey, Unique,
};

use super::{BuildError, IntoTerm};

/// A primary key, where more is to be said of it than its columns.
pub fn primary_key(columns: impl IntoIterator<Item = impl IntoTerm>) -> PrimaryKeyBuilder {
    PrimaryKeyBuilder(PrimaryKey {
        columns: columns.into_iter().map(IntoTerm::into_term).collect(),
        ..PrimaryKey::default()
    })
}

/// A UNIQUE constraint: `unique(["user_id", "slug"])`.
pub fn unique(columns: impl IntoIterator<Item = impl IntoTerm>) -> UniqueBuilder {
    UniqueBuilder(Unique {
        columns: columns.into_iter().map(IntoTerm::into_term).collect(),
        ..Unique::default()
    })
}

/// A CHECK over an SQL expression: `check("amount > 0")`.
pub fn check(expression: impl Into<String>) -> CheckBuilder {
    CheckBuilder(Check {
        name: None,
        expression: Expression::new(expression),
    })
}

/// A foreign key: `foreign_key(["user_id"]).references("users", ["id"])`.
pub fn foreign_key(columns: impl IntoIterator<Item = impl IntoIden>) -> ForeignKeyBuilder {
    ForeignKeyBuilder(ForeignKey {
        columns: names(columns),
        ..ForeignKey::default()
    })
}

/// Builds a [`PrimaryKey`].
#[derive(Clone, Debug)]
pub struct PrimaryKeyBuilder(PrimaryKey);

/// Builds a [`Unique`].
#[derive(Clone, Debug)]
pub struct UniqueBuilder(Unique);

/// Builds a [`Check`].
#[derive(Clone, Debug)]
pub struct CheckBuilder(Check);

/// Builds a [`ForeignKey`].
#[derive(Clone, Debug)]
pub struct ForeignKeyBuilder(ForeignKey);

macro_rules! can_be_named {
    ($($builder:ty),*) => { $(impl $builder {
        /// Gives the constraint a name.
        #[must_use]
        pub fn named(mut self, name: impl Into<String>) -> Self {
            self.0.name = Some(name.into());
            self
        }
    })* };
}

macro_rules! can_resolve_conflicts {
    ($($builder:ty),*) => { $(impl $builder {
        /// Skips a row that breaks it.
        #[must_use]
        pub fn on_conflict_ignore(self) -> Self {
            self.on_conflict(ConflictResolution::Ignore)
        }

        /// Deletes the rows in the way of a row that breaks it.
        #[must_use]
        pub fn on_conflict_replace(self) -> Self {
            self.on_conflict(ConflictResolution::Replace)
        }

        /// Stops at a row that breaks it, but keeps what the statement did so far.
        #[must_use]
        pub fn on_conflict_fail(self) -> Self {
            self.on_conflict(ConflictResolution::Fail)
        }

        /// Undoes the transaction at a row that breaks it.
        #[must_use]
        pub fn on_conflict_rollback(self) -> Self {
            self.on_conflict(ConflictResolution::Rollback)
        }

        fn on_conflict(mut self, resolution: ConflictResolution) -> Self {
            self.0.on_conflict = Some(resolution);
            self
        }
    })* };
}

can_be_named!(
    PrimaryKeyBuilder,
    UniqueBuilder,
    CheckBuilder,
    ForeignKeyBuilder
);
can_resolve_conflicts!(PrimaryKeyBuilder, UniqueBuilder);

impl PrimaryKeyBuilder {
    /// Never uses a deleted rowid again (SQLite's `AUTOINCREMENT`).
    #[must_use]
    pub fn autoincrement(mut self) -> Self {
        self.0.autoincrement = true;
        self
    }
}

impl ForeignKeyBuilder {
    /// Says what the columns refer to.
    #[must_use]
    pub fn references(
        mut self,
        table: impl IntoIden,
        columns: impl IntoIterator<Item = impl IntoIden>,
    ) -> Self {
        self.0.table = table.into_iden().to_string();
        self.0.references = names(columns);
        self
    }

    /// Says what happens to these rows when the row they refer to is deleted.
    #[must_use]
    pub fn on_delete(mut self, action: ForeignKeyAction) -> Self {
        self.0.on_delete = noun(&action);
        self
    }

    /// Says what happens to these rows when the key they refer to changes.
    #[must_use]
    pub fn on_update(mut self, action: ForeignKeyAction) -> Self {
        self.0.on_update = noun(&action);
        self
    }

    /// Checks it at the end of the transaction (`DEFERRABLE INITIALLY DEFERRED`).
    #[must_use]
    pub fn deferred(mut self) -> Self {
        self.0.deferral = Deferral::Deferred;
        self
    }
}

fn names(identifiers: impl IntoIterator<Item = impl IntoIden>) -> Vec<String> {
    let identifiers = identifiers.into_iter();
    identifiers
        .map(|identifier| identifier.into_iden().to_string())
        .collect()
}

fn noun(action: &ForeignKeyAction) -> Action {
    match action {
        ForeignKeyAction::Restrict => Action::Restrict,
        ForeignKeyAction::SetNull => Action::SetNull,
        ForeignKeyAction::SetDefault => Action::SetDefault,
        ForeignKeyAction::Cascade => Action::Cascade,
        // `NoAction`; SQL has no sixth.
        _ => Action::NoAction,
    }
}

/// What describes a primary key: its columns (`["a", "b"]`), or [`primary_key`].
pub trait IntoPrimaryKey {
    /// The key.
    fn into_primary_key(self) -> PrimaryKey;
}

impl IntoPrimaryKey for PrimaryKeyBuilder {
    fn into_primary_key(self) -> PrimaryKey {
        self.0
    }
}

impl<T: IntoTerm, const N: usize> IntoPrimaryKey for [T; N] {
    fn into_primary_key(self) -> PrimaryKey {
        primary_key(self).0
    }
}

/// What describes a UNIQUE constraint: its columns (`["a", "b"]`), or [`unique`].
pub trait IntoUnique {
    /// The constraint.
    fn into_unique(self) -> Unique;
}

impl IntoUnique for UniqueBuilder {
    fn into_unique(self) -> Unique {
        self.0
    }
}

impl<T: IntoTerm, const N: usize> IntoUnique for [T; N] {
    fn into_unique(self) -> Unique {
        unique(self).0
    }
}

/// What describes a CHECK: its SQL expression, or [`check`].
pub trait IntoCheck {
    /// The CHECK.
    fn into_check(self) -> Check;
}

impl IntoCheck for CheckBuilder {
    fn into_check(self) -> Check {
        self.0
    }
}

impl IntoCheck for &str {
    fn into_check(self) -> Check {
        check(self).0
    }
}

impl IntoCheck for String {
    fn into_check(self) -> Check {
        check(self).0
    }
}

/// What describes a foreign key: [`foreign_key`] or `sea_query`'s `ForeignKey::create()`.
pub trait IntoForeignKey {
    /// The foreign key.
    ///
    /// # Errors
    ///
    /// It does not say what it refers to.
    fn into_foreign_key(self) -> Result<ForeignKey, BuildError>;
}

impl IntoForeignKey for ForeignKeyBuilder {
    fn into_foreign_key(self) -> Result<ForeignKey, BuildError> {
        let key = self.0;
        // No columns: it refers to the table's primary key, whatever that is.
        let fits = key.references.is_empty() || key.columns.len() == key.references.len();
        if key.table.is_empty() || !fits {
            return Err(BuildError(format!(
                "the foreign key over ({}) does not refer to as many columns: add `.references(table, columns)`",
                key.columns.join(", ")
            )));
        }
        Ok(key)
    }
}

impl IntoForeignKey for &ForeignKeyCreateStatement {
    fn into_foreign_key(self) -> Result<ForeignKey, BuildError> {
        let statement = self.get_foreign_key();
        let Some(TableRef::Table(table, None)) = statement.get_ref_table() else {
            return Err(BuildError(
                "the foreign key does not name the table it refers to".to_owned(),
            ));
        };
        let mut builder = foreign_key(statement.get_columns())
            .references(table.1.to_string(), statement.get_ref_columns());
        builder.0.name = statement.get_name().map(str::to_owned);
        if let Some(action) = statement.get_on_delete() {
            builder = builder.on_delete(action);
        }
        if let Some(action) = statement.get_on_update() {
            builder = builder.on_update(action);
        }
        builder.into_foreign_key()
    }
}

impl IntoForeignKey for &mut ForeignKeyCreateStatement {
    fn into_foreign_key(self) -> Result<ForeignKey, BuildError> {
        (&*self).into_foreign_key()
    }
}

impl IntoForeignKey for ForeignKeyCreateStatement {
    fn into_foreign_key(self) -> Result<ForeignKey, BuildError> {
        (&self).into_foreign_key()
    }
}
