//! What is declared of one column.

use sea_orm::ActiveEnum;
use sterna_dialect::sqlite::types;
use sterna_schema::{Column, Expression, Generated};

use super::TableDeclaration;
use super::enumeration;

/// Says more of one column: `t.column(Column::Slug).collate("NOCASE")`.
#[derive(Debug)]
pub struct ColumnDeclaration<'t> {
    table: &'t mut TableDeclaration,
    /// Where the column is; `None` when the entity lacks it, which is noted already.
    at: Option<usize>,
}

impl<'t> ColumnDeclaration<'t> {
    pub(super) fn new(table: &'t mut TableDeclaration, at: Option<usize>) -> Self {
        Self { table, at }
    }

    /// Compares its text by this collation: `NOCASE`, `RTRIM`, or one of the application's own.
    pub fn collate(self, collation: impl Into<String>) -> Self {
        self.change(|column| column.collation = Some(collation.into()))
    }

    /// Takes this SQL expression as default: `CURRENT_TIMESTAMP`, `'draft'`, `(1 + 1)`.
    pub fn default_sql(self, expression: impl Into<String>) -> Self {
        self.change(|column| column.default = Some(Expression::new(expression)))
    }

    /// Computes it from this SQL expression when it is read.
    pub fn generated_virtual(self, expression: impl Into<String>) -> Self {
        self.generated(expression.into(), false)
    }

    /// Computes it from this SQL expression when the row is written.
    pub fn generated_stored(self, expression: impl Into<String>) -> Self {
        self.generated(expression.into(), true)
    }

    /// Declares it by this type, whatever SeaORM would call it: `NUMERIC(10,2)`.
    pub fn declared(mut self, declared: impl Into<String>) -> Self {
        self.table.typed.extend(self.at);
        self.set(|column| {
            let sea = column.declared.sea.take();
            column.declared = types::declared_type(declared);
            column.declared.sea = sea;
        });
        self
    }

    /// Says what it was called before. It may stay for ever: where the column has its new name
    /// already, nothing happens.
    pub fn formerly(self, name: impl Into<String>) -> Self {
        if let Some(at) = self.at {
            let column = self.table.table.columns[at].name.clone();
            self.table.former_columns.push((name.into(), column));
        }
        self
    }

    /// Allows only the values of this enum, as a CHECK: for an enum that SeaORM stores as a
    /// plain string or number.
    pub fn enum_check<E: ActiveEnum>(self) -> Self {
        if let Some(at) = self.at {
            let check = enumeration::of_enum::<E>(&self.table.table.columns[at].name);
            self.table.table.checks.push(check);
        }
        self
    }

    fn generated(self, expression: String, stored: bool) -> Self {
        self.change(|column| {
            column.generated = Some(Generated {
                expression: Expression::new(expression),
                stored,
            });
        })
    }

    fn change(mut self, change: impl FnOnce(&mut Column)) -> Self {
        self.set(change);
        self
    }

    fn set(&mut self, change: impl FnOnce(&mut Column)) {
        if let Some(at) = self.at {
            change(&mut self.table.table.columns[at]);
        }
    }
}
