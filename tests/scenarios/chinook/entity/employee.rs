use sea_orm::entity::prelude::*;

/// Somebody who works in the shop.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "Employee", rename_all = "PascalCase")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub employee_id: i64,
    #[sea_orm(column_type = "custom(\"NVARCHAR(20)\")")]
    pub last_name: String,
    #[sea_orm(column_type = "custom(\"NVARCHAR(20)\")")]
    pub first_name: String,
    #[sea_orm(column_type = "custom(\"NVARCHAR(30)\")", nullable)]
    pub title: Option<String>,
    pub reports_to: Option<i64>,
    #[sea_orm(column_type = "custom(\"DATETIME\")", nullable)]
    pub birth_date: Option<DateTime>,
    #[sea_orm(column_type = "custom(\"DATETIME\")", nullable)]
    pub hire_date: Option<DateTime>,
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
    #[sea_orm(column_type = "custom(\"NVARCHAR(60)\")", nullable)]
    pub email: Option<String>,
    #[sea_orm(self_ref, relation_enum = "Manager", from = "reports_to", to = "employee_id")]
    pub manager: HasOne<Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
