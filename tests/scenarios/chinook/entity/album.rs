use sea_orm::entity::prelude::*;

/// A record by one artist.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "Album", rename_all = "PascalCase")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub album_id: i64,
    #[sea_orm(column_type = "custom(\"NVARCHAR(160)\")")]
    pub title: String,
    pub artist_id: i64,
    #[sea_orm(belongs_to, from = "artist_id", to = "artist_id")]
    pub artist: BelongsTo<super::artist::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
