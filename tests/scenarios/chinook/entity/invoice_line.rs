use sea_orm::entity::prelude::*;

/// One track of a purchase.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "InvoiceLine", rename_all = "PascalCase")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub invoice_line_id: i64,
    pub invoice_id: i64,
    pub track_id: i64,
    #[sea_orm(column_type = "custom(\"NUMERIC(10,2)\")")]
    pub unit_price: Decimal,
    pub quantity: i64,
    #[sea_orm(belongs_to, from = "invoice_id", to = "invoice_id")]
    pub invoice: BelongsTo<super::invoice::Entity>,
    #[sea_orm(belongs_to, from = "track_id", to = "track_id")]
    pub track: BelongsTo<super::track::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
