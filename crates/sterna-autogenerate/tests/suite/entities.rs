//! From SeaORM's entities to a proposal.

use sterna::Metadata;
use sterna_autogenerate::{
    AutogenerateError, Desired, DesiredError, MadeByHistory, ObjectKind, Proposal, Renames,
    Request, Scope, autogenerate, desired, diff,
};
use sterna_schema::{Alteration, ColumnType, Operation};

use crate::database;

mod user {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "users")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        #[sea_orm(unique)]
        pub email: String,
        #[sea_orm(has_many)]
        pub posts: HasMany<super::post::Entity>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

mod post {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
    #[sea_orm(
        rs_type = "String",
        db_type = "Enum",
        enum_name = "status",
        rename_all = "snake_case"
    )]
    pub enum Status {
        Draft,
        Posted,
    }

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "posts")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i32,
        #[sea_orm(renamed_from = "title")]
        pub headline: String,
        #[sea_orm(column_type = "Text", nullable)]
        pub content: Option<String>,
        #[sea_orm(indexed)]
        pub status: Status,
        pub views: i64,
        pub user_id: Option<i64>,
        #[sea_orm(belongs_to, from = "user_id", to = "id", on_delete = "SetNull")]
        pub user: HasOne<super::user::Entity>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

mod unlisted {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "vectors")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i32,
        #[sea_orm(column_type = "custom(\"text, evil text\")")]
        pub value: String,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

fn metadata() -> Metadata {
    Metadata::new()
        .entity(user::Entity)
        .entity(post::Entity)
        .except(unlisted::Entity)
}

async fn meant() -> Desired {
    desired(&metadata())
        .await
        .expect("the entities have a schema")
}

const OLD: &str = "CREATE TABLE users (id integer NOT NULL PRIMARY KEY AUTOINCREMENT, email varchar NOT NULL UNIQUE);
    CREATE TABLE posts (id integer NOT NULL PRIMARY KEY AUTOINCREMENT, title varchar NOT NULL, content text,
        status enum_text NOT NULL, views integer NOT NULL, user_id integer, CHECK (title <> ''),
        FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE SET NULL);
    CREATE INDEX \"idx-posts-status\" ON posts (status);
    CREATE INDEX by_hand ON posts (title) WHERE views > 0;
    CREATE TABLE others (id integer);
    CREATE TRIGGER other AFTER INSERT ON others BEGIN SELECT 1; END;
    CREATE VIEW seen AS SELECT title FROM posts;
    CREATE TABLE sterna_version (version text);";

async fn proposal(live: &str, made: MadeByHistory) -> Proposal {
    let live = database::catalogue(live).await;
    let request = Request {
        live: &live,
        desired: &meant().await,
        scope: Scope::autogenerate(made),
        renames: Renames::default(),
        backfills: Vec::new(),
    };
    autogenerate(&request).await.expect("a proposal")
}

#[tokio::test]
async fn entities_mean_a_schema_with_their_types() {
    let meant = meant().await;
    let posts = meant.schema.table("posts").unwrap();
    let sea = |name: &str| posts.column(name).unwrap().declared.sea.clone().unwrap();
    assert_eq!(sea("id"), ColumnType::Integer);
    assert_eq!(sea("views"), ColumnType::BigInteger);
    assert!(matches!(sea("status"), ColumnType::Enum { variants, .. } if variants.len() == 2));
    assert_eq!(posts.column("views").unwrap().declared.text(), "integer");
    assert_eq!(posts.indexes[0].name, "idx-posts-status");
    assert_eq!(posts.foreign_keys[0].table, "users");
    let former: Vec<_> = meant
        .former_names
        .iter()
        .map(|name| name.from.as_str())
        .collect();
    assert_eq!(former, ["title"]);
}

#[tokio::test]
async fn entities_do_not_differ_from_what_they_made() {
    let first = meant().await.schema;
    let second = meant().await.schema;
    assert!(diff(&first, &second, &Scope::exact()).is_empty());
}

#[tokio::test]
async fn a_forgotten_entity_and_an_impossible_one_are_errors() {
    let forgotten = Metadata::new().entity(user::Entity).entity(post::Entity);
    let error = desired(&forgotten).await.unwrap_err();
    assert!(error.to_string().contains("unlisted"), "{error}");
    let impossible = Metadata::new()
        .entity(unlisted::Entity)
        .except(user::Entity)
        .except(post::Entity);
    let error = desired(&impossible).await.unwrap_err();
    assert!(matches!(error, DesiredError::Entity { .. }), "{error}");
    assert!(error.to_string().contains("unlisted"), "{error}");
}

#[tokio::test]
async fn a_former_name_becomes_a_rename_that_everything_follows() {
    let proposal = proposal(OLD, MadeByHistory::nothing()).await;
    let words: Vec<_> = proposal.upgrade.iter().map(Operation::summary).collect();
    assert_eq!(
        words,
        ["alter table posts: rename column title to headline"]
    );
    let kept: Vec<_> = proposal
        .kept
        .iter()
        .map(|kept| kept.name.as_str())
        .collect();
    assert_eq!(kept, ["others", "(\"headline\" <> '')", "by_hand", "seen"]);
}

#[tokio::test]
async fn a_former_name_may_stay_for_ever() {
    let renamed = OLD
        .replace("title", "headline")
        .replace(", CHECK (headline <> '')", "");
    let proposal = proposal(&renamed, MadeByHistory::nothing()).await;
    assert!(proposal.upgrade.is_empty(), "{:#?}", proposal.upgrade);
}

#[tokio::test]
async fn what_the_history_made_and_the_entities_dropped_goes() {
    let mut made = MadeByHistory::nothing();
    made.add(ObjectKind::Table, "others");
    made.add(ObjectKind::Index, "by_hand");
    let proposal = proposal(OLD, made).await;
    let words: Vec<_> = proposal.upgrade.iter().map(Operation::summary).collect();
    assert_eq!(
        words[0],
        "alter table posts: rename column title to headline"
    );
    assert_eq!(
        words[1..],
        [
            "drop trigger other",
            "alter table posts: drop index by_hand",
            "drop table others"
        ]
    );
    let kept: Vec<_> = proposal
        .kept
        .iter()
        .map(|kept| kept.name.as_str())
        .collect();
    assert_eq!(kept, ["(\"headline\" <> '')", "seen"]);
    assert_eq!(proposal.warnings.len(), 1);
}

#[tokio::test]
async fn an_index_of_somebody_else_goes_with_its_column() {
    let live = "CREATE TABLE users (id integer NOT NULL PRIMARY KEY AUTOINCREMENT, email varchar NOT NULL UNIQUE, name text);
        CREATE INDEX theirs ON users (email, lower(name));
        CREATE INDEX also_theirs ON users (email);";
    let live = format!("{live}{}", "CREATE TABLE posts (id integer NOT NULL PRIMARY KEY AUTOINCREMENT, headline varchar NOT NULL, content text,
        status enum_text NOT NULL, views integer NOT NULL, user_id integer,
        FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE SET NULL);
        CREATE INDEX \"idx-posts-status\" ON posts (status);");
    let proposal = proposal(&live, MadeByHistory::nothing()).await;
    let words: Vec<_> = proposal.upgrade.iter().map(Operation::summary).collect();
    assert_eq!(
        words,
        ["alter table users: drop index theirs, drop column name"]
    );
    let warnings: Vec<_> = proposal.warnings.iter().map(ToString::to_string).collect();
    assert_eq!(
        warnings,
        [
            "column users.name is dropped with its values",
            "index theirs goes with column users.name"
        ]
    );
}

#[tokio::test]
async fn a_virtual_table_under_the_name_of_an_entity_is_left_alone() {
    let live = OLD.replace(
        "CREATE TABLE others (id integer)",
        "CREATE VIRTUAL TABLE others USING fts5 (a)",
    );
    let live = live.replace(
        "CREATE TRIGGER other AFTER INSERT ON others BEGIN SELECT 1; END;",
        "",
    );
    let virtual_posts = "CREATE VIRTUAL TABLE posts USING fts5 (headline, content);
        CREATE TABLE users (id integer NOT NULL PRIMARY KEY AUTOINCREMENT, email varchar NOT NULL UNIQUE)";
    let kept = proposal(&live, MadeByHistory::nothing()).await.kept;
    assert!(
        kept.iter()
            .any(|kept| kept.name == "others" && kept.kind == "virtual table")
    );
    assert!(!kept.iter().any(|kept| kept.name.starts_with("others_")));
    let proposal = proposal(virtual_posts, MadeByHistory::nothing()).await;
    assert!(proposal.upgrade.is_empty(), "{:#?}", proposal.upgrade);
    let warnings: Vec<_> = proposal.warnings.iter().map(ToString::to_string).collect();
    assert_eq!(warnings, ["posts is a virtual table, which is left alone"]);
}

#[tokio::test]
async fn rows_that_need_a_value_are_asked_for() {
    let live = OLD
        .replace("views integer NOT NULL, ", "")
        .replace(" WHERE views > 0", "");
    let catalogue = database::catalogue(&live).await;
    let desired = meant().await;
    let mut request = Request {
        live: &catalogue,
        desired: &desired,
        scope: Scope::autogenerate(MadeByHistory::nothing()),
        renames: Renames::default(),
        backfills: Vec::new(),
    };
    let asked = autogenerate(&request).await.unwrap().needs_backfill;
    assert_eq!(
        (asked[0].name().as_str(), asked[0].required),
        ("posts.views", true)
    );
    request.backfills = vec!["posts.views=length(content)".parse().unwrap()];
    let given = autogenerate(&request).await.unwrap();
    assert_eq!(given.needs_backfill, []);
    let Operation::AlterTable { alterations, .. } = &given.upgrade[0] else {
        panic!("{:#?}", given.upgrade)
    };
    let backfill = alterations.iter().find_map(|alteration| match alteration {
        Alteration::AddColumn { backfill, .. } => backfill.clone(),
        _ => None,
    });
    assert_eq!(backfill.unwrap().sql(), "length(content)");
    request.backfills = vec!["posts.nothing=1".parse().unwrap()];
    let error = autogenerate(&request).await.unwrap_err();
    assert!(matches!(error, AutogenerateError::Backfill(_)), "{error}");
}

#[tokio::test]
async fn a_rename_that_does_not_fit_is_an_error() {
    let live = database::catalogue(OLD).await;
    let desired = meant().await;
    for (rename, reason) in [
        (
            "nothing:posts",
            "there is no table or column \"nothing\" in the database",
        ),
        (
            "posts.nothing:views",
            "there is no table or column \"posts.nothing\" in the database",
        ),
        (
            "posts.views:content",
            "\"posts.views\" cannot be renamed: there is \"content\" already",
        ),
        (
            "others:users",
            "\"others\" cannot be renamed: there is \"users\" already",
        ),
        (
            "posts.views:seen",
            "\"posts.views\" cannot be renamed: the entities know no \"seen\"",
        ),
        (
            "others:elsewhere",
            "\"others\" cannot be renamed: the entities know no \"elsewhere\"",
        ),
    ] {
        let request = Request {
            live: &live,
            desired: &desired,
            scope: Scope::autogenerate(MadeByHistory::nothing()),
            renames: Renames {
                asked: vec![rename.parse().unwrap()],
                ..Renames::default()
            },
            backfills: Vec::new(),
        };
        assert_eq!(
            autogenerate(&request).await.unwrap_err().to_string(),
            reason
        );
    }
}
