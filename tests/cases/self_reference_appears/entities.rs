//! A post answers another.

pub mod post {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "posts")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i32,
        pub parent_id: Option<i32>,
        #[sea_orm(
            self_ref,
            relation_enum = "Parent",
            from = "parent_id",
            to = "id",
            on_delete = "Cascade"
        )]
        pub parent: HasOne<Entity>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub fn metadata() -> sterna::Metadata {
    sterna::Metadata::new().entity(post::Entity)
}
