use sea_orm::entity::prelude::*;

/// Somebody who buys.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "Customer", rename_all = "PascalCase")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub customer_id: i64,
    #[sea_orm(column_type = "custom(\"NVARCHAR(40)\")")]
    pub first_name: String,
    #[sea_orm(column_type = "custom(\"NVARCHAR(20)\")")]
    pub last_name: String,
    #[sea_orm(column_type = "custom(\"NVARCHAR(80)\")", nullable)]
    pub company: Option<String>,
    #[sea_orm(column_type = "custom(\"NVARCHAR(70)\")", nullable)]
    pub address: Option<String>,
    #[sea_orm(column_type = "custom(\"NVARCHAR(40)\")", nullable)]
    pub city: Option<String>,
    #[sea_orm(column_type = "custom(\"NVARCHAR(40)\")", nullable)]
    pub state: Option<String>,
    #[sea_orm(column_type = "custom(\"NVARCHAR(40)\")", nullable)]
    pub country: Option<String>,
    #[sea_orm(column_type = "custom(\"NVARCHAR(10)\")", nullable)]
    pub postal_code: Option<String>,
    #[sea_orm(column_type = "custom(\"NVARCHAR(24)\")", nullable)]
    pub phone: Option<String>,
    #[sea_orm(column_type = "custom(\"NVARCHAR(24)\")", nullable)]
    pub fax: Option<String>,
    #[sea_orm(column_type = "custom(\"NVARCHAR(60)\")")]
    pub email: String,
    pub support_rep_id: Option<i64>,
    #[sea_orm(belongs_to, from = "support_rep_id", to = "employee_id")]
    pub support_rep: BelongsTo<Option<super::employee::Entity>>,
}

impl ActiveModelBehavior for ActiveModel {}
