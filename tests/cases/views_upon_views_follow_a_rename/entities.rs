//! A column that a view upon a view shows has another name.

pub mod post {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "posts")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i32,
        #[sea_orm(renamed_from = "title")]
        pub headline: String,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub fn metadata() -> sterna::Metadata {
    sterna::Metadata::new()
        .entity(post::Entity)
        .view("loud", "SELECT upper(headline) AS title FROM posts")
        .view("louder", "SELECT title FROM loud")
}
