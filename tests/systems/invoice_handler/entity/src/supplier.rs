//! Who sends invoices.

use sea_orm::entity::prelude::*;

/// A supplier, known by their VAT number where they have one.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "suppliers")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i32,
    #[sea_orm(column_type = "Text")]
    pub name: String,
    #[sea_orm(column_type = "Text", unique, nullable)]
    pub vat_number: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
