//! A foreign key has the name that is declared.

pub mod user {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "users")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i32,
        pub name: String,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod post {
    use sea_orm::entity::prelude::*;
    use sterna::declare::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "posts")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i32,
        pub user_id: Option<i32>,
    }

    impl ActiveModelBehavior for ActiveModel {}

    pub fn table(t: &mut TableDeclaration) {
        t.foreign_key(
            foreign_key([Column::UserId])
                .references(super::user::Entity, [super::user::Column::Id])
                .named("of_user"),
        );
    }
}

pub fn metadata() -> sterna::Metadata {
    sterna::Metadata::new()
        .entity(user::Entity)
        .entity_with(post::Entity, post::table)
}
