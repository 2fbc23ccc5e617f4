//! The table has its new name; what it was called before may stay for ever.

pub mod article {
    use sea_orm::entity::prelude::*;
    use sterna::declare::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "articles")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i32,
        pub title: String,
    }

    impl ActiveModelBehavior for ActiveModel {}

    pub fn table(t: &mut TableDeclaration) {
        t.formerly("posts");
    }
}

pub fn metadata() -> sterna::Metadata {
    sterna::Metadata::new().entity_with(article::Entity, article::table)
}
