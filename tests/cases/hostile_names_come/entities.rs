//! Columns whose names try to break out of their quotes.

pub mod hostile {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "order \"by\" */ #")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i32,
        pub title: String,
        #[sea_orm(column_name = "a \"#b\" */ c")]
        pub hostile_0: Option<String>,
        #[sea_orm(column_name = "it's; DROP TABLE posts; --")]
        pub hostile_1: Option<String>,
        #[sea_orm(column_name = "select")]
        pub hostile_2: Option<String>,
        #[sea_orm(column_name = "naïve ✓ 表")]
        pub hostile_3: Option<String>,
        #[sea_orm(column_name = "two\nlines")]
        pub hostile_4: Option<String>,
        #[sea_orm(column_name = "{}\\n\\u{202e}")]
        pub hostile_5: Option<String>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub fn metadata() -> sterna::Metadata {
    sterna::Metadata::new().entity(hostile::Entity)
}
