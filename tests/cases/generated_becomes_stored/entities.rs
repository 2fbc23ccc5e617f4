//! The length is computed when it is written.

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
        pub size: Option<i32>,
    }

    impl ActiveModelBehavior for ActiveModel {}

    pub fn table(t: &mut TableDeclaration) {
        t.column(Column::Size).generated_stored("length(title)");
    }
}

pub fn metadata() -> sterna::Metadata {
    sterna::Metadata::new().entity_with(post::Entity, post::table)
}
