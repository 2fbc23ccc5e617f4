//! Case and blanks of a type mean nothing.

pub mod post {
    use sea_orm::entity::prelude::*;
    use sterna::declare::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "posts")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i32,
        pub price: f64,
    }

    impl ActiveModelBehavior for ActiveModel {}

    pub fn table(t: &mut TableDeclaration) {
        t.column(Column::Price).declared("numeric(10, 2)");
    }
}

pub fn metadata() -> sterna::Metadata {
    sterna::Metadata::new().entity_with(post::Entity, post::table)
}
