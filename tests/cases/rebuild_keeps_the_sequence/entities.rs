//! A column becomes unique within its table, and no number is used twice.

pub mod post {
    use sea_orm::entity::prelude::*;
    use sterna::declare::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "posts")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i32,
        pub title: Option<String>,
        pub slug: Option<String>,
    }

    impl ActiveModelBehavior for ActiveModel {}

    pub fn table(t: &mut TableDeclaration) {
        t.unique(unique([Column::Slug]).on_conflict_replace());
    }
}

pub fn metadata() -> sterna::Metadata {
    sterna::Metadata::new().entity_with(post::Entity, post::table)
}
