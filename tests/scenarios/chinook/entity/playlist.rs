use sea_orm::entity::prelude::*;

/// A list of tracks.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "Playlist", rename_all = "PascalCase")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub playlist_id: i64,
    #[sea_orm(column_type = "custom(\"NVARCHAR(120)\")", nullable)]
    pub name: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
