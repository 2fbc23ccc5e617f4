//! A new table, a new key to it, a column that goes, a rename, an index.

pub mod user {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "users")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i32,
        pub name: String,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod post {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "posts")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i32,
        #[sea_orm(renamed_from = "title", unique)]
        pub name: String,
        #[sea_orm(column_type = "String(StringLen::N(40))", nullable, indexed)]
        pub size: Option<String>,
        pub user_id: Option<i32>,
        #[sea_orm(belongs_to, from = "user_id", to = "id", on_delete = "SetNull")]
        pub user: BelongsTo<Option<super::user::Entity>>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub fn metadata() -> sterna::Metadata {
    sterna::Metadata::new()
        .entity(user::Entity)
        .entity(post::Entity)
}
