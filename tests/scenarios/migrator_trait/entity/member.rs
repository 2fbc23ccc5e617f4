use sea_orm::entity::prelude::*;

/// Somebody who takes part.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "members")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i32,
    #[sea_orm(unique)]
    pub name: String,
    #[sea_orm(has_many)]
    pub threads: HasMany<super::thread::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
