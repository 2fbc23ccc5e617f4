use sea_orm::entity::prelude::*;

/// What a sensor said.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "readings")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    #[sea_orm(unique)]
    pub serial: String,
    #[sea_orm(indexed)]
    pub sensor: i32,
    pub value: i64,
}

impl ActiveModelBehavior for ActiveModel {}
