//! What the database has and the attributes of the entities cannot say.

mod post;
mod user;

/// The list of the entities with these declarations.
pub fn all(metadata: sterna::Metadata) -> sterna::Metadata {
    metadata
        .declare(crate::entities::post::Entity, post::table)
        .declare(crate::entities::user::Entity, user::table)
        .keep("plugins")
        .view_statement(
            r#"CREATE VIEW "recent posts" AS SELECT id, title FROM posts ORDER BY id DESC LIMIT 10"#,
        )
        .trigger(
            r"CREATE TRIGGER posts_indexed AFTER INSERT ON posts BEGIN
        INSERT INTO posts_text (rowid, title) VALUES (new.id, new.title);
    END",
        )
}
