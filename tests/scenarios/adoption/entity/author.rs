use sea_orm::entity::prelude::*;

/// Somebody who writes.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "authors")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i32,
    pub email: String,
    pub name: Option<String>,
    pub token: Uuid,
    pub avatar: Option<Vec<u8>>,
    pub created_at: DateTime,
    #[sea_orm(has_many)]
    pub articles: HasMany<super::article::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
