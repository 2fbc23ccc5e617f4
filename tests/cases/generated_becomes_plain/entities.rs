//! The length is stored as anybody says.

pub mod post {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "posts")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i32,
        pub title: String,
        pub size: Option<i32>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub fn metadata() -> sterna::Metadata {
    sterna::Metadata::new().entity(post::Entity)
}
