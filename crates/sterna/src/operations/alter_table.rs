//! Changes of one table: what the closure of `op.alter_table` fills.

use sea_orm::sea_query::ColumnDef;
use sterna_schema::{
    Alteration, Check, Conversion, Dropped, Expression, ForeignKey, Operation, PrimaryKey, Table,
    TableOptions, Unique, same_name,
};

use super::column::column_of;
use super::table::of_this_table;
use super::{
    BuildError, IntoCheck, IntoColumn, IntoForeignKey, IntoIndex, IntoPrimaryKey, IntoUnique,
};

/// The changes of a table, in order.
#[derive(Debug)]
pub struct AlterTable {
    table: String,
    alterations: Vec<Alteration>,
    /// The first thing that made no sense.
    error: Option<BuildError>,
}

impl AlterTable {
    pub(super) fn new(table: String) -> Self {
        Self {
            table,
            alterations: Vec::new(),
            error: None,
        }
    }

    pub(super) fn table(&self) -> &str {
        &self.table
    }

    pub(super) fn finish(self) -> Result<Operation, BuildError> {
        match self.error {
            Some(error) => Err(error),
            None => Ok(Operation::AlterTable {
                table: self.table,
                alterations: self.alterations,
            }),
        }
    }

    /// Adds a column, after the others. What its definition says inline (a unique, a CHECK, a
    /// foreign key) is added with it.
    pub fn add_column(&mut self, column: impl IntoColumn) -> AddedColumn<'_> {
        let backfill = self
            .column(column.into_column_def())
            .map(|(column, inline)| {
                let at = self.push(Alteration::AddColumn {
                    column,
                    backfill: None,
                });
                self.constraints(&Table::default(), inline);
                at
            });
        AddedColumn(match backfill {
            Some(at) => backfill_of(&mut self.alterations[at]),
            None => None,
        })
    }

    /// Drops a column and its values.
    pub fn drop_column(&mut self, name: impl Into<String>) -> DroppedColumn<'_> {
        let at = self.push(Alteration::DropColumn {
            column: Dropped::Named(name.into()),
            backfill: None,
        });
        DroppedColumn(backfill_of(&mut self.alterations[at]))
    }

    /// Gives a column another name, everywhere in the schema.
    pub fn rename_column(&mut self, from: impl Into<String>, to: impl Into<String>) {
        self.push(Alteration::RenameColumn {
            from: from.into(),
            to: to.into(),
        });
    }

    /// Changes a column from what it is to what it becomes, under the same name. A constraint
    /// that only one of the two definitions says inline is added or dropped with it.
    pub fn alter_column(
        &mut self,
        from: impl IntoColumn,
        to: impl IntoColumn,
    ) -> AlteredColumn<'_> {
        let from = self.column(from.into_column_def());
        let to = self.column(to.into_column_def());
        let (Some((from, before)), Some((to, after))) = (from, to) else {
            return AlteredColumn(None);
        };
        if !same_name(&from.name, &to.name) {
            self.refuse(format!(
                "{:?} and {:?} are two columns: rename it with `rename_column` first",
                from.name, to.name
            ));
            return AlteredColumn(None);
        }
        let at = self.push(Alteration::AlterColumn {
            from: Box::new(from),
            to: Box::new(to),
            convert: Conversion::default(),
            restore: Conversion::default(),
        });
        self.drop_missing(&before, &after);
        self.constraints(&before, after);
        AlteredColumn(conversion_of(&mut self.alterations[at]))
    }

    /// Adds a primary key to a table without one.
    pub fn add_primary_key(&mut self, key: impl IntoPrimaryKey) {
        self.key(None, Some(key.into_primary_key()));
    }

    /// Changes the primary key from what it is to what it becomes.
    pub fn set_primary_key(&mut self, from: impl IntoPrimaryKey, to: impl IntoPrimaryKey) {
        self.key(Some(from.into_primary_key()), Some(to.into_primary_key()));
    }

    /// Drops the primary key; its columns stay.
    pub fn drop_primary_key(&mut self, key: impl IntoPrimaryKey) {
        self.key(Some(key.into_primary_key()), None);
    }

    /// Changes the table's options.
    pub fn set_options(&mut self, from: TableOptions, to: TableOptions) {
        self.push(Alteration::SetOptions { from, to });
    }

    /// Adds a UNIQUE constraint.
    pub fn add_unique(&mut self, unique: impl IntoUnique) {
        self.push(Alteration::AddUnique(unique.into_unique()));
    }

    /// Drops the UNIQUE constraint over these columns.
    pub fn drop_unique(&mut self, unique: impl IntoUnique) {
        self.push(Alteration::DropUnique(Dropped::Known(unique.into_unique())));
    }

    /// Drops the UNIQUE constraint of that name.
    pub fn drop_unique_named(&mut self, name: impl Into<String>) {
        self.push(Alteration::DropUnique(Dropped::Named(name.into())));
    }

    /// Adds a CHECK.
    pub fn add_check(&mut self, check: impl IntoCheck) {
        self.push(Alteration::AddCheck(check.into_check()));
    }

    /// Drops the CHECK over this expression.
    pub fn drop_check(&mut self, check: impl IntoCheck) {
        self.push(Alteration::DropCheck(Dropped::Known(check.into_check())));
    }

    /// Drops the CHECK of that name.
    pub fn drop_check_named(&mut self, name: impl Into<String>) {
        self.push(Alteration::DropCheck(Dropped::Named(name.into())));
    }

    /// Adds a foreign key.
    pub fn add_foreign_key(&mut self, key: impl IntoForeignKey) {
        if let Some(key) = self.built(key.into_foreign_key()) {
            self.push(Alteration::AddForeignKey(key));
        }
    }

    /// Drops the foreign key that joins these columns.
    pub fn drop_foreign_key(&mut self, key: impl IntoForeignKey) {
        if let Some(key) = self.built(key.into_foreign_key()) {
            self.push(Alteration::DropForeignKey(Dropped::Known(key)));
        }
    }

    /// Drops the foreign key of that name.
    pub fn drop_foreign_key_named(&mut self, name: impl Into<String>) {
        self.push(Alteration::DropForeignKey(Dropped::Named(name.into())));
    }

    /// Creates an index.
    pub fn create_index(&mut self, index: impl IntoIndex) {
        let built = index
            .into_index()
            .and_then(|index| of_this_table(&self.table, index));
        if let Some(index) = self.built(built) {
            self.push(Alteration::CreateIndex(index));
        }
    }

    /// Drops an index.
    pub fn drop_index(&mut self, name: impl Into<String>) {
        self.push(Alteration::DropIndex(Dropped::Named(name.into())));
    }

    /// Adds an alteration that is already one.
    pub fn alter(&mut self, alteration: Alteration) {
        self.push(alteration);
    }

    fn push(&mut self, alteration: Alteration) -> usize {
        self.alterations.push(alteration);
        self.alterations.len() - 1
    }

    fn column(&mut self, column: ColumnDef) -> Option<(sterna_schema::Column, Table)> {
        let built = column_of(&self.table, column);
        self.built(built)
    }

    fn built<T>(&mut self, built: Result<T, BuildError>) -> Option<T> {
        match built {
            Ok(object) => Some(object),
            Err(error) => {
                self.error.get_or_insert(error);
                None
            }
        }
    }

    fn refuse(&mut self, problem: String) {
        self.error.get_or_insert(BuildError(problem));
    }

    /// What a definition says inline and did not say before.
    fn constraints(&mut self, before: &Table, after: Table) {
        let new = |one: &Unique| !before.uniques.contains(one);
        self.alterations.extend(
            after
                .uniques
                .into_iter()
                .filter(new)
                .map(Alteration::AddUnique),
        );
        let new = |one: &Check| !before.checks.contains(one);
        self.alterations.extend(
            after
                .checks
                .into_iter()
                .filter(new)
                .map(Alteration::AddCheck),
        );
        let new = |one: &ForeignKey| !before.foreign_keys.contains(one);
        let keys = after.foreign_keys.into_iter().filter(new);
        self.alterations.extend(keys.map(Alteration::AddForeignKey));
        if before.primary_key != after.primary_key {
            self.key(before.primary_key.clone(), after.primary_key);
        }
    }

    fn key(&mut self, from: Option<PrimaryKey>, to: Option<PrimaryKey>) {
        self.push(Alteration::SetPrimaryKey { from, to });
    }

    /// What a definition said inline and says no longer.
    fn drop_missing(&mut self, before: &Table, after: &Table) {
        for unique in before
            .uniques
            .iter()
            .filter(|one| !after.uniques.contains(one))
        {
            self.push(Alteration::DropUnique(Dropped::Known(unique.clone())));
        }
        for check in before
            .checks
            .iter()
            .filter(|one| !after.checks.contains(one))
        {
            self.push(Alteration::DropCheck(Dropped::Known(check.clone())));
        }
        for key in before
            .foreign_keys
            .iter()
            .filter(|one| !after.foreign_keys.contains(one))
        {
            self.push(Alteration::DropForeignKey(Dropped::Known(key.clone())));
        }
    }
}

/// A column that was just added.
#[derive(Debug)]
pub struct AddedColumn<'a>(Option<&'a mut Option<Expression>>);

impl AddedColumn<'_> {
    /// Gives rows that exist the value of this SQL expression over their other columns.
    pub fn backfill(self, expression: impl Into<String>) {
        if let Some(backfill) = self.0 {
            *backfill = Some(Expression::new(expression));
        }
    }
}

/// A column that was just dropped.
#[derive(Debug)]
pub struct DroppedColumn<'a>(Option<&'a mut Option<Expression>>);

impl DroppedColumn<'_> {
    /// Says what rows get when the drop is reversed: the values themselves are gone.
    pub fn backfill(self, expression: impl Into<String>) {
        if let Some(backfill) = self.0 {
            *backfill = Some(Expression::new(expression));
        }
    }
}

/// A column that was just altered.
#[derive(Debug)]
pub struct AlteredColumn<'a>(Option<&'a mut Conversion>);

impl AlteredColumn<'_> {
    /// Turns NULL into the value of this SQL expression, where the column becomes NOT NULL.
    pub fn backfill(self, expression: impl Into<String>) -> Self {
        self.set(|conversion| conversion.backfill = Some(Expression::new(expression)))
    }

    /// Turns every value into that of this SQL expression: `CAST(price AS INTEGER)`.
    pub fn using(self, expression: impl Into<String>) -> Self {
        self.set(|conversion| conversion.using = Some(Expression::new(expression)))
    }

    fn set(mut self, change: impl FnOnce(&mut Conversion)) -> Self {
        if let Some(conversion) = self.0.as_deref_mut() {
            change(conversion);
        }
        self
    }
}

fn backfill_of(alteration: &mut Alteration) -> Option<&mut Option<Expression>> {
    match alteration {
        Alteration::AddColumn { backfill, .. } | Alteration::DropColumn { backfill, .. } => {
            Some(backfill)
        }
        _ => None,
    }
}

fn conversion_of(alteration: &mut Alteration) -> Option<&mut Conversion> {
    match alteration {
        Alteration::AlterColumn { convert, .. } => Some(convert),
        _ => None,
    }
}
