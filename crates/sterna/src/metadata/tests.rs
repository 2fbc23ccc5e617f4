//! The list of entities against itself and the registry.

use super::*;
use crate::operations::index;

mod post {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "posts")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i32,
        #[sea_orm(indexed)]
        pub slug: String,
        #[sea_orm(renamed_from = "title")]
        pub subject: Option<String>,
        #[sea_orm(comment = "in words; renamed_from \"x", renamed_from = "body")]
        pub content: String,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

mod post_view {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "Posts")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i32,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

const HERE: &str = "sterna::metadata::tests";

#[test]
fn an_entity_says_its_table_columns_and_former_names() {
    let metadata = Metadata::new().entity(post::Entity);
    let entity = &metadata.entities()[0];
    assert_eq!(
        (entity.table.as_str(), entity.module.as_str()),
        ("posts", "sterna::metadata::tests::post")
    );
    let schema = entity.schema();
    assert_eq!(schema.indexes.len(), 1);
    let names: Vec<_> = schema.columns().map(|column| column.renamed_from).collect();
    let wanted = [
        None,
        None,
        Some("title".to_owned()),
        Some("body".to_owned()),
    ];
    assert_eq!(names, wanted);
    assert_eq!(
        schema.columns().next().unwrap().kind,
        Some(ColumnType::Integer)
    );
}

#[test]
fn a_comment_that_only_speaks_of_a_rename_is_none() {
    assert_eq!(renamed_from("was not renamed_from \"x\""), None);
    assert_eq!(renamed_from("renamed_from \"x"), None);
}

#[test]
fn a_forgotten_entity_is_named_by_the_real_registry() {
    let error = Metadata::new().entity(post::Entity).check().unwrap_err();
    let modules = vec![format!("{HERE}::post_view")];
    assert_eq!(error, MetadataError::Forgotten { modules });
    assert!(
        error.help().contains(".entity(post_view::Entity)"),
        "{}",
        error.help()
    );
}

#[test]
fn a_complete_list_is_fine() {
    let metadata = Metadata::new()
        .entity(post::Entity)
        .except(post_view::Entity);
    assert_eq!(metadata.check(), Ok(()));
}

#[test]
fn the_entities_of_another_list_are_not_missed() {
    let other = Metadata::new().entity(post_view::Entity);
    let metadata = Metadata::new().entity(post::Entity).except_all(&other);
    assert_eq!(metadata.check(), Ok(()));
}

#[test]
fn entities_of_other_crates_are_not_missed() {
    let metadata = Metadata::new().entity(post::Entity);
    assert_eq!(
        metadata.check_against(["elsewhere::user"].into_iter()),
        Ok(())
    );
}

#[test]
fn an_empty_list_is_refused() {
    assert_eq!(Metadata::new().check(), Err(MetadataError::Empty));
    assert_eq!(
        Metadata::new().except(post::Entity).check(),
        Err(MetadataError::Empty)
    );
}

#[test]
fn one_table_belongs_to_one_entity() {
    let metadata = Metadata::new()
        .entity(post::Entity)
        .entity(post_view::Entity);
    let modules = vec![format!("{HERE}::post"), format!("{HERE}::post_view")];
    let table = "posts".to_owned();
    assert_eq!(
        metadata.check(),
        Err(MetadataError::SharedTable { table, modules })
    );
}

fn with(declare: fn(&mut TableDeclaration)) -> Metadata {
    Metadata::new()
        .entity_with(post::Entity, declare)
        .except(post_view::Entity)
}

#[test]
fn a_declaration_stands_beside_the_entity() {
    let metadata = with(|t| {
        t.formerly("articles");
        t.column(post::Column::Slug)
            .collate("NOCASE")
            .formerly("path");
        t.check("length(slug) > 0");
    });
    assert_eq!(metadata.check(), Ok(()));
    assert!(metadata.declares_anything());
    let entity = &metadata.entities()[0];
    let declared = entity.declared(entity.schema().noun().unwrap()).unwrap();
    let slug = declared.table.column("slug").unwrap();
    assert_eq!(slug.collation.as_deref(), Some("NOCASE"));
    assert_eq!(declared.table.checks.len(), 1);
    assert_eq!(declared.table.indexes.len(), 1);
    assert_eq!(declared.former_name.as_deref(), Some("articles"));
    let former = [("path".to_owned(), "slug".to_owned())];
    assert_eq!(declared.former_columns, former);
}

#[test]
fn a_typo_in_a_declaration_is_told_with_table_and_column() {
    let error = with(|t| t.index(index("i").column("slag"))).check();
    let error = error.unwrap_err();
    let words = format!(
        "index \"i\" of table \"posts\" names column \"slag\", which entity {HERE}::post does not have"
    );
    assert_eq!(error.to_string(), words);
    assert_eq!(
        error.help(),
        "name the column as the entity does: `Column::Title`"
    );
}

#[test]
fn views_and_triggers_are_read_when_they_are_listed() {
    let listed = || with(|_| {}).view("a \"view\"", "SELECT 1");
    assert_eq!(listed().views()[0].name, "a \"view\"");
    assert_eq!(listed().check(), Ok(()));
    let error = listed().trigger("SELECT 1").check().unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with("\"SELECT 1\" makes no trigger"),
        "{error}"
    );
    let plain = Metadata::new().entity(post::Entity);
    assert!(!plain.declares_anything());
    assert!(plain.view("v", "SELECT 1").declares_anything());
}

#[test]
fn declarations_can_be_kept_apart_and_add_up() {
    let apart = |list: Metadata| {
        list.declare(post::Entity, |t| t.strict())
            .view("v", "SELECT 1")
    };
    let listed = with(|t| t.index(index("i").column(post::Column::Slug))).with(apart);
    assert_eq!(listed.check(), Ok(()));
    let entity = &listed.entities()[0];
    let declared = entity.declared(entity.schema().noun().unwrap()).unwrap();
    assert!(declared.table.options.strict);
    let names: Vec<_> = declared
        .table
        .indexes
        .iter()
        .map(|one| one.name.as_str())
        .collect();
    assert_eq!(names, ["idx-posts-slug", "i"]);
    assert_eq!(listed.views().len(), 1);
}

#[test]
fn a_declaration_of_an_entity_that_is_not_listed_is_told() {
    let error = Metadata::new()
        .view("v", "SELECT 1")
        .declare(post::Entity, |_| {})
        .entity(post::Entity)
        .except(post_view::Entity)
        .check()
        .unwrap_err();
    let words =
        format!("a declaration is about entity {HERE}::post, which is not listed before it");
    assert_eq!(error.to_string(), words);
}
