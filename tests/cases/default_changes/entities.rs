//! A new post is queued and no draft; rows that are there stay what they are.

pub mod post {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "posts")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i32,
        #[sea_orm(default_value = "queued")]
        pub status: String,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub fn metadata() -> sterna::Metadata {
    sterna::Metadata::new().entity(post::Entity)
}
