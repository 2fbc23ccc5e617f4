use crate::entities;

/// Every entity, once, with what is declared beside it.
pub fn metadata() -> sterna::Metadata {
    sterna::Metadata::new()
        .entity_with(entities::user::Entity, super::users::table)
        .entity_with(entities::post::Entity, super::posts::table)
        .view_statement(
            r#"CREATE VIEW "recent posts" AS SELECT id, title FROM posts ORDER BY id DESC LIMIT 10"#,
        )
        .trigger(
            r"CREATE TRIGGER posts_indexed AFTER INSERT ON posts BEGIN
        INSERT INTO posts_text (rowid, title) VALUES (new.id, new.title);
    END",
        )
}
