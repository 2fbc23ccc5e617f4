use sea_orm::entity::prelude::*;

/// A track on a list.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "PlaylistTrack", rename_all = "PascalCase")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub playlist_id: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub track_id: i64,
    #[sea_orm(belongs_to, from = "playlist_id", to = "playlist_id")]
    pub playlist: BelongsTo<super::playlist::Entity>,
    #[sea_orm(belongs_to, from = "track_id", to = "track_id")]
    pub track: BelongsTo<super::track::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
