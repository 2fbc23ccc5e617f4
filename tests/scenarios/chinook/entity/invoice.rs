use sea_orm::entity::prelude::*;

/// One purchase.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "Invoice", rename_all = "PascalCase")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub invoice_id: i64,
    pub customer_id: i64,
    #[sea_orm(column_type = "custom(\"DATETIME\")")]
    pub invoice_date: DateTime,
    #[sea_orm(column_type = "custom(\"NVARCHAR(70)\")", nullable)]
    pub billing_address: Option<String>,
    #[sea_orm(column_type = "custom(\"NVARCHAR(40)\")", nullable)]
    pub billing_city: Option<String>,
    #[sea_orm(column_type = "custom(\"NVARCHAR(40)\")", nullable)]
    pub billing_state: Option<String>,
    #[sea_orm(column_type = "custom(\"NVARCHAR(40)\")", nullable)]
    pub billing_country: Option<String>,
    #[sea_orm(column_type = "custom(\"NVARCHAR(10)\")", nullable)]
    pub billing_postal_code: Option<String>,
    #[sea_orm(column_type = "custom(\"NUMERIC(10,2)\")")]
    pub total: Decimal,
    #[sea_orm(belongs_to, from = "customer_id", to = "customer_id")]
    pub customer: BelongsTo<super::customer::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
