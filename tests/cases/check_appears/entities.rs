//! No post is without a title.

pub mod post {
    use sea_orm::entity::prelude::*;
    use sterna::declare::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "posts")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i32,
        pub title: String,
    }

    impl ActiveModelBehavior for ActiveModel {}

    pub fn table(t: &mut TableDeclaration) {
        t.check("length(title) > 0");
    }
}

pub fn metadata() -> sterna::Metadata {
    sterna::Metadata::new().entity_with(post::Entity, post::table)
}
