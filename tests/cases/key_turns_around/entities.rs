//! Tags come first in the key.

pub mod tag {
    use sea_orm::entity::prelude::*;
    use sterna::declare::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "tags")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub post_id: i32,
        #[sea_orm(primary_key, auto_increment = false)]
        pub tag: String,
    }

    impl ActiveModelBehavior for ActiveModel {}

    pub fn table(t: &mut TableDeclaration) {
        t.primary_key(primary_key([Column::Tag, Column::PostId]));
    }
}

pub fn metadata() -> sterna::Metadata {
    sterna::Metadata::new().entity_with(tag::Entity, tag::table)
}
