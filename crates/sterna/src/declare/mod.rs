//! What an entity's attributes cannot say of its table, said beside the model.
//!
//! SeaORM's attributes reach columns, relations and indexes of one column. The rest of what
//! SQLite keeps in a schema is declared in a function that stands in the module of the entity:
//!
//! ```
//! // entity/src/post.rs
//! # mod post {
//! # use sea_orm::entity::prelude::*;
//! use sterna::declare::*;
//!
//! # #[sea_orm::model]
//! # #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
//! # #[sea_orm(table_name = "posts")]
//! # pub struct Model {
//! #     #[sea_orm(primary_key)]
//! #     pub id: i32,
//! #     pub title: String,
//! #     pub slug: String,
//! #     pub status: String,
//! #     pub publish_at: i64,
//! # }
//! # impl ActiveModelBehavior for ActiveModel {}
//! pub fn table(t: &mut TableDeclaration) {
//!     t.index(
//!         index("idx-posts-queue")
//!             .column(Column::Status)
//!             .column(column(Column::PublishAt).desc())
//!             .filter("status = 'queued'"),
//!     );
//!     t.check(check("length(title) > 0").named("has_title"));
//!     t.column(Column::Slug).collate("NOCASE").formerly("path");
//! }
//! # }
//!
//! // entity/src/lib.rs
//! pub fn metadata() -> sterna::Metadata {
//!     sterna::Metadata::new()
//!         .entity_with(post::Entity, post::table)
//!         .view("queued_posts", "SELECT id, title FROM posts WHERE status = 'queued'")
//!         .trigger("CREATE TRIGGER slugs AFTER INSERT ON posts BEGIN SELECT new.slug; END")
//! }
//! ```
//!
//! Columns are the entity's own variants, so that a typo does not compile; a name in quotes works
//! too, and one that the entity lacks is an error of [`crate::Metadata::check`] that names table
//! and column. SQL inside of a declaration (a CHECK, a predicate) is tried on a database in
//! memory before anything is compared with it.
//!
//! What must stay absent: a database, and the comparison.

mod column;
mod enumeration;
mod error;
mod table;
mod types;

pub use column::ColumnDeclaration;
pub use error::DeclarationError;
pub use table::{DeclaredTable, TableDeclaration};

pub use crate::operations::{
    check, column, expression, foreign_key, index, primary_key, unique, unique_index,
};
pub use sea_orm::sea_query::ForeignKeyAction::{Cascade, NoAction, Restrict, SetDefault, SetNull};
