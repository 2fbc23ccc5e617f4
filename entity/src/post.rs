//! Posts, from the first draft until they stand on a platform.

use sea_orm::entity::prelude::*;

/// A post; when its author goes, it stays without one.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "posts")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i32,
    #[sea_orm(column_type = "Text")]
    pub content: String,
    pub platform: Platform,
    pub status: Status,
    pub user_id: Option<i32>,
    #[sea_orm(default_value = false)]
    pub is_demo: bool,
    #[sea_orm(default_expr = "Expr::current_timestamp()")]
    pub created_at: DateTimeUtc,
    pub updated_at: Option<DateTimeUtc>,
    #[sea_orm(indexed)]
    pub scheduled_at: Option<DateTimeUtc>,
    pub posted_at: Option<DateTimeUtc>,
    pub external_id: Option<String>,
    #[sea_orm(column_type = "Text", nullable)]
    pub error_message: Option<String>,
    #[sea_orm(belongs_to, from = "user_id", to = "id", on_delete = "SetNull")]
    pub user: BelongsTo<Option<super::user::Entity>>,
}

impl ActiveModelBehavior for ActiveModel {}

/// Where a post goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(
    rs_type = "String",
    db_type = "Enum",
    enum_name = "platform",
    rename_all = "snake_case"
)]
pub enum Platform {
    Linkedin,
    Twitter,
    Blog,
}

/// How far a post has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(
    rs_type = "String",
    db_type = "Enum",
    enum_name = "post_status",
    rename_all = "snake_case"
)]
pub enum Status {
    Draft,
    Scheduled,
    Posted,
    Failed,
}
