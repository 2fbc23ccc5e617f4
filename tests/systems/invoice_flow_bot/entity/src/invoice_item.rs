//! The lines of an invoice.

use sea_orm::entity::prelude::*;

/// One line; it goes with its invoice.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "invoice_items")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i32,
    #[sea_orm(unique_key = "line")]
    pub invoice_id: i32,
    #[sea_orm(unique_key = "line")]
    pub idx: i32,
    pub code: Option<String>,
    pub name: String,
    #[sea_orm(column_type = "Decimal(Some((12, 3)))")]
    pub qty: Decimal,
    #[sea_orm(column_type = "Decimal(Some((12, 2)))")]
    pub price: Decimal,
    #[sea_orm(column_type = "Decimal(Some((12, 2)))")]
    pub total: Decimal,
    #[sea_orm(belongs_to, from = "invoice_id", to = "id", on_delete = "Cascade")]
    pub invoice: BelongsTo<super::invoice::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
