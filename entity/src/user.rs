//! People who sign in.

use sea_orm::entity::prelude::*;

/// A person, known by their LinkedIn account or by their address.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "users")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i32,
    #[sea_orm(unique)]
    pub linkedin_sub: Option<String>,
    #[sea_orm(unique)]
    pub email: String,
    pub name: Option<String>,
    pub profile_picture_url: Option<String>,
    #[sea_orm(column_type = "Text", nullable)]
    pub access_token: Option<String>,
    #[sea_orm(column_type = "Text", nullable)]
    pub refresh_token: Option<String>,
    pub token_expires_at: Option<DateTimeUtc>,
    #[sea_orm(default_expr = "Expr::current_timestamp()")]
    pub created_at: DateTimeUtc,
    pub last_login_at: Option<DateTimeUtc>,
    #[sea_orm(has_many)]
    pub sessions: HasMany<super::session::Entity>,
    #[sea_orm(has_many)]
    pub posts: HasMany<super::post::Entity>,
    #[sea_orm(has_many)]
    pub chat_messages: HasMany<super::chat_message::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
