use sea_orm::entity::prelude::*;

/// A piece of music.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "Track", rename_all = "PascalCase")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub track_id: i64,
    #[sea_orm(column_type = "custom(\"NVARCHAR(200)\")")]
    pub name: String,
    pub album_id: Option<i64>,
    pub media_type_id: i64,
    pub genre_id: Option<i64>,
    #[sea_orm(column_type = "custom(\"NVARCHAR(220)\")", nullable)]
    pub composer: Option<String>,
    pub milliseconds: i64,
    pub bytes: Option<i64>,
    #[sea_orm(column_type = "custom(\"NUMERIC(10,2)\")")]
    pub unit_price: Decimal,
    #[sea_orm(belongs_to, from = "album_id", to = "album_id")]
    pub album: BelongsTo<Option<super::album::Entity>>,
    #[sea_orm(belongs_to, from = "genre_id", to = "genre_id")]
    pub genre: BelongsTo<Option<super::genre::Entity>>,
    #[sea_orm(belongs_to, from = "media_type_id", to = "media_type_id")]
    pub media_type: BelongsTo<super::media_type::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
