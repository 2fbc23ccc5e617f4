//! Quotes, case and parentheses of a predicate mean nothing.

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
        pub slug: String,
    }

    impl ActiveModelBehavior for ActiveModel {}

    pub fn table(t: &mut TableDeclaration) {
        t.index(
            index("slugs")
                .column(Column::Slug)
                .filter("title != 'A' AND (slug) is not null"),
        );
    }
}

pub fn metadata() -> sterna::Metadata {
    sterna::Metadata::new().entity_with(post::Entity, post::table)
}
