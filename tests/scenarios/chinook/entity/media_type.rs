use sea_orm::entity::prelude::*;

/// A file format.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "MediaType", rename_all = "PascalCase")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub media_type_id: i64,
    #[sea_orm(column_type = "custom(\"NVARCHAR(120)\")", nullable)]
    pub name: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
