//! Invoices and where they are in the house.

use sea_orm::entity::prelude::*;

/// An invoice; its supplier stays as long as it does.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "invoices")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i32,
    #[sea_orm(unique_key = "number")]
    pub supplier_id: i32,
    #[sea_orm(column_type = "Text", unique_key = "number")]
    pub invoice_number: String,
    #[sea_orm(column_type = "Text")]
    pub status: String,
    #[sea_orm(column_type = "Text")]
    pub currency: String,
    pub cents: i64,
    pub received_at: DateTime,
    #[sea_orm(belongs_to, from = "supplier_id", to = "id", on_delete = "Restrict")]
    pub supplier: BelongsTo<super::supplier::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
