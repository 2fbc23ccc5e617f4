//! Words of SQL and of Rust are names.

pub mod table_ {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "table")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i32,
        #[sea_orm(column_name = "fn", unique)]
        pub function: String,
        #[sea_orm(column_name = "where")]
        pub place: String,
        #[sea_orm(column_name = "self")]
        pub itself: Option<i32>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub fn metadata() -> sterna::Metadata {
    sterna::Metadata::new().entity(table_::Entity)
}
