//! What customers say of albums.

use sea_orm::entity::prelude::*;

/// A review; it goes with its album.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "Review", rename_all = "PascalCase")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub review_id: i64,
    #[sea_orm(indexed)]
    pub album_id: i64,
    pub customer_id: Option<i64>,
    #[sea_orm(default_value = 3)]
    pub stars: i32,
    #[sea_orm(column_type = "Text")]
    pub words: String,
    #[sea_orm(belongs_to, from = "album_id", to = "album_id", on_delete = "Cascade")]
    pub album: BelongsTo<super::album::Entity>,
    #[sea_orm(belongs_to, from = "customer_id", to = "customer_id", on_delete = "SetNull")]
    pub customer: BelongsTo<Option<super::customer::Entity>>,
}

impl ActiveModelBehavior for ActiveModel {}
