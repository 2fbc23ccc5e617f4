//! A key may be said at the column or below.

pub mod tag {
    use sea_orm::entity::prelude::*;
    use sterna::declare::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "tags")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub name: String,
        pub weight: i32,
    }

    impl ActiveModelBehavior for ActiveModel {}

    pub fn table(t: &mut TableDeclaration) {
        t.without_rowid();
    }
}

pub fn metadata() -> sterna::Metadata {
    sterna::Metadata::new().entity_with(tag::Entity, tag::table)
}
